import { isAbsolute, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import type { AddressPlan, ClusterAddresses } from "../settings/addresses";
import { cloudsFile } from "../cloud/paths";
import { adminKubeconfig } from "../cluster/files";
import { SSH_USER, sshFiles } from "../node/sshFiles";
import type { Settings } from "../settings/settings";
import type { ServedCharts } from "../charts/serve";

/** Name of the Pulumi project, as in Pulumi.yaml. */
export const PROJECT = "linkerd-multicluster";

/** Name of the stack that runs on the sandbox. */
export const STACK = "sandbox";

/** Where the stack's configuration lies: not in the project folder, where it would look like a real site's. */
export function stackConfigFile({ stateDir }: Settings): string {
    return join(stateDir, `Pulumi.${STACK}.yaml`);
}

/**
 * The stack's configuration: what an operator would write for these clusters.
 *
 * Keys that the sandbox does not set, and the encryption salt, are kept from `existing`, so that a key
 * the operator tries out survives the next `npm run sandbox`. So is `sample`, which is on until the
 * operator writes something else.
 */
export function renderStackConfig(
    settings: Settings,
    plan: AddressPlan,
    { url, digests }: ServedCharts,
    existing: string,
    linkerd?: string,
): string {
    const before = (parse(existing) ?? {}) as { config?: Record<string, unknown> };
    const config = {
        [`${PROJECT}:sample`]: { enabled: true },
        ...before.config,
        "pulumi:disable-default-providers": ["kubernetes", "openstack"],
        [`${PROJECT}:clusters`]: plan.clusters.map((cluster) =>
            clusterEntry(settings, plan.external.network, cluster),
        ),
        [`${PROJECT}:chartRepository`]: url,
        [`${PROJECT}:smiChartRepository`]: url,
        [`${PROJECT}:chartDigests`]: digests,
        ...(linkerd !== undefined && { [`${PROJECT}:linkerdVersion`]: linkerd }),
    };
    return (
        "# Written by `npm run sandbox`; keys that are not set here by it are kept.\n" +
        stringify({ ...before, config })
    );
}

/** Whether a stack's configuration has the sample, which verify asks. */
export function hasSample(text: string): boolean {
    const { config = {} } = (parse(text) ?? {}) as { config?: Record<string, unknown> };
    const sample = config[`${PROJECT}:sample`] as { enabled?: unknown } | undefined;
    return sample?.enabled === true;
}

function clusterEntry(settings: Settings, pool: string, cluster: ClusterAddresses) {
    const { name, nodes, openstack } = cluster;
    const { privateKey, knownHosts } = sshFiles(settings);
    return {
        name,
        kubeconfigPath: fromProject(settings, adminKubeconfig(settings, name)),
        gateway: { ip: cluster.gatewayAddress },
        openstack: {
            cloud: name,
            cloudsPath: fromProject(settings, cloudsFile(settings)),
            network: openstack.network,
            subnet: openstack.subnet,
            router: openstack.router,
            floatingIp: { pool },
            securityGroup: openstack.securityGroup,
            addressPairs: "manage",
        },
        nodes: {
            hosts: nodes.map((node) => ({ name: node.name, address: node.ip })),
            user: SSH_USER,
            privateKeyPath: fromProject(settings, privateKey),
            knownHostsPath: fromProject(settings, knownHosts),
            bastion: { host: cluster.masterFloatingIp },
        },
    };
}

/** Short inside the project folder, absolute outside. */
function fromProject({ projectDir }: Settings, path: string): string {
    const short = relative(projectDir, path);
    return short.startsWith("..") || isAbsolute(short) ? path : short;
}
