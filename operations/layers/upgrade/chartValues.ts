import { renderPath, type ConfigPath } from "../../../stacks/configuration/types/problem";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { setKey } from "../../remedies/setKeys";
import type { MeshView } from "../../view/meshView";

const VALUES = "chartValues";

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Texts among values, with the paths of their keys. */
function textsIn(value: unknown, path: ConfigPath): { path: ConfigPath; text: string }[] {
    if (typeof value === "string") return [{ path, text: value }];
    if (!isMap(value)) return [];
    return Object.entries(value).flatMap(([key, below]) => textsIn(below, [...path, key]));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
    return path.reduce((inner, key) => (isMap(inner) ? inner[key] : undefined), value);
}

function names(paths: readonly ConfigPath[]): string {
    return enumerate(paths.map(renderPath));
}

/** Values that the charts of the upgrade no longer have: Helm drops them without a word. Pure. */
export function formerValues({ config: { charts } }: MeshView): Finding[] {
    const { versions, values, smi } = charts;
    const gone = [
        ...versions.generation.formerValues
            .map((path) => ["controlPlane", ...path.split(".")])
            .filter((path) => valueAt(values, path) !== undefined),
        ...(smi === undefined && Object.keys(values.smi).length > 0 ? [["smi"]] : []),
    ].map((path): ConfigPath => [VALUES, ...path]);
    if (gone.length === 0) return [];
    return oneFinding("warning", "chart-values-former", VALUES, {
        what: `the charts of Linkerd ${versions.series} do not have ${names(gone)}`,
        why: "Helm drops such values without a word: what they ask for ends with the upgrade, an image of your own, too.",
        remedy: gone.map((path) => setKey(path)),
    });
}

/** Values that name the version before the upgrade, as a tag of an image. `live` are the versions that run. Pure. */
export function pinnedVersions(
    { config: { charts } }: MeshView,
    live: readonly string[],
): Finding[] {
    const { linkerd, generation } = charts.versions;
    const former = generation.formerValues.map((path) => `${VALUES}.controlPlane.${path}.`);
    const pinned = live.flatMap((version) =>
        textsIn({ ...charts.values, smi: undefined }, [VALUES])
            .filter(({ text }) => text === version || text.endsWith(`:${version}`))
            .filter(({ path }) => !former.some((one) => `${path.join(".")}.`.startsWith(one)))
            .map(({ path, text }) => ({
                path,
                version,
                value: text.slice(0, text.length - version.length) + linkerd,
            })),
    );
    if (pinned.length === 0) return [];
    return oneFinding("warning", "chart-values-pin-version", VALUES, {
        what: `${names(pinned.map(({ path }) => path))} ${pinned.length === 1 ? "pins" : "pin"} ${enumerate([...new Set(pinned.map(({ version }) => version))])}`,
        why: `These parts would stay as they are, beside others of ${linkerd}: Linkerd supports its parts in one version.`,
        remedy: pinned.map(({ path, value }) => setKey(path, value)),
    });
}
