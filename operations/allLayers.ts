import { apiServers } from "./layers/apiServers/apiServers";
import { certificates } from "./layers/certificates/certificates";
import { gatewayService } from "./layers/gatewayService/gatewayService";
import type { Layer } from "./findings/layer";
import type { MeshView } from "./view/meshView";
import { links } from "./layers/links/links";
import { mirroredServices } from "./layers/mirroredServices/mirroredServices";
import { networkPolicies } from "./layers/networkPolicies/networkPolicies";
import { nodeRules } from "./layers/nodeRules/nodeRules";
import { openstack } from "./layers/openstack/openstack";
import { proxies } from "./layers/proxies/proxies";
import { releases } from "./layers/releases/releases";
import { serviceMirrors } from "./layers/serviceMirrors/serviceMirrors";
import { upgrade } from "./layers/upgrade/upgrade";
import { versions } from "./layers/versions/versions";

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
    upgrade,
];

/** Those that have something to say of a view. */
export function layersFor(view: MeshView): readonly Layer[] {
    return LAYERS.filter(
        ({ pre, applies }) => (pre || !view.pre) && (applies === undefined || applies(view)),
    );
}
