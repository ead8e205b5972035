import type { FilteredCluster } from "../../components/openstack/securityGroupRules";
import type { ClusterConfig } from "../configuration/types/meshConfig";
import type { ClusterSite } from "./site";

/** A cluster as the security groups see it. Without a site nothing of OpenStack filters it. */
export function filteredCluster(
    { name, apiServer, egressAddresses = [] }: ClusterConfig,
    site: ClusterSite | undefined,
): FilteredCluster {
    return site === undefined
        ? { name, apiServer, egressAddresses, filtered: false }
        : {
              name,
              apiServer,
              egressAddresses: site.egressAddresses,
              filtered: true,
              ...(site.securityGroupId === undefined
                  ? {}
                  : { securityGroupId: site.securityGroupId }),
          };
}
