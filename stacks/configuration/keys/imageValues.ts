import { z } from "zod";
import { refined, text } from "./values";

// The grammar of references as the kubelet reads them. It also takes upper case in a host, which no
// registry needs.
const LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?";
const HOST = `${LABEL}(\\.${LABEL})*(:\\d{1,5})?`;
const PART = "[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*";
const TAG = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}";
const REGISTRY = new RegExp(`^${HOST}(/${PART})*$`);
const REFERENCE = new RegExp(
    `^(${HOST}/)?${PART}(/${PART})*(:${TAG}|(:${TAG})?@sha256:[0-9a-f]{64})$`,
);

/** A port that no TCP has makes the reference one that the kubelet calls invalid, or dials in vain. */
function hasRealPort(value: string): boolean {
    const port = /^[^/]+?:(\d+)(?=\/|$)/.exec(value)?.[1];
    return port === undefined || (Number(port) >= 1 && Number(port) <= 65535);
}

/** What stands before the last slash of an image reference. */
export const ImageRegistry = refined(
    (value) => REGISTRY.test(value) && hasRealPort(value),
    "write a registry and path in lower case, without scheme and without a slash at the end, for example cr.l5d.io/linkerd",
);

/** A whole image reference; without tag or digest the kubelet would take what is latest. */
export const ImageReference = refined(
    (value) => REFERENCE.test(value) && (!value.includes("/") || hasRealPort(value)),
    "write an image in lower case with its tag or digest, for example registry.k8s.io/pause:3.2",
);

/** The name of a Kubernetes Secret. */
export const SecretName = text(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
    "write the name of a Secret, for example registry-credentials",
);

/** `user:password` in base64, as the kubelet takes it apart. */
const Auth = z.base64().refine((value) => /^[^:]+:./.test(Buffer.from(value, "base64").toString()));
const Entry = z.union([
    z.looseObject({ auth: Auth }),
    z.looseObject({
        username: z.string().min(1),
        password: z.string().min(1),
        auth: z.literal("").optional(),
    }),
]);
/** One `auth` that cannot be read makes the kubelet throw the whole file away. */
const Unused = z.looseObject({ auth: z.literal("").optional() });
const DockerConfigFile = z.object({
    auths: z
        .record(z.string().min(1), z.union([Entry, Unused]))
        .refine((auths) => Object.values(auths).some((one) => Entry.safeParse(one).success)),
});

function isDockerConfig(value: string): boolean {
    try {
        return DockerConfigFile.safeParse(JSON.parse(value)).success;
    } catch {
        return false;
    }
}

/** What `docker login` leaves in its config.json, where no credentials store keeps the passwords. */
export const DockerConfig = refined(
    isDockerConfig,
    "store the contents of a Docker config.json with auths in it that hold auth, or username and password; a file with credsStore or credHelpers only names the program that keeps them",
);
