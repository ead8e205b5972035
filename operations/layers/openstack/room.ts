import { DESCRIPTION } from "../../../components/openstack/names";
import { sh, type ShellText } from "../../../components/shell";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import type { CloudCluster } from "./clusters";
import { openstackCommand } from "../../remedies/openstackCommand";

/** What an `up` is still to take of something that may be used up. */
interface Need {
    /** Clusters with one value take of the same: a project, or a pool. */
    readonly of: string;
    readonly cluster: string;
    readonly code: Code;
    readonly what: string;
    readonly free: number;
    readonly remedy: (count: number) => ShellText;
}

/** Whether `pulumi up` finds room for what it makes. Pure. */
export function roomFindings(clusters: readonly CloudCluster[]): Finding[] {
    const groups = groupBy(clusters.flatMap(needs), ({ of }) => of);
    return [...groups.values()].flatMap((takers) => {
        const [first] = takers;
        if (takers.length <= first.free) return [];
        const where = takers.map(({ cluster }) => cluster).join(", ");
        return oneFinding("error", first.code, where, {
            what: `${first.what}, and \`pulumi up\` needs ${takers.length} more`,
            why: "`pulumi up` fails when it makes the gateway's address.",
            remedy: [first.remedy(takers.length)],
        });
    });
}

function needs(cluster: CloudCluster): Need[] {
    const { name, config, openstack, cloud } = cluster;
    const { quotas, pool, freePoolAddresses, projectId } = cloud;
    const hasAddress = cloud.floatingIps.some(
        ({ description, portId }) =>
            description === DESCRIPTION && cloud.ownPortIds.includes(portId),
    );
    const takesAddress = "pool" in openstack.floatingIp && !hasAddress;
    const quota = (
        what: string,
        option: string,
        { limit, used }: { readonly limit: number; readonly used: number },
    ): Need[] =>
        limit < 0
            ? []
            : [
                  {
                      of: `${openstack.cloud.authUrl} ${projectId} ${option}`,
                      cluster: name,
                      code: "quota-exhausted",
                      what: `of the project's quota of ${limit} ${what} ${used} are used`,
                      free: Math.max(0, limit - used),
                      remedy: (count) =>
                          sh`openstack quota set ${[`--${option}`, used + count, projectId]}  # as an administrator`,
                  },
              ];
    return [
        ...(cloud.ownPortIds.length > 0 || quotas === undefined
            ? []
            : quota("ports", "ports", quotas.port)),
        ...(takesAddress && quotas !== undefined
            ? quota("floating IPs", "floating-ips", quotas.floatingip)
            : []),
        ...(takesAddress && pool !== undefined && freePoolAddresses !== undefined
            ? [
                  {
                      of: `${openstack.cloud.authUrl} ${pool.id}`,
                      cluster: name,
                      code: "floating-ip-pool-exhausted" as const,
                      what: `pool ${pool.name} has ${freePoolAddresses} free addresses`,
                      free: freePoolAddresses,
                      remedy: () =>
                          sh`${openstackCommand(config, [
                              ...["floating", "ip", "list", "--network", pool.id],
                              ...["--status", "DOWN"],
                          ])}  # delete one that nobody needs`,
                  },
              ]
            : []),
    ];
}
