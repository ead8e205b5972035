import { DESCRIPTION, gatewayPortName } from "../../components/openstack/names";
import { keyOf, type SurveyedCluster } from "./surveyedCluster";
import { quoted, REFUSES, type SurveyProblem } from "./surveyProblem";

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
    const path = keyOf(cluster, "gateway", "ip");
    const whose = port.name === "" ? "" : `, ${port.name},`;
    return [
        {
            code: "gateway-port-foreign",
            where: name,
            path,
            value: config.gateway.ip,
            what: `port ${port.id}${whose} has ${config.gateway.ip ?? ""}, the address of gateway.ip`,
            why: REFUSES,
            advice: `write one of ${subnet === undefined ? "the nodes' subnet" : subnet.cidr} that no port has`,
            commands: [],
            settings: [
                { path, value: `FREE_ADDRESS${subnet === undefined ? "" : `_OF_${subnet.cidr}`}` },
            ],
        },
    ];
}

/** The provider finds a pool by its name, and takes the first network that has it. */
function poolNameProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { name, openstack, cloud } = cluster;
    const { pool } = cloud;
    if (pool?.nameIsShared !== true || !("pool" in openstack.floatingIp)) return [];
    const command = `floating ip create ${pool.id}`;
    const key = keyOf(cluster, "openstack", "floatingIp");
    return [
        {
            code: "floating-ip-pool-name-shared",
            where: name,
            path: [...key, "pool"],
            value: openstack.floatingIp.pool,
            what: `several networks are called ${pool.name}`,
            why: `The OpenStack provider looks a pool up by its name, and may take another network. ${REFUSES}`,
            advice: `write floatingIp.address, with an address that ${quoted(command)} shows`,
            commands: [command],
            settings: [{ path: [...key, "pool"] }, { path: [...key, "address"], value: "ADDRESS" }],
        },
    ];
}

function floatingIpProblems(cluster: SurveyedCluster): SurveyProblem[] {
    const { name, openstack, cloud } = cluster;
    if (!("address" in openstack.floatingIp)) return [];
    const { address } = openstack.floatingIp;
    const key = keyOf(cluster, "openstack", "floatingIp");
    const about = { where: name, path: [...key, "address"], value: address };
    const found = cloud.floatingIps.find((one) => one.address === address);
    if (found === undefined) {
        const list = "floating ip list";
        return [
            {
                ...about,
                code: "floating-ip-missing",
                what: `the project has no floating IP ${address}`,
                why: REFUSES,
                advice: `write one that ${quoted(list)} shows`,
                commands: [list],
                settings: [{ path: about.path, value: "ADDRESS" }],
            },
        ];
    }
    const problems: SurveyProblem[] = [];
    if (found.portId !== "" && !cloud.ownPortIds.includes(found.portId)) {
        const command = `floating ip unset --port ${address}`;
        problems.push({
            ...about,
            code: "floating-ip-taken",
            what: `floating IP ${address} belongs to port ${found.portId}, ${found.fixedIp}`,
            why: REFUSES,
            advice: `write one that is free, or free it with ${quoted(command)}`,
            commands: [command],
            settings: [],
        });
    }
    if (found.description === DESCRIPTION) {
        const handOver = `floating ip set --description "" ${address}`;
        problems.push({
            ...about,
            code: "floating-ip-from-pool",
            what: `the program took floating IP ${address} from a pool`,
            why: `It would give the address back when it no longer takes it from there. ${REFUSES}`,
            advice: `write the pool again, or hand it over first with 'pulumi state delete' of ${name}-gateway-address-floating-ip and ${quoted(handOver)}`,
            commands: [],
            settings: [{ path: about.path }, { path: [...key, "pool"], value: "NAME_OR_ID" }],
        });
    }
    return problems;
}
