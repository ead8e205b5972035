import { apiServers } from "./apiServers";
import { certificates } from "./certificates";
import { gatewayService } from "./gatewayService";
import type { Layer } from "./layer";
import { links } from "./links";
import { mirroredServices } from "./mirroredServices";
import { networkPolicies } from "./networkPolicies";
import { nodeRules } from "./nodeRules";
import { openstack } from "./openstack";
import { proxies } from "./proxies";
import { releases } from "./releases";
import { serviceMirrors } from "./serviceMirrors";
import { versions } from "./versions";

/** Every layer above the configuration, from what carries to what is carried. */
export const LAYERS: readonly Layer[] = [
    apiServers,
    versions,
    gatewayService,
    certificates,
    openstack,
    nodeRules,
    proxies,
    links,
    serviceMirrors,
    mirroredServices,
    networkPolicies,
    releases,
];
