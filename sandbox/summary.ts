import { relative } from "node:path";
import { planAddresses } from "./settings/addresses";
import type { GivenLinkerd } from "./linkerd/findLinkerd";
import { cliName } from "./linkerd/versions";
import { sshFiles } from "./node/sshFiles";
import type { Settings } from "./settings/settings";
import { environmentFile } from "./stack/environment";
import { stackConfigFile } from "./stack/stackConfig";
import type { ToolchainPart } from "./toolchain/toolchain";

/**
 * What `up` ends with: what there is now, what doctor and verify said of it where they ran, and how to
 * look at it.
 */
export function renderSummary(
    settings: Settings,
    parts: readonly ToolchainPart[],
    reports: readonly string[] | undefined,
    given?: GivenLinkerd,
): string {
    const linked = reports !== undefined;
    const { clusters } = planAddresses(settings);
    const short = (path: string) => {
        const inside = relative(settings.projectDir, path);
        return inside.startsWith("..") ? path : inside;
    };
    const fresh = parts.filter(({ cached }) => !cached);
    const seconds = fresh.reduce((sum, part) => sum + part.seconds, 0);
    const [first] = clusters;
    const built =
        fresh.length === 0
            ? `Every program was in the cache.`
            : `${String(fresh.length)} of ${String(parts.length)} programs were built, in ${seconds.toFixed(0)} s.`;
    return [
        ...(reports ?? []).flatMap((report) => ["", report.trim()]),
        "",
        linked
            ? `${String(clusters.length)} clusters, linked in every direction:`
            : `${String(clusters.length)} clusters, ready for the program:`,
        ...clusters.map(
            ({ name, apiServer, gatewayAddress, nodes }) =>
                `  ${name}  ${apiServer}  gateway ${gatewayAddress} (private)  ${String(nodes.length)} node${nodes.length === 1 ? "" : "s"}`,
        ),
        built,
        ...(given === undefined
            ? []
            : [`Linkerd ${given.version.linkerd} was given in ${short(given.folder)}.`]),
        "",
        "To look at it:",
        `  . ${short(environmentFile(settings))}`,
        ...(linked
            ? [
                  `  kubectl --context ${first?.name ?? ""} get pods --all-namespaces`,
                  `  ${given === undefined ? "linkerd" : cliName(given.version)} --context ${first?.name ?? ""} multicluster check`,
                  "  pulumi stack output  # the gateways' floating IPs, among others",
              ]
            : [`  kubectl --context ${first?.name ?? ""} get nodes`]),
        `  ssh -F ${short(sshFiles(settings).clientConfig)} ${first?.nodes.at(-1)?.name ?? ""}`,
        ...["pulumi preview", ...(linked ? ["npm run doctor --", "npm run verify --"] : [])].map(
            (command) => `  ${command} --config-file ${short(stackConfigFile(settings))}`,
        ),
        "  npm run sandbox -- status",
        "To remove it: npm run sandbox -- down",
    ].join("\n");
}
