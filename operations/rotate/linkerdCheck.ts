import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
import { resolvePath } from "../../stacks/configuration/draft/sources";
import type { StackQuery } from "../stack/readStack";

/** Milliseconds for one cluster. */
const TIMEOUT_MS = 60_000;

const CATEGORIES = ["linkerd-identity", "linkerd-webhooks-and-apisvc-tls"];

const Check = z.object({
    categories: z.array(
        z.object({
            categoryName: z.string(),
            checks: z
                .array(
                    z.object({
                        description: z.string(),
                        result: z.string(),
                        error: z.string().optional(),
                    }),
                )
                .nullish(),
        }),
    ),
});

/**
 * Items of certificates that are errors in what `linkerd check --output json` prints: a document of its
 * own, and one for each extension. Pure.
 */
export function certificateItems(printed: string): readonly string[] {
    const [own = ""] = printed.split(/\n(?=\{)/);
    if (!own.startsWith("{")) return [];
    const { categories } = Check.parse(JSON.parse(own));
    return categories
        .filter(({ categoryName }) => CATEGORIES.includes(categoryName))
        .flatMap(({ checks }) => checks ?? [])
        .filter(({ result }) => result === "error")
        .map(({ description, error }) =>
            error === undefined ? description : `${description}: ${error}`,
        );
}

/**
 * What `linkerd check` has against the certificates of the clusters. Nothing where this machine has no
 * `linkerd`, or the configuration names no kubeconfig for it.
 */
export async function linkerdTroubles(
    { clusters }: Pick<PlainMeshConfig, "clusters">,
    run: Pick<StackQuery, "projectDir" | "environment">,
): Promise<readonly string[]> {
    return (await Promise.all(clusters.map((cluster) => troublesOf(cluster, run)))).flat();
}

async function troublesOf(
    { name, context, written }: PlainClusterConfig,
    { projectDir, environment }: Pick<StackQuery, "projectDir" | "environment">,
): Promise<readonly string[]> {
    if (written.kubeconfigPath === undefined) return [];
    const kubeconfig = resolvePath(written.kubeconfigPath, { projectDir, homeDir: homedir() });
    const args = ["--kubeconfig", kubeconfig, "--context", context];
    const check = ["check", "--wait", "10s", "--output", "json"];
    const printed = await promisify(execFile)("linkerd", [...args, ...check], {
        env: environment,
        timeout: TIMEOUT_MS,
    }).then(
        ({ stdout }) => stdout,
        // It ends with 1 where any item failed, also one of others.
        (error: unknown) => (error as { stdout?: string }).stdout ?? "",
    );
    return certificateItems(printed).map((item) => `${name}: linkerd check: ${item}`);
}
