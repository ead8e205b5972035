import type { Decisions, Found } from "./decisions";
import { nameOrId, type Place } from "./place";
import type { NetworkView, ProjectView } from "./siteView";

/** Decides `subnet`, `router`, `floatingIp` and `securityGroup` of the place. Pure. */
export function decideOpenStack(
    { project, network, nodePorts }: Place,
    decisions: Decisions,
): void {
    const { subnets } = network;
    const own = subnets.filter(({ id }) =>
        nodePorts.every(({ port }) => port.subnetIds.includes(id)),
    );
    const [subnet] = own;
    if (subnets.length > 1) {
        decisions.decide(
            "openstack.subnet",
            subnet === undefined
                ? { ask: "The nodes' subnet", choices: subnets.map(({ id }) => id) }
                : { value: nameOrId(subnet, subnets) },
        );
    }
    const router = decideRouter(network, subnet?.gatewayIp, decisions);
    const told = decisions.told("openstack.floatingIp.address");
    if (told === undefined) {
        decisions.decide("openstack.floatingIp.pool", poolOf(project, router?.externalNetworkId));
    }
    decisions.decide("openstack.securityGroup", groupOf(project, nodePorts));
}

function decideRouter(network: NetworkView, gatewayIp: string | undefined, decisions: Decisions) {
    const { routers } = network;
    const told = decisions.told("openstack.router");
    if (told !== undefined) return routers.find(({ id, name }) => id === told || name === told);
    const gateway = network.ports.find(
        ({ fixedIps, owner }) =>
            gatewayIp !== undefined && fixedIps.includes(gatewayIp) && owner.startsWith("network:"),
    );
    const usual = routers.find(({ id }) => id === gateway?.deviceId);
    // The program finds this one itself.
    if (usual !== undefined) return usual;
    const [only, second] = routers;
    if (only === undefined) return undefined;
    if (second !== undefined) {
        decisions.decide("openstack.router", {
            ask: "No router has the gateway address of the nodes' subnet; their packets leave through",
            choices: routers.map(({ id }) => id),
        });
        return undefined;
    }
    decisions.decide("openstack.router", {
        value: nameOrId(only, routers),
        note: "the only router of the network; it does not have the subnet's gateway address",
    });
    return only;
}

function poolOf({ externalNetworks }: ProjectView, ofRouter: string | undefined): Found {
    const pool = externalNetworks.find(({ id }) => id === ofRouter);
    if (pool !== undefined) return { value: pool.name };
    const [only, second] = externalNetworks;
    if (only !== undefined && second === undefined) {
        return { value: only.name, note: "the only external network that the project sees" };
    }
    return {
        ask: "External network that the gateway's floating IP is taken from",
        choices: externalNetworks.map(({ name }) => name),
    };
}

/** The group that filters every node; `default`, which every port of a project may have, last. */
function groupOf(
    { securityGroups }: ProjectView,
    nodePorts: Place["nodePorts"],
): Found | undefined {
    const filtered = nodePorts.filter(({ port }) => port.portSecurityEnabled);
    const common = securityGroups.filter(
        ({ id }) =>
            filtered.length > 0 && filtered.every(({ port }) => port.securityGroupIds.includes(id)),
    );
    const named = common.filter(({ name }) => name !== "default");
    const choices = named.length > 0 ? named : common;
    const [only, second] = choices;
    // The program makes a group of its own then.
    if (only === undefined) return undefined;
    if (second === undefined) return { value: nameOrId(only, securityGroups) };
    return {
        ask: "Several security groups filter every node; rules for the other clusters are added to",
        choices: choices.map((one) => nameOrId(one, securityGroups)),
    };
}
