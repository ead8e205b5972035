import { isOwn } from "../../components/openstack/names";
import type { MarkedObjects } from "./cloudView";
import { described, portOf, type NeutronPort, type NeutronSecurityGroup } from "./neutronObjects";
import type { NeutronReader } from "./neutronReader";

interface Described {
    readonly description?: string | null;
}

interface NeutronRule extends Described {
    readonly id: string;
    readonly security_group_id: string;
    readonly port_range_min: number | null;
    readonly remote_ip_prefix: string | null;
}

/** Asks Neutron for what has the program's description in a project, of whatever stack it is. */
export async function lookForMarked(reader: NeutronReader): Promise<MarkedObjects> {
    const marked = async <T extends Described>(
        collection: string,
        filter: Readonly<Record<string, string>> = {},
    ): Promise<T[]> => {
        const query = { project_id: reader.projectId, ...filter };
        const found = await reader.list<T>(collection, query);
        return found.filter(({ description }) => isOwn({ description: description ?? "" }));
    };
    const [ports, securityGroups, rules] = await Promise.all([
        marked<NeutronPort>("ports"),
        marked<NeutronSecurityGroup>("security-groups"),
        marked<NeutronRule>("security-group-rules", { direction: "ingress" }),
    ]);
    return {
        ports: ports.map(portOf),
        securityGroups: securityGroups.map((group) => ({
            id: group.id,
            name: group.name,
            ...described(group),
        })),
        rules: rules.map((rule) => ({
            id: rule.id,
            ...described(rule),
            securityGroupId: rule.security_group_id,
            port: rule.port_range_min ?? 0,
            remotePrefix: rule.remote_ip_prefix ?? "",
        })),
    };
}
