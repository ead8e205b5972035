import merge from "deepmerge";
import { z } from "zod";
import type { NeutronCredentials } from "../../../components/openstack/neutronCredentials";
import { cloudConfig, loginMistakes } from "./neutronCredentials";
import { cloudContradictions, CloudEntry, cloudMistakes, OTHER_SERVICE } from "./cloudEntry";
import { readYaml } from "../draft/yamlText";

/** A clouds.yaml that cannot be used; the messages never quote what stands in it. */
export class CloudsError extends Error {
    /** The configuration key to change: the file itself, or the name of the cloud. */
    public readonly about: "clouds" | "cloud";
    public readonly mistakes: readonly string[];

    constructor(about: "clouds" | "cloud", mistakes: readonly string[]) {
        super(mistakes.join("\n"));
        this.about = about;
        this.mistakes = mistakes;
    }
}

const CloudsYaml = z.looseObject({ clouds: z.record(z.string(), z.unknown()) });
const SecureYaml = z.looseObject({ clouds: z.record(z.string(), z.unknown()).optional() });

/** Beside `clouds` stand only settings of OpenStack's own clients: caches, metrics. */
const CLIENT_SETTINGS = ["clouds", "cache", "client", "metrics"];

function parse<S extends z.ZodType>(schema: S, file: string, text: string): z.output<S> {
    const read = readYaml(text);
    if (!("value" in read)) {
        const place = read.line === undefined ? "" : `, see its line ${String(read.line)}`;
        throw new CloudsError("clouds", [`${file} is not YAML${place}; correct it`]);
    }
    const { data, success } = schema.safeParse(read.value);
    if (!success) {
        throw new CloudsError("clouds", [
            `${file} has no clouds in it; give one as Horizon makes it`,
        ]);
    }
    const unknown = Object.keys(data as object).filter((key) => !CLIENT_SETTINGS.includes(key));
    if (unknown.length === 0) return data;
    throw new CloudsError(
        "clouds",
        unknown.map((key) => `${file} has ${key} beside clouds, which is not followed; remove it`),
    );
}

function chooseCloud(names: readonly string[], wanted: string | undefined): string {
    const [only, second] = names;
    if (only === undefined) {
        throw new CloudsError("clouds", ["it holds no clouds; give one as Horizon makes it"]);
    }
    const choice = `write ${second === undefined ? "" : "one of "}${names.join(", ")}`;
    if (wanted === undefined) {
        if (second === undefined) return only;
        throw new CloudsError("cloud", [`the clouds.yaml holds several; ${choice}`]);
    }
    if (names.includes(wanted)) return wanted;
    throw new CloudsError("cloud", [`the clouds.yaml has no such cloud; ${choice}`]);
}

function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ofThisUse(cloud: object): object {
    return Object.fromEntries(Object.entries(cloud).filter(([key]) => !OTHER_SERVICE.test(key)));
}

/**
 * The connection that one cloud of a clouds.yaml describes, with the text of its CA inlined.
 *
 * `secure` is the text of the secure.yaml beside it, which is laid over it as OpenStack's clients
 * do; `wanted` defaults to the only cloud; `readCa` throws a {@link CloudsError} of its own.
 */
export function readCloud(
    text: string,
    secure: string | undefined,
    wanted: string | undefined,
    readCa: (path: string) => string,
): NeutronCredentials<string> {
    const { clouds } = parse(CloudsYaml, "it", text);
    const name = chooseCloud(Object.keys(clouds), wanted);
    const over =
        secure === undefined ? undefined : parse(SecureYaml, "secure.yaml", secure).clouds?.[name];
    const entry = clouds[name];
    const whole = isObject(entry) && isObject(over) ? merge(entry, over) : entry;
    const { data, error } = CloudEntry.safeParse(isObject(whole) ? ofThisUse(whole) : whole);
    const mistakes =
        error === undefined
            ? [...loginMistakes(data), ...cloudContradictions(data)]
            : cloudMistakes(error);
    if (data === undefined || mistakes.length > 0) {
        const where = `its cloud "${name}": `;
        throw new CloudsError(
            "clouds",
            mistakes.map((mistake) => `${where}${mistake}`),
        );
    }
    return cloudConfig(data, data.cacert === undefined ? undefined : readCa(data.cacert));
}
