import * as ipaddr from "ipaddr.js";
import { hostOf } from "../configuration/keys/urls";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { CloudPort } from "./cloudView";
import { addressesOf, letsIn } from "./ingress";
import type { SurveyedCluster } from "./surveyedCluster";
import { problemAt, quotedOpenstack, REFUSES, type SurveyProblem } from "./surveyProblem";

type Links = Pick<PlainMeshConfig, "clusters" | "links">;

const WATCHES = "The service mirrors of the other clusters watch its Services there.";

/**
 * A virtual IP, a load balancer or an instance before the API servers of a cluster that packets of the
 * peers do not come through. At a node's own floating IP the program makes the rules itself. Pure.
 */
export function apiServerAddressProblems(
    cluster: SurveyedCluster,
    config: Links,
    surveyed: readonly SurveyedCluster[],
): SurveyProblem[] {
    const { floatingIp, port, kind, carriers = [] } = cluster.cloud.apiServer ?? {};
    if (floatingIp === undefined || !isTarget(cluster, config)) return [];
    const { address: value, fixedIp } = floatingIp;
    if (floatingIp.portId === "") {
        const command = ["floating", "ip", "set", "--port", "PORT_OF_THE_VIRTUAL_IP", value];
        return problemAt(cluster, ["apiServer"], {
            code: "api-server-floating-ip-idle",
            value: cluster.config.apiServer,
            what: `floating IP ${value} leads to no port`,
            why: `${WATCHES} ${REFUSES}`,
            advice: `lead it to the port of the virtual IP, of the load balancer or of a master with ${quotedOpenstack(command)}`,
            commands: [command],
        });
    }
    if (kind === "virtual" && carriers.length === 0) {
        const pair = `ip-address=${fixedIp}`;
        const command = ["port", "set", "--allowed-address", pair, "PORT_OF_EACH_MASTER"];
        return problemAt(cluster, ["apiServer"], {
            code: "api-server-address-uncarried",
            value: cluster.config.apiServer,
            what: `floating IP ${value} leads to ${fixedIp}, and no allowed address pair lets an instance send from that`,
            why: `${WATCHES} Neutron drops every answer. ${REFUSES}`,
            advice: `the owner of the ports runs ${quotedOpenstack(command)}`,
            commands: [command],
        });
    }
    return port === undefined ? [] : ruleProblems(cluster, peersOf(cluster, config, surveyed));
}

/** Instances that are no nodes, in whose groups the program makes no rules. */
function ruleProblems(cluster: SurveyedCluster, addresses: readonly string[]): SurveyProblem[] {
    const { carriers = [], securityGroups: groups = [] } = cluster.cloud.apiServer ?? {};
    const nodes = new Set([...cluster.cloud.nodePorts.values()].map(({ id }) => id));
    // URL leaves out the port that https has anyway.
    const port = Number(new URL(cluster.config.apiServer).port || 443);
    const keptOut = ({ securityGroupIds: ids }: CloudPort) => {
        const own = groups.filter(({ id }) => ids.includes(id));
        // One that the project may not see may let everybody in.
        if (own.length < ids.length) return [];
        return addresses.filter(
            (address) =>
                !own.some(({ ingress }) => ingress.some((rule) => letsIn(rule, { port, address }))),
        );
    };
    return carriers
        .filter(({ id, portSecurityEnabled }) => portSecurityEnabled && !nodes.has(id))
        .flatMap((carrier) => {
            const missing = keptOut(carrier);
            if (missing.length === 0) return [];
            const group = carrier.securityGroupIds[0] ?? "SECURITY_GROUP_OF_THE_PORT";
            const commands = missing.map((address) => [
                ...["security", "group", "rule", "create", "--protocol", "tcp"],
                ...["--dst-port", String(port), "--remote-ip", `${address}/32`, group],
            ]);
            return problemAt(cluster, ["apiServer"], {
                code: "api-server-rule-missing",
                value: cluster.config.apiServer,
                what: `no security group of port ${carrier.name === "" ? carrier.id : carrier.name}, through which packets to the API server enter, lets in TCP ${port} from ${missing.join(", ")}`,
                why: `${WATCHES} The program makes rules for nodes alone. ${REFUSES}`,
                advice: `its owner runs ${commands.map(quotedOpenstack).join(" and ")}`,
                commands,
            });
        });
}

/** What Neutron does not tell of the address in `apiServer`. Pure. */
export function unseenApiServer(cluster: SurveyedCluster, config: Links): string[] {
    const { name, cloud, config: own } = cluster;
    const host = hostOf(new URL(own.apiServer));
    if (!isTarget(cluster, config) || !ipaddr.IPv4.isIPv4(host)) return [];
    const { apiServer: place } = cloud;
    if (place === undefined) {
        const known = [
            ...cloud.floatingIps.map(({ address }) => address),
            ...[...cloud.nodePorts.values()].flatMap(({ fixedIps }) => fixedIps),
        ];
        return known.includes(host)
            ? []
            : [`${name}: ${host} in apiServer is no floating IP of its project`];
    }
    if (place.kind === "cloud") {
        return [`${name}: who may connect to the load balancer at ${host}`];
    }
    return place.floatingIp.portId !== "" && place.port === undefined
        ? [`${name}: the port that ${host} in apiServer leads to is another project's`]
        : [];
}

function isTarget({ name }: SurveyedCluster, { links }: Links): boolean {
    return links.some(({ target }) => target === name);
}

/** Addresses from which the peers of a cluster come. */
function peersOf(
    { name }: SurveyedCluster,
    { clusters, links }: Links,
    surveyed: readonly SurveyedCluster[],
): readonly string[] {
    const sources = clusters.filter((one) =>
        links.some(({ source, target }) => source === one.name && target === name),
    );
    return [...new Set(sources.flatMap((source) => addressesOf(source, surveyed)))].sort();
}
