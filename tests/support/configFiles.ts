import { parse, stringify } from "yaml";
import type { ConfigFiles } from "../../stacks/configuration/draft/sources";
import { HOST_KEYS } from "./hostKeys";
import { pair } from "./certificates";
import { PRIVATE_KEY } from "./privateKeys";

const AUTHORITY = pair("kubernetes");
const ADMIN = pair("kubernetes-admin", { by: AUTHORITY, isCa: false });

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

/** A certificate whose base64 holds what a careless search for `name: default` would find. */
export const CA_DATA = base64(`name: default\n${AUTHORITY.certificate}`);

/** The certificate of the administrator. */
export const CERTIFICATE = base64(ADMIN.certificate);

/** Its key, and every other credential of the fixtures: must not show up in any message. */
export const CREDENTIAL = base64(ADMIN.key);

/**
 * A kubeconfig as K-PaaS writes it: cluster, context and user are called `cluster1` in every
 * cluster, so only `server` tells two of them apart.
 */
export function kpaasKubeconfig(server: string): string {
    return `apiVersion: v1
kind: Config
clusters:
- cluster:
    certificate-authority-data: ${CA_DATA}
    server: ${server}
  name: cluster1
contexts:
- context:
    cluster: cluster1
    user: cluster1
  name: cluster1
current-context: cluster1
preferences: {}
users:
- name: cluster1
  user:
    client-certificate-data: ${CERTIFICATE}
    client-key-data: ${CREDENTIAL}
`;
}

/** A cloud of a clouds.yaml as Horizon makes it, with the password added. */
export function horizonCloud(project: string) {
    return {
        auth: {
            auth_url: "https://keystone.example:5000/v3",
            username: `${project}-admin`,
            password: CREDENTIAL,
            project_name: project,
            user_domain_name: "Default",
            project_domain_name: "Default",
        },
        region_name: "RegionOne",
        interface: "public",
        identity_api_version: 3,
    };
}

/** A clouds.yaml with a cloud for every project, named as it. */
export function cloudsYaml(...projects: readonly string[]): string {
    const clouds = projects.map((project) => [project, horizonCloud(project)] as const);
    return stringify({ clouds: Object.fromEntries(clouds) });
}

/**
 * Files that exist only in a test: `/home/operator` is `~`, `/project` the project folder.
 * So does the environment: the machine's own may have variables of an OpenStack client.
 */
export function filesOf(
    contents: Readonly<Record<string, string | undefined>>,
    environment: ConfigFiles["environment"] = {},
): ConfigFiles {
    return {
        projectDir: "/project",
        homeDir: "/home/operator",
        environment,
        now: () => Date.parse("2026-06-01"),
        read: (path) => {
            const text = contents[path];
            if (text !== undefined) return text;
            throw Object.assign(new Error(`no file ${path}`), { code: "ENOENT" });
        },
    };
}

/** The files that Pulumi.dev.yaml names. */
export const EXAMPLE_FILES = filesOf({
    "/home/operator/.kube/cluster1-config": kpaasKubeconfig("https://203.0.113.10:6443"),
    "/home/operator/.kube/cluster2-config": kpaasKubeconfig("https://203.0.113.20:6443"),
    "/home/operator/.config/openstack/clouds.yaml": cloudsYaml("cluster1", "cluster2"),
    "/home/operator/.ssh/id_rsa": PRIVATE_KEY,
    "/home/operator/.ssh/known_hosts": [
        `203.0.113.10,10.10.0.11 ${HOST_KEYS.ed25519}`,
        `10.10.0.12 ${HOST_KEYS.ecdsa}`,
        `203.0.113.20,10.20.0.* ${HOST_KEYS.otherEd25519}`,
    ].join("\n"),
});

/** Values of a stack file as the engine hands them to the program: text, or JSON as text. */
export function engineConfig(stackFile: string): Record<string, string> {
    const { config } = parse(stackFile) as { config: Record<string, unknown> };
    return textual(config);
}

/** Values as text, or JSON as text. */
export function textual(values: Readonly<Record<string, unknown>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(values).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
        ]),
    );
}

/** An object without some of its fields. */
export function without(object: object, ...fields: readonly string[]) {
    return Object.fromEntries(Object.entries(object).filter(([key]) => !fields.includes(key)));
}
