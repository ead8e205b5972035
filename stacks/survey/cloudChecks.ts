import type { PlainClusterConfig } from "../configuration/types/plainConfig";
import type { CloudFailure, NamedKey, CloudView } from "./cloudView";
import { isInside } from "./egress";
import type { Look } from "./look";
import type { SurveyedCluster } from "./surveyedCluster";
import {
    problemAt,
    quotedOpenstack,
    REFUSES,
    type SurveyCode,
    type SurveyProblem,
} from "./surveyProblem";

const NAMES: Readonly<
    Record<
        NamedKey,
        { readonly code: SurveyCode; readonly what: string; readonly list: readonly string[] }
    >
> = {
    subnet: { code: "subnet-not-found", what: "subnet", list: ["subnet", "list"] },
    router: { code: "router-not-found", what: "router", list: ["router", "list"] },
    securityGroup: {
        code: "security-group-not-found",
        what: "security group",
        list: ["security", "group", "list"],
    },
    "floatingIp.pool": {
        code: "floating-ip-pool-not-found",
        what: "external network",
        list: ["network", "list", "--external"],
    },
};

const NETWORKS = ["network", "list"];
const ORDER = Object.keys(NAMES);

/** What the configuration of a cluster says of its OpenStack and Neutron does not. Pure. */
export function cloudProblems(cluster: SurveyedCluster): SurveyProblem[] {
    return [
        ...nameProblems(cluster),
        ...nodePortProblems(cluster),
        ...routerProblems(cluster),
        ...externalNetworkProblems(cluster),
        ...subnetProblems(cluster),
    ];
}

/** A cloud that did not answer, or that does not have the network. Pure. */
export function silentCloudProblem(
    { name, openstack }: PlainClusterConfig,
    index: number,
    cloud: Look<CloudView, CloudFailure> | undefined,
): SurveyProblem[] {
    if (openstack === undefined || cloud === undefined || "seen" in cloud) return [];
    const { failure, kind } = cloud;
    const why = `${REFUSES} Whether Neutron lets the other clusters in is not known.`;
    if (kind === "name") {
        return problemAt({ name, index }, ["openstack", "network"], {
            code: "network-not-found",
            value: openstack.network,
            what: failure,
            why,
            advice: `write the name or id of one that ${quotedOpenstack(NETWORKS)} shows`,
            commands: [NETWORKS],
            write: "NAME_OR_ID",
        });
    }
    return problemAt({ name, index }, ["openstack", "cloud"], {
        code: "cloud-unavailable",
        value: openstack.cloud.authUrl,
        what: `its cloud cannot be asked: ${failure}`,
        why,
        advice: "check its entry in clouds.yaml, and that this machine reaches the cloud",
        commands: [["token", "issue"]],
    });
}

function nameProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { openstack, cloud } = cluster;
    const { floatingIp } = openstack;
    const pool = "pool" in floatingIp ? floatingIp.pool : undefined;
    const named = { ...openstack, "floatingIp.pool": pool };
    // Noted in the order in which Neutron answered.
    const noted = [...cloud.unresolved].sort(([a], [b]) => ORDER.indexOf(a) - ORDER.indexOf(b));
    return noted.flatMap(([key, count]) => {
        const value = named[key];
        const { code, what, list } = NAMES[key];
        const of =
            value === undefined ? ` of IPv4 in network ${cloud.network.name}` : ` "${value}"`;
        const inNetwork = key === "subnet" ? [...list, "--network", cloud.network.id] : list;
        return problemAt(cluster, ["openstack", ...key.split(".")], {
            code,
            value,
            what: `the project has ${count === 0 ? `no ${what}` : `${count} ${what}s`}${of}`,
            why: REFUSES,
            advice: `write ${count === 0 ? "one" : "the id of one"} that ${quotedOpenstack(inNetwork)} shows`,
            commands: [list],
            write: "NAME_OR_ID",
            onlyStopsUp: true,
        });
    });
}

function nodePortProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { name, config, cloud } = cluster;
    const { network, nodePorts } = cloud;
    const list = ["port", "list", "--network", network.id];
    return (config.nodes?.hosts ?? []).flatMap(({ name: node, address, skipped }, position) => {
        if (skipped || nodePorts.has(node)) return [];
        return problemAt(cluster, ["nodes", "hosts", position, "address"], {
            code: "node-port-missing",
            where: `${name}/${node}`,
            value: address,
            what: `no port of network ${network.name} has its address ${address}`,
            why: `Packets to the gateway cannot be let in through it. ${REFUSES}`,
            advice: `write the InternalIP of ${node} that ${quotedOpenstack(list)} shows`,
            commands: [list],
            write: "ADDRESS",
        });
    });
}

function routerProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { openstack, cloud } = cluster;
    const { router, pool } = cloud;
    if (router?.externalNetworkId !== "") return [];
    const network = pool?.id ?? "NETWORK";
    const command = ["router", "set", "--external-gateway", network, router.id];
    return problemAt(cluster, ["openstack", "router"], {
        code: "router-without-gateway",
        value: openstack.router,
        what: `router ${router.name} has no external gateway`,
        why: "No floating IP leads through it, and its pods reach no other cluster.",
        advice: `set one with ${quotedOpenstack(command)}, or write another router`,
        commands: [command],
    });
}

/** A floating IP leads to the nodes through their own router alone. */
function externalNetworkProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { openstack, cloud } = cluster;
    const { router, pool, floatingIps } = cloud;
    const { floatingIp } = openstack;
    if (router === undefined || router.externalNetworkId === "") return [];
    const [key, value, network] =
        "pool" in floatingIp
            ? ["pool", floatingIp.pool, pool?.id]
            : [
                  "address",
                  floatingIp.address,
                  floatingIps.find(({ address }) => address === floatingIp.address)?.networkId,
              ];
    if (network === undefined || network === router.externalNetworkId) return [];
    const whose = key === "pool" ? `pool ${value}` : `floating IP ${value}`;
    return problemAt(cluster, ["openstack", "floatingIp", key], {
        code: "router-in-other-network",
        value,
        what: `router ${router.name} has its gateway in network ${router.externalNetworkId}, and ${whose} is of network ${network}`,
        why: `A floating IP of that network does not lead to the nodes. ${REFUSES}`,
        advice: "write a pool or an address of that one",
        write: key === "pool" ? router.externalNetworkId : "ADDRESS",
    });
}

function subnetProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { config, cloud } = cluster;
    const { subnet } = cloud;
    const { ip } = config.gateway;
    if (subnet === undefined || ip === undefined || isInside(ip, subnet.cidr)) return [];
    return problemAt(cluster, ["gateway", "ip"], {
        code: "gateway-outside-subnet",
        value: ip,
        what: `gateway.ip is ${ip}, and the nodes are in subnet ${subnet.name}, ${subnet.cidr}`,
        why: `No node can announce it. ${REFUSES}`,
        advice: "write an address of it that no port has",
        write: `ADDRESS_OF_${subnet.cidr}`,
    });
}
