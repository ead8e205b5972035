import { createPrivateKey, X509Certificate, type KeyObject } from "node:crypto";
import { z } from "zod";
import { plainUrl } from "../keys/urls";
import { certificatesIn } from "../keys/certificates";
import type { Entry } from "./referencedFiles";

// What client-go 0.35, which the Kubernetes plugin is made of, refuses of one cluster and one user, or
// fails with at the first request; tests/integration/verdicts asks it. Files are inlined already.

const Text = z.string().nullish();
const ClusterFields = z.looseObject({
    "certificate-authority-data": Text,
    "insecure-skip-tls-verify": z.boolean().nullish(),
    "tls-server-name": Text,
    "proxy-url": Text,
    "disable-compression": z.boolean().nullish(),
});
const V1 = "client.authentication.k8s.io/v1";
const MODE = "write Never or IfAvailable there: the plugins have no terminal";
const Mode = z.enum(["Never", "IfAvailable"], MODE);
const Exec = z
    .looseObject({
        apiVersion: z.enum([V1, `${V1}beta1`], `write ${V1} there`),
        command: z.string("write the command there").min(1, "write the command there"),
        args: z.array(z.string("put quotes around it"), "write a list there").nullish(),
        env: z
            .array(
                z.looseObject({ name: z.string().min(1), value: z.string() }),
                "write a list there",
            )
            .nullish(),
        interactiveMode: Mode.nullish(),
    })
    // Only v1beta1 has a default.
    .refine(
        ({ apiVersion, interactiveMode }) =>
            apiVersion !== V1 || typeof interactiveMode === "string",
        {
            path: ["interactiveMode"],
            error: MODE,
        },
    );
const UserFields = z.looseObject({
    "client-certificate-data": Text,
    "client-key-data": Text,
    token: Text,
    username: Text,
    password: Text,
    as: Text,
    "as-uid": Text,
    "as-groups": z.array(z.string()).nullish(),
    "as-user-extra": z.record(z.string(), z.array(z.string())).nullish(),
    exec: Exec.nullish(),
    "auth-provider": z.looseObject({ name: z.string() }).nullish(),
});

/** The bytes of a `-data` key; undefined where Go cannot decode it. */
function decoded(data: string): string | undefined {
    const text = data.replace(/[\r\n]/g, "");
    return z.base64().safeParse(text).success ? Buffer.from(text, "base64").toString() : undefined;
}

/** What is wrong with a `-data` key that has to hold something; undefined when `accepts` is content. */
function dataMistake(
    entry: Entry,
    key: string,
    what: string,
    accepts: (text: string) => boolean,
): string | undefined {
    const data = entry[key];
    if (typeof data !== "string" || data === "") return undefined;
    if (data.includes("-----BEGIN")) {
        return `its ${key} is PEM, where base64 of it is meant; write the output of 'base64 -w0 FILE' there, or the path as ${key.replace("-data", "")}`;
    }
    const text = decoded(data);
    return text !== undefined && accepts(text)
        ? undefined
        : `its ${key} is no base64 of ${what}; give the kubeconfig as the cluster made it`;
}

function keyIn(text: string): KeyObject | undefined {
    try {
        return createPrivateKey(text);
    } catch {
        return undefined;
    }
}

/** Of a certificate and a key that both can be read, whether they are one pair. */
function isPair(certificate: string, key: string): boolean {
    const [first] = certificatesIn(decoded(certificate) ?? "");
    const pem = keyIn(decoded(key) ?? "");
    return (
        first !== undefined && pem !== undefined && new X509Certificate(first).checkPrivateKey(pem)
    );
}

/** The first value of a wrong type, by its path. */
function typeMistake(schema: z.ZodType, entry: Entry): string | undefined {
    const [issue] = schema.safeParse(entry).error?.issues ?? [];
    if (issue === undefined) return undefined;
    const path = issue.path.map(String).join(".");
    const advice = /^Invalid /.test(issue.message) ? "correct it" : issue.message;
    return `its ${path} is missing or wrong; ${advice}`;
}

function clusterMistake(cluster: Entry): string | undefined {
    const ca = "certificate-authority-data";
    const { [ca]: data, "proxy-url": proxy } = cluster;
    if (cluster["insecure-skip-tls-verify"] === true && typeof data === "string" && data !== "") {
        return "it has both insecure-skip-tls-verify and a CA, which client-go refuses; remove insecure-skip-tls-verify";
    }
    if (typeof proxy === "string" && proxy !== "") {
        const scheme = plainUrl(proxy)?.protocol ?? "";
        if (!["http:", "https:", "socks5:"].includes(scheme)) {
            return "its proxy-url is no http, https or socks5 URL of a host and a port, without user or query; correct it";
        }
    }
    return dataMistake(
        cluster,
        ca,
        "a certificate in PEM",
        (text) => certificatesIn(text).length > 0,
    );
}

function loginMistake(user: Entry): string | undefined {
    const { "client-certificate-data": certificate, "client-key-data": key, token } = user;
    const given = (value: unknown): value is string => typeof value === "string" && value !== "";
    if (given(certificate) !== given(key)) {
        return `its user has a client certificate or a key without the other; give both`;
    }
    if (given(certificate) && given(key) && !isPair(certificate, key)) {
        return "the key of its user is not that of the client certificate; give a pair";
    }
    if (given(token) && !/^[\x21-\x7e]+$/.test(token)) {
        return "the token of its user has a line break or a blank in it, which no HTTP header may; write it on one line";
    }
    if (given(token) && (given(user["username"]) || given(user["password"]))) {
        return "its user has both a token and a password, which client-go refuses; remove one of them";
    }
    const impersonates = ["as-uid", "as-groups", "as-user-extra"].some(
        (field) => user[field] !== undefined && user[field] !== null,
    );
    if (impersonates && !given(user["as"])) {
        return "its user has as-uid, as-groups or as-user-extra without as; add as";
    }
    const provider = user["auth-provider"] as { readonly name: string } | null | undefined;
    if (provider === undefined || provider === null) return undefined;
    const hasExec = user["exec"] !== undefined && user["exec"] !== null;
    return provider.name === "oidc" && !hasExec
        ? undefined
        : "its user has an auth-provider that client-go no longer has, or one beside exec; use exec alone";
}

/** Why the Kubernetes plugin could not use this cluster and user; never quotes a credential. */
export function clientGoMistake(cluster: Entry, user: Entry): string | undefined {
    return (
        typeMistake(ClusterFields, cluster) ??
        typeMistake(UserFields, user) ??
        clusterMistake(cluster) ??
        dataMistake(
            user,
            "client-certificate-data",
            "a certificate in PEM",
            (text) => certificatesIn(text).length > 0,
        ) ??
        dataMistake(
            user,
            "client-key-data",
            "a private key in PEM without a passphrase",
            (text) => keyIn(text) !== undefined,
        ) ??
        loginMistake(user)
    );
}
