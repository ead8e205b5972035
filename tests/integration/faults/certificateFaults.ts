import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { patch, type Fault, type Scene } from "./fault";

const LINKERD = "--namespace=linkerd";
const INJECTOR = "mutatingwebhookconfigurations linkerd-proxy-injector-webhook-config";
const PROFILES = "validatingwebhookconfigurations linkerd-sp-validator-webhook-config";
const POLICIES = "validatingwebhookconfigurations linkerd-policy-validator-webhook-config";
const ROOTS = `configmap linkerd-identity-trust-roots ${LINKERD}`;

/** A certificate authority that nobody knows, and its key, in PEM. */
async function strangeAuthority({ stack }: Scene): Promise<{ crt: string; key: string }> {
    const folder = join(stack.settings.stateDir, "operator");
    const [key, crt] = [join(folder, "other.key"), join(folder, "other.crt")];
    await execa("openssl", [
        ..."req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256".split(" "),
        ..."-days 365 -subj /CN=identity.linkerd.cluster.local".split(" "),
        ...["-keyout", key, "-out", crt],
    ]);
    return { crt: await readFile(crt, "utf8"), key: await readFile(key, "utf8") };
}

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

/** Certificates that are missing, changed, or not trusted. */
export const CERTIFICATE_FAULTS: readonly Fault[] = [
    {
        title: "no trust anchors",
        code: "trust-anchors-missing",
        where: ({ first }) => first.name,
        what: /linkerd-identity-trust-roots/,
        inject: ({ kubectl, first }) => kubectl(first, `delete ${ROOTS}`),
    },
    {
        title: "trust anchors that somebody added one to",
        code: "trust-anchors-differ",
        where: ({ second }) => second.name,
        what: /linkerd-identity-trust-roots/,
        also: ["proxy-anchors-outdated"],
        inject: async (scene) => {
            const { kubectl, second } = scene;
            const { crt } = await strangeAuthority(scene);
            const path = "--output=jsonpath={.data.ca-bundle\\.crt}";
            const roots = await kubectl(second, `get ${ROOTS} ${path}`);
            const data = { "ca-bundle.crt": `${roots.trim()}\n${crt}` };
            await kubectl(second, `patch ${ROOTS}`, patch({ data }));
        },
    },
    {
        title: "an identity issuer that no trust anchor signed",
        code: "issuer-untrusted",
        where: ({ second }) => second.name,
        what: /issuer/,
        inject: async (scene) => {
            const { kubectl, second } = scene;
            const { crt, key } = await strangeAuthority(scene);
            const data = { "tls.crt": base64(crt), "tls.key": base64(key) };
            const file = join(scene.stack.settings.stateDir, "operator", "issuer.json");
            await writeFile(file, JSON.stringify({ data }), { mode: 0o600 });
            await kubectl(
                second,
                `patch secret linkerd-identity-issuer ${LINKERD}`,
                `--patch-file=${file}`,
            );
        },
    },
    {
        title: "no identity issuer",
        code: "issuer-missing",
        where: ({ first }) => first.name,
        what: /linkerd-identity-issuer/,
        inject: ({ kubectl, first }) =>
            kubectl(first, `delete secret linkerd-identity-issuer ${LINKERD}`),
    },
    {
        title: "no certificate of a webhook",
        code: "webhook-certificate-missing",
        where: ({ first }) => first.name,
        what: /linkerd-sp-validator-k8s-tls/,
        inject: ({ kubectl, first }) =>
            kubectl(first, `delete secret linkerd-sp-validator-k8s-tls ${LINKERD}`),
    },
    {
        title: "a webhook's certificate that is none",
        code: "webhook-certificate-unusable",
        where: ({ second }) => second.name,
        what: /linkerd-policy-validator-k8s-tls/,
        inject: ({ kubectl, second }) =>
            kubectl(
                second,
                `patch secret linkerd-policy-validator-k8s-tls ${LINKERD}`,
                patch({ data: { "tls.crt": base64("none") } }),
            ),
    },
    {
        title: "a webhook's CA bundle that somebody edited",
        code: "webhook-certificate-untrusted",
        where: ({ second }) => second.name,
        what: /linkerd-sp-validator/,
        inject: async (scene) => {
            const { kubectl, second } = scene;
            const value = base64((await strangeAuthority(scene)).crt);
            const change = [{ op: "replace", path: "/webhooks/0/clientConfig/caBundle", value }];
            await kubectl(second, `patch ${PROFILES} --type=json`, patch(change));
        },
    },
    {
        title: "a validating webhook that is gone",
        code: "webhook-configuration-missing",
        where: ({ first }) => first.name,
        what: /linkerd-policy-validator-webhook-config/,
        inject: ({ kubectl, first }) => kubectl(first, `delete ${POLICIES}`),
    },
    {
        title: "an injector that nobody asks",
        code: "injector-webhook-missing",
        where: ({ second }) => second.name,
        what: /linkerd-proxy-injector-webhook-config/,
        inject: ({ kubectl, second }) => kubectl(second, `delete ${INJECTOR}`),
    },
];
