import { CERTIFICATE_FAULTS } from "./certificateFaults";
import { CLOUD_FAULTS, CLOUD_LEFTOVERS } from "./cloudFaults";
import { UNREADABLE, UNTRUE } from "./configurationFaults";
import { CREDENTIAL_FAULTS, RIGHT_FAULTS } from "./credentialFaults";
import type { Batch } from "./fault";
import { ADDRESS_FAULTS, GATEWAY_FAULTS } from "./gatewayFaults";
import { LINK_FAULTS, OWNED_LINK_FAULTS } from "./linkFaults";
import { INSTALLATION_FAULTS } from "./installationFaults";
import { EXPORT_FAULTS, SPLIT_FAULTS } from "./mirrorFaults";
import { NODE_FAULTS } from "./nodeFaults";
import { PROXY_FAULTS } from "./proxyFaults";
import { POLICY_FAULTS, RELEASE_FAULTS } from "./releaseFaults";

/**
 * Faults of a mesh that works. Those of one batch are repaired by the same `pulumi up`, or by none: one
 * with other flags would meet what it cannot repair.
 */
export const BATCHES: readonly Batch[] = [
    { title: "a configuration that cannot be read", faults: UNREADABLE },
    { title: "addresses that MetalLB gives or announces to nobody", faults: ADDRESS_FAULTS },
    { title: "gateways that lead nowhere", faults: GATEWAY_FAULTS, full: true },
    { title: "certificates", faults: CERTIFICATE_FAULTS, full: true },
    { title: "what the stack made in OpenStack", faults: CLOUD_FAULTS },
    { title: "what no stack holds in OpenStack", faults: CLOUD_LEFTOVERS, full: true },
    { title: "rules on nodes", faults: NODE_FAULTS },
    { title: "controllers that do not run", faults: PROXY_FAULTS },
    { title: "Links and service mirrors", faults: LINK_FAULTS },
    { title: "credentials", faults: CREDENTIAL_FAULTS },
    {
        title: "rights, and what others own",
        faults: [...RIGHT_FAULTS, ...OWNED_LINK_FAULTS],
        full: true,
    },
    { title: "exported Services and mirrors", faults: EXPORT_FAULTS },
    {
        title: "the split and Helm's releases",
        faults: [...SPLIT_FAULTS, ...RELEASE_FAULTS],
        full: true,
    },
    {
        title: "what the configuration does not say",
        faults: [...UNTRUE, ...POLICY_FAULTS],
        full: true,
    },
];

/** Faults of clusters that `pulumi up` is to link. */
export const BEFORE_UP: Batch = {
    title: "what the first update needs",
    faults: INSTALLATION_FAULTS,
};
