import type { Decisions } from "./decisions";
import type {
    Named,
    NetworkPort,
    NetworkView,
    NodeAddress,
    ProjectView,
    SiteCluster,
} from "./siteView";
import { hostOf } from "../../stacks/configuration/keys/urls";

/** Where the nodes of a cluster are in OpenStack. */
export interface Place {
    readonly project: ProjectView;
    readonly network: NetworkView;
    /** By node, in the order of the nodes. */
    readonly nodePorts: readonly { readonly node: string; readonly port: NetworkPort }[];
}

/** The network that has a port for every node; decides `openstack.cloud` and `openstack.network`. Pure. */
export function decidePlace(
    { name, server, projects, unasked }: SiteCluster,
    nodes: readonly NodeAddress[],
    decisions: Decisions,
): Place | undefined {
    const all = projects.flatMap((project) =>
        project.networks.flatMap((network) => placeIn(project, network, nodes)),
    );
    const [cloud, wanted] = [
        decisions.told("openstack.cloud"),
        decisions.told("openstack.network"),
    ];
    const chosen = all.filter(
        ({ project, network }) =>
            (cloud === undefined || project.cloud === cloud) &&
            (wanted === undefined || network.id === wanted || network.name === wanted),
    );
    const places = oncePerProject(name, withServer(server, chosen));
    const [place, ...others] = places;
    if (place === undefined) {
        const addresses = nodes.map(({ address }) => address).join(", ");
        const asked = projects.map((project) => `cloud ${project.cloud}: it has none`);
        const looked = [...asked, ...unasked].join("; ") || "there is no clouds.yaml";
        decisions.fail(
            `no network was found that has a port for each of its nodes, ${addresses} (${looked}); name a clouds.yaml with --clouds-path FILE, or --set ${name}.gateway.exposure=external where the load balancer's addresses are public`,
        );
        return undefined;
    }
    const clouds = [...new Set(places.map(({ project }) => project.cloud))];
    if (clouds.length > 1) {
        decisions.decide("openstack.cloud", {
            ask: "Several clouds have ports with the nodes' addresses; the cluster lies in",
            choices: clouds,
        });
        return undefined;
    }
    decisions.decide("openstack.cloud", { value: place.project.cloud });
    if (others.length > 0) {
        decisions.decide("openstack.network", {
            ask: "Several networks have ports with the nodes' addresses; the nodes are in",
            choices: places.map(({ network }) => network.id),
        });
        return undefined;
    }
    const { networks } = place.project;
    decisions.decide("openstack.network", { value: nameOrId(place.network, networks) });
    return place;
}

function placeIn(
    project: ProjectView,
    network: NetworkView,
    nodes: readonly NodeAddress[],
): Place[] {
    const nodePorts = nodes.flatMap(({ name, address }) => {
        const port = network.ports.find(({ fixedIps }) => fixedIps.includes(address));
        return port === undefined ? [] : [{ node: name, port }];
    });
    return nodes.length > 0 && nodePorts.length === nodes.length
        ? [{ project, network, nodePorts }]
        : [];
}

/** Two clusters of K-PaaS may have the same private addresses; the server's public one is once. */
function withServer(server: string, places: readonly Place[]): readonly Place[] {
    if (!URL.canParse(server)) return places;
    const host = hostOf(new URL(server));
    const ofServer = places.filter(({ project, network }) =>
        project.floatingIps.some(
            ({ address, portId }) =>
                address === host && network.ports.some(({ id }) => id === portId),
        ),
    );
    return ofServer.length > 0 ? ofServer : places;
}

/** Several entries may be for one project: the one that is called as the cluster, else the first. */
function oncePerProject(cluster: string, places: readonly Place[]): readonly Place[] {
    const sorted = [...places].sort(
        (a, b) => Number(b.project.cloud === cluster) - Number(a.project.cloud === cluster),
    );
    return [
        ...new Map(
            sorted
                .reverse()
                .map((place) => [`${place.project.projectId} ${place.network.id}`, place] as const),
        ).values(),
    ].reverse();
}

/** The name, where it is one's own. */
export function nameOrId({ id, name }: Named, all: readonly Named[]): string {
    const namesakes = all.filter((one) => one.name === name);
    return name === "" || namesakes.length > 1 ? id : name;
}
