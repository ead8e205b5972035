import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { LINKERD_VERSIONS } from "../../components/linkerd/versions";
import { recordExample } from "./plan";
import type { Recording, Registration } from "./record";
import { leaves, redact, reveal } from "./values";

/** Where the steps from each version of Linkerd to the next are recorded. */
export const UPGRADE_FILE = join(__dirname, "../stacks/upgrade.plan.json");

/** `[before, after]` by the path of an input; null where there is nothing. */
type Changes = Readonly<Record<string, readonly [unknown, unknown]>>;

/** What a preview would show of a stack that is up; components make no objects and are left out. */
export interface Step {
    readonly from: string;
    readonly to: string;
    readonly create: readonly string[];
    readonly update: Readonly<Record<string, Changes>>;
    readonly replace: Readonly<Record<string, Changes>>;
    readonly delete: readonly string[];
    /** By its URN of after: the one of before, which an alias names. */
    readonly move: Readonly<Record<string, string>>;
}

/** Of a URN what differs between resources of one stack: type and name. */
function short(urn: string): string {
    return urn.split("::").slice(2).join("::");
}

function changes(before: Registration, after: Registration): Changes {
    const [old, now] = [before, after].map(({ inputs }) => leaves(inputs));
    const paths = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])].sort();
    return Object.fromEntries(
        paths.flatMap((path) => {
            const pair = [old?.get(path) ?? null, now?.get(path) ?? null] as const;
            if (isDeepStrictEqual(reveal(pair[0]), reveal(pair[1]))) return [];
            return [[path, [redact(pair[0]), redact(pair[1])] as const]];
        }),
    );
}

/**
 * Whether a plugin would replace for it. Certificates, keys, node rules and what is in OpenStack count
 * as replaced whatever changes: none of it may.
 */
function isReplaced({ type, options }: Registration, paths: readonly string[]): boolean {
    const inPlace = /^(kubernetes|pulumi|pulumi-nodejs):/.test(type);
    const fixed = ["kind", "metadata.name", "metadata.namespace", "name", "namespace"];
    const replacing = [...fixed, ...(options.replaceOnChanges ?? [])];
    return paths.some(
        (path) => !inPlace || replacing.some((one) => `${path}.`.startsWith(`${one}.`)),
    );
}

/** What an update from one recording to the other does. */
export function stepBetween(from: string, to: string, before: Recording, after: Recording): Step {
    const custom = ({ resources }: Recording) => resources.filter((resource) => resource.custom);
    const old = new Map(custom(before).map((resource) => [resource.urn, resource]));
    const kept = custom(after).flatMap((resource) => {
        const found = [resource.urn, ...resource.aliases].find((urn) => old.has(urn));
        const match = found === undefined ? undefined : old.get(found);
        return match === undefined ? [] : [{ before: match, after: resource }];
    });
    const changed = kept.flatMap((pair) => {
        const difference = changes(pair.before, pair.after);
        const paths = Object.keys(difference);
        if (paths.length === 0) return [];
        return [
            { urn: short(pair.after.urn), difference, replaced: isReplaced(pair.after, paths) },
        ];
    });
    const listed = (replaced: boolean) =>
        Object.fromEntries(
            changed
                .filter((one) => one.replaced === replaced)
                .map(({ urn, difference }) => [urn, difference]),
        );
    const [matched, made] = [
        new Set(kept.map((pair) => pair.before.urn)),
        new Set(kept.map((pair) => pair.after.urn)),
    ];
    return {
        from,
        to,
        create: custom(after).flatMap(({ urn }) => (made.has(urn) ? [] : [short(urn)])),
        update: listed(false),
        replace: listed(true),
        delete: [...old.keys()].flatMap((urn) => (matched.has(urn) ? [] : [short(urn)])),
        move: Object.fromEntries(
            kept.flatMap((pair) =>
                pair.before.urn === pair.after.urn
                    ? []
                    : [[short(pair.after.urn), short(pair.before.urn)]],
            ),
        ),
    };
}

/** The steps of Pulumi.dev.yaml from each version to the next. */
export async function upgradeSteps(): Promise<Step[]> {
    const names = LINKERD_VERSIONS.map(({ linkerd }) => linkerd);
    const recordings = new Map<string, Recording>();
    for (const name of names) recordings.set(name, await recordExample(name));
    return names.slice(1).flatMap((to, index) => {
        const from = names[index] ?? to;
        const [before, after] = [recordings.get(from), recordings.get(to)];
        return before === undefined || after === undefined
            ? []
            : [stepBetween(from, to, before, after)];
    });
}
