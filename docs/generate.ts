import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { stringify } from "yaml";
import { z } from "zod";
import { LINKERD_VERSIONS } from "../components/linkerd/versions";
import { ConfigKeys } from "../stacks/configuration/keys/configKeys";

interface Node {
    readonly type?: string;
    readonly enum?: readonly string[];
    readonly description?: string;
    readonly default?: unknown;
    readonly properties?: Readonly<Record<string, Node>>;
    readonly items?: Node;
    readonly required?: readonly string[];
}

const ROOT = z.toJSONSchema(ConfigKeys, { io: "input" }) as Node;

/** `docs/configuration.md` starts with what no schema says. */
const HEAD = `# Configuration

<!-- Generated from stacks/configuration/keys/configKeys.ts by \`npm run docs:update\`; a test fails when it is stale. -->

Keys of the stack file \`Pulumi.STACK.yaml\`, each in the namespace \`linkerd-multicluster:\`. [Pulumi.dev.yaml](../Pulumi.dev.yaml) is a complete example with comments. \`pulumi config set --path 'clusters[0].gateway.ip' 192.168.0.150\` sets one value.

The stack file also needs \`pulumi:disable-default-providers: [kubernetes, openstack]\`: every resource names the cluster it belongs to, and one that did not would otherwise land in the current context of your own kubeconfig.

Everything that is wrong with a configuration is reported at once, before anything is created: each line has the path of the key, its value and what to write instead. Values of keys that were set with \`--secret\`, and of keys that do not exist, are not shown.

Whatever carries credentials goes over a connection that others cannot read. Exceptions are accepted per place, by the key \`allowInsecureTransport: true\`: beside \`chartRepository\` for charts over plain \`http\`, in an entry of \`clusters\` for a kubeconfig with \`insecure-skip-tls-verify\`, in its \`openstack\` for a Keystone over \`http\` or with \`verify: false\`. An address of this machine itself needs none. What a stolen credential can do: [security](security.md).
`;

const CONTENTS = `
## Kubeconfigs as secrets

Where the kubeconfigs are not on the machine that runs Pulumi, their contents are stored under one flat secret key per cluster, named after it:

\`\`\`console
kubectl config view --raw --flatten --minify --context cluster1 |
    pulumi config set --secret cluster1Kubeconfig
\`\`\`

Exactly one of \`kubeconfigPath\` and this key is given. Either way only one context is taken, the files it refers to are inlined, and the result is a secret in the state. Two K-PaaS kubeconfigs may call their cluster, context and user \`cluster1\` both; their API servers must differ. The addresses \`127.0.0.1\` and \`localhost\` reach a cluster from its own master or through a tunnel only, so a cluster with such a server needs \`apiServer\` as well.
`;

const CLOUDS = `
## OpenStack credentials

Each cluster has a connection of its own, so two clusters may lie in two projects or clouds. It comes from a \`clouds.yaml\`, in the format of OpenStack's own clients: Horizon makes one under API Access, Download OpenStack RC File, OpenStack clouds.yaml File. It leaves the password out; add it below \`auth\`, there or in a \`secure.yaml\` beside it:

\`\`\`yaml
clouds:
    cluster1:
        auth:
            auth_url: https://keystone.example:5000/v3
            username: cluster1-admin
            password: ...
            project_name: cluster1
            user_domain_name: Default
            project_domain_name: Default
        region_name: RegionOne
\`\`\`

An application credential, with \`auth_type: v3applicationcredential\`, \`application_credential_id\` and \`application_credential_secret\`, works too, and can be revoked alone. Tokens, one-time passwords, client certificates and vendor profiles are refused, each with the reason, and so is every other key of a cloud that the program would not follow. Of several \`regions\` the file has to name one as \`region_name\`. Where the file is not on the machine that runs Pulumi, its contents are stored under one flat secret key per cluster:

\`\`\`console
pulumi config set --secret cluster1Clouds < clouds.yaml
\`\`\`

The OpenStack plugin fills in what a cloud leaves out from variables like \`OS_PROJECT_ID\`, which an RC file sets, perhaps for another cloud. Where that would change a login, the program stops and names the variables; run Pulumi in a fresh shell, or with \`env -u\`.
`;

const CERTIFICATES = `
## Certificates of your own

By default the program makes trust anchors and issuers, and the state holds their keys. A site with a CA of its own gives the anchors as certificates in \`certificates.trustAnchors\`. No key of an anchor is asked for. Each cluster then needs an issuer, in one of two ways.

- The secret \`<name>Issuer\` holds the issuer's certificate, the intermediates up to an anchor, and the private key, all in PEM: \`cat issuer.crt intermediate.crt issuer.key | pulumi config set --secret cluster1Issuer\`.
- \`issuer: external\` leaves the issuer to something else, as cert-manager or Vault. That keeps the Secret \`linkerd-identity-issuer\` in namespace \`linkerd\`, of type \`kubernetes.io/tls\`, with \`tls.crt\`, \`tls.key\` and \`ca.crt\`. At the first \`pulumi up\` the namespace appears first, and the control plane waits for the Secret until \`releaseTimeout\`.

Before anything is made the program checks that each certificate is a CA, is valid now and has a key that \`linkerd check\` takes. It checks that the issuer's key fits, that one of the anchors has signed the issuer, that the issuer ends before that anchor, and that the issuer is named \`identity.linkerd.<clusterDomain>\`. What \`issuer: external\` leaves to others is not seen.

Webhook certificates stay the program's. A mesh that is up moves to anchors of your own without an interruption when the first list has the present anchor too: \`pulumi stack output trustAnchor\` prints it. Restart the pods of both clusters before the old anchor leaves the list, as [in a rotation](architecture.md).
`;

const NODES = `
## SSH keys and host keys

Only clusters that are the source of a link with routing \`dnat\` are logged in to. The private key is a file, \`privateKeyPath\`, or one flat secret key per cluster; so is its passphrase, if it has one:

\`\`\`console
pulumi config set --secret cluster1SshKey < ~/.ssh/id_rsa
pulumi config set --secret cluster1SshKeyPassphrase
\`\`\`

OpenSSH's format and PEM are read; for PuTTY's and encrypted PKCS#8 the program says how to convert them. Connections to nodes are kept in the state, encrypted, because deleting a rule needs one. An SSH agent is not needed; but where \`SSH_AUTH_SOCK\` is set the command plugin connects to it, and fails if nothing answers there: run Pulumi with \`env -u SSH_AUTH_SOCK\` then.

Host keys are always checked. They come from \`~/.ssh/known_hosts\`, from \`knownHostsPath\` or from the lines in \`knownHosts\`, hashed or not, and each node and bastion needs one. Of several types ed25519 is taken before ECDSA; RSA is refused, because the command plugin then offers the signature \`ssh-rsa\` alone, which sshd refuses since OpenSSH 8.8. A node behind the bastion is asked from there; compare what it prints with the host's console before you trust it:

\`\`\`console
ssh-keyscan -t ed25519 203.0.113.10 >> ~/.ssh/known_hosts
ssh ubuntu@203.0.113.10 ssh-keyscan -t ed25519 192.168.0.11 >> ~/.ssh/known_hosts
\`\`\`

Two clusters whose networks have the same addresses need a file each, with \`knownHostsPath\`: for one address, two keys of one type are refused.
`;

function typeOf(node: Node): string {
    if (node.enum !== undefined) return node.enum.map((value) => `\`${value}\``).join(" or ");
    if (node.type === "array") return `list of ${typeOf(node.items ?? {})}s`;
    return node.type ?? "any";
}

function defaultOf(node: Node, required: boolean): string {
    const { default: value } = node;
    if (value === undefined) return required ? "required" : "see meaning";
    return `\`${typeof value === "string" ? value : JSON.stringify(value)}\``;
}

function table(node: Node): string {
    const rows = Object.entries(node.properties ?? {}).map(([key, child]) => {
        const required = node.required?.includes(key) ?? false;
        const cells = [`\`${key}\``, typeOf(child), defaultOf(child, required), child.description];
        return `| ${cells.join(" | ")} |`;
    });
    return ["| key | type | default | meaning |", "| --- | --- | --- | --- |", ...rows, ""].join(
        "\n",
    );
}

/** The objects within the configuration, each with the path that leads to it. */
function nested(node: Node, path: string): { path: string; node: Node }[] {
    return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
        const inner = child.items ?? child;
        if (inner.properties === undefined) return [];
        const own = `${path}${key}${child.items === undefined ? "" : "[]"}`;
        return [{ path: own, node: inner }, ...nested(inner, `${own}.`)];
    });
}

function versions(): string {
    const rows = LINKERD_VERSIONS.map(
        ({ linkerd, series, kubernetes: [from, to], ...charts }) =>
            `| \`${linkerd}\` | ${series} | 1.${from} to 1.${to} | ${charts.crds} | ${charts.controlPlane} | ${charts.multicluster} |`,
    );
    return [
        "\n## Versions of Linkerd\n",
        "[linkerd-versions.md](linkerd-versions.md) says which one to choose, and how to go from one to the next. Kubernetes versions are those that Linkerd's documentation names.\n",
        "| `linkerdVersion` | called | Kubernetes | linkerd-crds | linkerd-control-plane | linkerd-multicluster |",
        "| --- | --- | --- | --- | --- | --- |",
        ...rows,
        "",
    ].join("\n");
}

const PROJECT = join(__dirname, "..", "Pulumi.yaml");
const PAGE = join(__dirname, "configuration.md");

async function formatted(file: string, text: string): Promise<string> {
    return format(text, { ...(await resolveConfig(file)), filepath: file });
}

/** The text of docs/configuration.md. */
export function renderPage(): Promise<string> {
    const sections = nested(ROOT, "").map(({ path, node }) => `## \`${path}\`\n\n${table(node)}`);
    return formatted(
        PAGE,
        [HEAD, table(ROOT), ...sections].join("\n") +
            versions() +
            CONTENTS +
            CLOUDS +
            CERTIFICATES +
            NODES,
    );
}

/**
 * The `config` section of Pulumi.yaml.
 * The engine demands each declared key without a default, so those with a calculated default are
 * left out and `clusters` gets an empty list, which the program then refuses with an example.
 */
function declaredKeys() {
    const declared = Object.entries(ROOT.properties ?? {}).flatMap(([key, node]) => {
        const fallback = node.default ?? (key === "clusters" ? [] : undefined);
        if (fallback === undefined) return [];
        const type = node.type === "string" ? { type: node.type } : {};
        return [[key, { ...type, description: node.description, default: fallback }] as const];
    });
    return Object.fromEntries(declared);
}

/** Pulumi.yaml with its `config` section, the last one, written anew. */
export function renderProject(current: string): Promise<string> {
    const head = current.slice(0, current.indexOf("\nconfig:\n") + 1);
    return formatted(PROJECT, head + stringify({ config: declaredKeys() }, { lineWidth: 0 }));
}

async function main(): Promise<void> {
    writeFileSync(PROJECT, await renderProject(readFileSync(PROJECT, "utf8")));
    writeFileSync(PAGE, await renderPage());
}

if (require.main === module) void main();
