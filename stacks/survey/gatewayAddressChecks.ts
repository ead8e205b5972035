import { gatewayPortName, isOwn } from "../../components/openstack/names";
import type { SurveyedCluster } from "./surveyedCluster";
import { keyOf, problemAt, quotedOpenstack, REFUSES, type SurveyProblem } from "./surveyProblem";

const FLOATING_IPS = ["floating", "ip", "list"];

/** Whether an `up` can have the gateway's address and its floating IP. Pure. */
export function gatewayAddressProblems(cluster: SurveyedCluster): SurveyProblem[] {
    return [
        ...occupantProblems(cluster),
        ...poolNameProblems(cluster),
        ...floatingIpProblems(cluster),
    ];
}

function occupantProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { name, config, cloud } = cluster;
    const { gatewayPort: port, subnet } = cloud;
    if (port === undefined || port.name === gatewayPortName(name)) return [];
    const whose = port.name === "" ? "" : `, ${port.name},`;
    return problemAt(cluster, ["gateway", "ip"], {
        code: "gateway-port-foreign",
        value: config.gateway.ip,
        what: `port ${port.id}${whose} has ${config.gateway.ip ?? ""}, the address of gateway.ip`,
        why: REFUSES,
        advice: `write one of ${subnet === undefined ? "the nodes' subnet" : subnet.cidr} that no port has`,
        write: `FREE_ADDRESS${subnet === undefined ? "" : `_OF_${subnet.cidr}`}`,
    });
}

/** The provider finds a pool by its name, and takes the first network that has it. */
function poolNameProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { openstack, cloud } = cluster;
    const { pool } = cloud;
    if (pool?.nameIsShared !== true || !("pool" in openstack.floatingIp)) return [];
    const command = ["floating", "ip", "create", pool.id];
    const key = keyOf(cluster, "openstack", "floatingIp");
    return problemAt(cluster, ["openstack", "floatingIp", "pool"], {
        code: "floating-ip-pool-name-shared",
        value: openstack.floatingIp.pool,
        what: `several networks are called ${pool.name}`,
        why: `The OpenStack provider looks a pool up by its name, and may take another network. ${REFUSES}`,
        advice: `write floatingIp.address, with an address that ${quotedOpenstack(command)} shows`,
        commands: [command],
        settings: [{ path: [...key, "pool"] }, { path: [...key, "address"], value: "ADDRESS" }],
    });
}

function floatingIpProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { name, openstack, cloud } = cluster;
    if (!("address" in openstack.floatingIp)) return [];
    const { address: value } = openstack.floatingIp;
    const path = ["openstack", "floatingIp", "address"];
    const found = cloud.floatingIps.find(({ address }) => address === value);
    if (found === undefined) {
        return problemAt(cluster, path, {
            code: "floating-ip-missing",
            value,
            what: `the project has no floating IP ${value}`,
            why: REFUSES,
            advice: `write one that ${quotedOpenstack(FLOATING_IPS)} shows`,
            commands: [FLOATING_IPS],
            write: "ADDRESS",
        });
    }
    const problems: SurveyProblem[] = [];
    if (found.portId !== "" && !cloud.ownPortIds.includes(found.portId)) {
        const command = ["floating", "ip", "unset", "--port", value];
        problems.push(
            ...problemAt(cluster, path, {
                code: "floating-ip-taken",
                value,
                what: `floating IP ${value} belongs to port ${found.portId}, ${found.fixedIp}`,
                why: REFUSES,
                advice: `write one that is free, or free it with ${quotedOpenstack(command)}`,
                commands: [command],
            }),
        );
    }
    if (isOwn(found)) {
        const key = keyOf(cluster, "openstack", "floatingIp");
        const handOver = ["floating", "ip", "set", "--description", "", value];
        problems.push(
            ...problemAt(cluster, path, {
                code: "floating-ip-from-pool",
                value,
                what: `the program took floating IP ${value} from a pool`,
                why: `It would give the address back when it no longer takes it from there. ${REFUSES}`,
                advice: `write the pool again, or hand it over first with 'pulumi state delete' of ${name}-gateway-address-floating-ip and ${quotedOpenstack(handOver)}`,
                settings: [
                    { path: [...key, "address"] },
                    { path: [...key, "pool"], value: "NAME_OR_ID" },
                ],
            }),
        );
    }
    return problems;
}
