import { parse } from "yaml";
import type { ConfigFiles, RawConfig } from "../../stacks/configuration/draft/sources";
import { parseConfig } from "../../stacks/configuration/parseConfig";
import { renderProblem } from "../../stacks/configuration/types/problem";
import { KEY_PREFIX } from "../stack/pulumiOutput";

/** What the program has against a text; its secrets are as they were. */
export function fileProblems(text: string, raw: RawConfig, files: ConfigFiles): string[] {
    const { config } = parse(text) as { config: Readonly<Record<string, unknown>> };
    const own = Object.entries(config).flatMap(([key, value]) =>
        key.startsWith(KEY_PREFIX) ? [[key.slice(KEY_PREFIX.length), value] as const] : [],
    );
    const values = own.map(([key, value]) => [
        key,
        raw.secretKeys.has(key)
            ? (raw.values[key] ?? "")
            : typeof value === "string"
              ? value
              : JSON.stringify(value),
    ]);
    const parsed = parseConfig(
        {
            values: Object.fromEntries(values) as Record<string, string>,
            secretKeys: raw.secretKeys,
        },
        files,
    );
    return "problems" in parsed
        ? parsed.problems.map((problem) => renderProblem(problem, parsed.values, parsed.secretKeys))
        : [];
}
