import { isOwn } from "../../../components/openstack/names";
import { sh, type ShellText } from "../../../components/shell";
import type { CloudQuota } from "../../../stacks/survey/cloudView";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import { inClusters } from "../../findings/place";
import type { IngressRule } from "../../../components/openstack/securityGroupRules";
import { missingRules } from "./roomForRules";
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
    /** How many it takes. */
    readonly count: number;
    readonly why: string;
    readonly remedy: (count: number) => ShellText;
}

const NO_ADDRESS = "`pulumi up` fails when it makes the gateway's address.";
const NO_RULES = "`pulumi up` fails when it lets the other clusters in.";

/** Whether `pulumi up` finds room for what it makes; `rules` are those of the groups, by cluster. Pure. */
export function roomFindings(
    clusters: readonly CloudCluster[],
    rules: ReadonlyMap<string, readonly IngressRule[]>,
): Finding[] {
    const groups = groupBy(
        clusters.flatMap((cluster) => needs(cluster, rules.get(cluster.name) ?? [])),
        ({ of }) => of,
    );
    return [...groups.values()].flatMap((takers) => {
        const [first] = takers;
        const count = takers.reduce((sum, taker) => sum + taker.count, 0);
        if (count <= first.free) return [];
        const where = inClusters(takers.map(({ cluster }) => cluster));
        return oneFinding("error", first.code, where, {
            what: `${first.what}, and \`pulumi up\` needs ${count} more`,
            why: first.why,
            remedy: [first.remedy(count)],
        });
    });
}

function needs(cluster: CloudCluster, rules: readonly IngressRule[]): Need[] {
    const { name, config, openstack, cloud } = cluster;
    const { quotas, pool, freePoolAddresses, projectId } = cloud;
    const hasAddress = cloud.floatingIps.some(
        (one) => isOwn(one) && cloud.ownPortIds.includes(one.portId),
    );
    const takesAddress = "pool" in openstack.floatingIp && !hasAddress;
    const quota = (
        what: string,
        option: string,
        { limit, used }: CloudQuota = { limit: -1, used: 0 },
        taken: Pick<Need, "count" | "why"> = { count: 1, why: NO_ADDRESS },
    ): Need[] =>
        limit < 0 || taken.count === 0
            ? []
            : [
                  {
                      of: `${openstack.cloud.authUrl} ${projectId} ${option}`,
                      cluster: name,
                      code: "quota-exhausted",
                      what: `of the project's quota of ${limit} ${what} ${used} are used`,
                      free: Math.max(0, limit - used),
                      ...taken,
                      remedy: (count) =>
                          sh`openstack quota set ${[`--${option}`, used + count, projectId]}  # as an administrator`,
                  },
              ];
    return [
        ...(cloud.ownPortIds.length > 0 ? [] : quota("ports", "ports", quotas?.port)),
        ...(openstack.securityGroup === undefined && cloud.securityGroup === undefined
            ? quota("security groups", "secgroups", quotas?.securityGroup, {
                  count: 1,
                  why: NO_RULES,
              })
            : []),
        ...quota("security group rules", "secgroup-rules", quotas?.securityGroupRule, {
            count: missingRules(cluster, rules),
            why: NO_RULES,
        }),
        ...(takesAddress ? quota("floating IPs", "floating-ips", quotas?.floatingip) : []),
        ...(takesAddress && pool !== undefined && freePoolAddresses !== undefined
            ? [
                  {
                      of: `${openstack.cloud.authUrl} ${pool.id}`,
                      cluster: name,
                      code: "floating-ip-pool-exhausted" as const,
                      what: `pool ${pool.name} has ${freePoolAddresses} free addresses`,
                      free: freePoolAddresses,
                      count: 1,
                      why: NO_ADDRESS,
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
