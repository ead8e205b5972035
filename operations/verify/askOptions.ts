import { printable } from "../../components/printable";
import { parseGoDuration } from "../../stacks/configuration/keys/goDuration";
import { ImageReference } from "../../stacks/configuration/keys/imageValues";
import { wholeNumber } from "../options/wholeNumber";

/** Options of verify as they stand on the command line. */
export interface AskOptions {
    readonly from?: string;
    readonly to?: string;
    readonly duration?: string;
    readonly rate?: string;
    readonly image?: string;
    readonly requests?: string;
    readonly wait?: string;
}

/** Kinds of what requests can be made from, by how they are written. */
const KINDS = {
    pod: ["pod", "pods", "po"],
    deployment: ["deployment", "deployments", "deploy"],
    statefulset: ["statefulset", "statefulsets", "sts"],
    daemonset: ["daemonset", "daemonsets", "ds"],
} as const;

/** One of the kinds that requests can be made from. */
export type SourceKind = keyof typeof KINDS;

/** What requests are made from. */
export interface From {
    readonly cluster: string;
    readonly namespace: string;
    readonly kind: SourceKind;
    readonly name: string;
}

/** The Service that is asked. */
export interface To {
    readonly namespace: string;
    readonly service: string;
    readonly port: number;
    /** Whole, with the name as it was written. */
    readonly url: string;
}

/** How often a Service is asked, from where. */
export interface AskPlan {
    readonly from: From;
    readonly to: To;
    readonly requests: number;
    /** Present where requests go on for a while, so many in each second. */
    readonly watch?: { readonly seconds: number; readonly rate: number };
    readonly image?: string;
}

/** What the splits of a mesh are asked with. */
export interface SplitsPlan {
    readonly requests: number;
    /** Seconds in which all clusters may begin to answer. */
    readonly wait: number;
    readonly image?: string;
}

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
/** Characters of a path and a query, RFC 3986: without `[`, `]`, `{` and `}`, which curl expands. */
export const PATH = /^(\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?$/;
const FROM_ADVICE =
    "write CLUSTER/NAMESPACE/KIND/NAME with a kind of pod, deploy, sts or ds, for example cluster2/shop/deploy/web";
const TO_ADVICE =
    "write SERVICE[.NAMESPACE][:PORT][/PATH] without http://, for example cart:8080/healthz";
const LONGEST_WATCH = 86400;
const MOST_PER_SECOND = 100;

function readFrom(text: string): From | undefined {
    const [cluster = "", namespace = "", written = "", name = "", ...more] = text.split("/");
    const kind = (Object.keys(KINDS) as SourceKind[]).find((known) =>
        (KINDS[known] as readonly string[]).includes(written),
    );
    const isNamed = LABEL.test(namespace) && NAME.test(name);
    if (kind === undefined || !isNamed || more.length > 0) return undefined;
    return { cluster, namespace, kind, name };
}

function readTo(text: string, namespace: string): To | undefined {
    const [, host = "", port = "80", path = ""] = /^([^/:]*)(?::(\d{1,5}))?(.*)$/.exec(text) ?? [];
    const [service = "", inNamespace = namespace] = host.split(".");
    const isPort = Number(port) >= 1 && Number(port) <= 65535;
    const isNamed = NAME.test(host) && LABEL.test(service) && LABEL.test(inNamespace);
    if (!isNamed || !isPort || !PATH.test(path)) return undefined;
    return {
        namespace: inNamespace,
        service,
        port: Number(port),
        url: `http://${host}:${Number(port)}${path === "" ? "/" : path}`,
    };
}

/** Options that go with others only. */
function combinations(given: AskOptions): string[] {
    const has = (name: keyof AskOptions) => given[name] !== undefined;
    const need = (name: keyof AskOptions, other: keyof AskOptions) =>
        has(name) && !has(other) ? [`--${name} goes with --${other}`] : [];
    const clash = (name: keyof AskOptions, other: keyof AskOptions, instead: string) =>
        has(name) && has(other) ? [`--${name} does not go with --${other}: ${instead}`] : [];
    return [
        ...need("from", "to"),
        ...need("to", "from"),
        ...need("duration", "from"),
        ...need("rate", "duration"),
        ...clash("requests", "duration", "write --rate for how many in a second"),
        ...clash("wait", "from", "it is for splits"),
    ];
}

/** What the options ask for, or everything that is wrong with them. Pure. */
export function readAsk(
    given: AskOptions,
    clusters: readonly string[],
): AskPlan | SplitsPlan | { readonly mistakes: readonly string[] } {
    const mistakes: string[] = [];
    const wrong = (name: keyof AskOptions, advice: string) => {
        mistakes.push(`--${name} is "${printable(given[name] ?? "")}": ${advice}`);
    };
    const number = (name: keyof AskOptions, least: number, most: number, usual: number) => {
        if (given[name] === undefined) return usual;
        const value = wholeNumber(given[name], least, most);
        if (value === undefined) wrong(name, `write a whole number from ${least} to ${most}`);
        return value ?? usual;
    };
    const requests = number("requests", 1, 100000, 100);
    const wait = number("wait", 0, 3600, 60);
    const rate = number("rate", 1, MOST_PER_SECOND, 10);
    const from = readFrom(given.from ?? "");
    if (given.from !== undefined) {
        if (from === undefined) wrong("from", FROM_ADVICE);
        else if (!clusters.includes(from.cluster)) {
            wrong("from", `write one of the clusters ${clusters.join(", ")}`);
        }
    }
    const to = readTo(given.to ?? "", from?.namespace ?? "default");
    if (given.to !== undefined && to === undefined) wrong("to", TO_ADVICE);
    const seconds = parseGoDuration(given.duration ?? "1s") ?? 0;
    if (seconds < 1 || seconds > LONGEST_WATCH) {
        wrong("duration", "write a duration from 1s to 24h, for example 5m");
    }
    if (given.image !== undefined) {
        const [problem] = ImageReference.safeParse(given.image).error?.issues ?? [];
        if (problem !== undefined) wrong("image", problem.message);
    }
    mistakes.push(...combinations(given));
    if (mistakes.length > 0) return { mistakes };
    const { duration } = given;
    const image = given.image === undefined ? {} : { image: given.image };
    if (from === undefined || to === undefined) return { requests, wait, ...image };
    return {
        from,
        to,
        requests: duration === undefined ? requests : Math.floor(seconds) * rate,
        ...(duration === undefined ? {} : { watch: { seconds: Math.floor(seconds), rate } }),
        ...image,
    };
}
