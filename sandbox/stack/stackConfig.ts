import { isAbsolute, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import type { AddressPlan } from "../addresses";
import { adminKubeconfig } from "../cluster/files";
import type { Settings } from "../settings";

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
 * the operator tries out survives the next `npm run sandbox`.
 */
export function renderStackConfig(
    settings: Settings,
    plan: AddressPlan,
    chartRepository: string,
    existing: string,
): string {
    const before = (parse(existing) ?? {}) as { config?: Record<string, unknown> };
    const config = {
        ...before.config,
        "pulumi:disable-default-providers": ["kubernetes", "openstack"],
        [`${PROJECT}:clusters`]: plan.clusters.map(({ name, gatewayAddress }) => ({
            name,
            kubeconfigPath: fromProject(settings, adminKubeconfig(settings, name)),
            gateway: { ip: gatewayAddress },
        })),
        [`${PROJECT}:chartRepository`]: chartRepository,
    };
    return (
        "# Written by `npm run sandbox`; keys that are not set here by it are kept.\n" +
        stringify({ ...before, config })
    );
}

/** Short inside the project folder, absolute outside. */
function fromProject({ projectDir }: Settings, path: string): string {
    const short = relative(projectDir, path);
    return short.startsWith("..") || isAbsolute(short) ? path : short;
}
