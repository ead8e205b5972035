import { DESCRIPTION } from "../../../components/openstack/names";
import type { Code } from "../../findings/codes";
import type { Finding } from "../../findings/finding";
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
    readonly remedy: (count: number) => string;
}

const FAILS = "`pulumi up` fails when it makes the gateway's address.";

/** Whether `pulumi up` finds room for what it makes. Pure. */
export function roomFindings(clusters: readonly CloudCluster[]): Finding[] {
    return shortages(clusters.flatMap(needs));
}

function hasOwnPort({ cloud }: CloudCluster): boolean {
    return cloud.ownPortIds.length > 0;
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
                          `openstack quota set --${option} ${used + count} ${projectId}  # as an administrator`,
                  },
              ];
    return [
        ...(hasOwnPort(cluster) || quotas === undefined
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
                          openstackCommand(
                              config,
                              `floating ip list --network ${pool.id} --status DOWN  # delete one that nobody needs`,
                          ),
                  },
              ]
            : []),
    ];
}

function shortages(all: readonly Need[]): Finding[] {
    return [...new Set(all.map(({ of }) => of))].flatMap((of): Finding[] => {
        const takers = all.filter((need) => need.of === of);
        const [first] = takers;
        if (first === undefined || takers.length <= first.free) return [];
        return [
            {
                severity: "error",
                code: first.code,
                where: takers.map(({ cluster }) => cluster).join(", "),
                what: `${first.what}, and \`pulumi up\` needs ${takers.length} more`,
                why: FAILS,
                remedy: [first.remedy(takers.length)],
            },
        ];
    });
}
