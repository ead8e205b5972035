import { parse } from "yaml";
import type { Given, Question } from "./decisions";

/** Answers by cluster and key. */
export type Answers = ReadonlyMap<string, Given>;

/** A value as the stack file would have it: `true` and `[a, b]` are no texts. */
export function answerValue(text: string): unknown {
    try {
        return parse(text) ?? text;
    } catch {
        return text;
    }
}

/** Reads `--set CLUSTER.KEY=VALUE`. Pure. */
export function readSettings(
    settings: readonly string[],
    clusters: readonly string[],
): { readonly answers: Map<string, Map<string, unknown>>; readonly failures: readonly string[] } {
    const answers = new Map(clusters.map((name) => [name, new Map<string, unknown>()]));
    const failures = settings.flatMap((setting) => {
        const [, cluster = "", key = "", value = ""] =
            /^([^.=]+)\.([\w.]+)=(.*)$/s.exec(setting) ?? [];
        const ofCluster = answers.get(cluster);
        if (ofCluster === undefined) {
            const [shown] = setting.split("=");
            return [
                `--set ${String(shown)}: write CLUSTER.KEY=VALUE with one of ${clusters.join(", ")}, for example ${String(clusters[0])}.openstack.network=cp-network`,
            ];
        }
        ofCluster.set(key, answerValue(value));
        return [];
    });
    return { answers, failures };
}

/** The flag that answers a question. */
export function flagFor({ cluster, key, message, choices }: Question): string {
    const choice = choices.length === 0 ? "" : `: ${choices.join(", ")}`;
    return `--set ${cluster}.${key}=…  ${message}${choice}`;
}
