import { parse, stringify } from "yaml";
import type { ClusterAddresses } from "../../../sandbox/settings/addresses";
import { linkName, patch, type Fault, type Scene } from "./fault";
import { HOSTILE_NAME, neverRun } from "./hostile";

const NAMESPACE = "linkerd-multicluster";
const MULTICLUSTER = `--namespace=${NAMESPACE}`;

function accountOf({ name }: ClusterAddresses): string {
    return `linkerd-service-mirror-remote-access-${name}`;
}

/** Changes the kubeconfig that a cluster has of another. */
async function editKubeconfig(
    { kubectl }: Scene,
    source: ClusterAddresses,
    target: ClusterAddresses,
    edit: (cluster: { server: string }, user: { token: string }) => void,
): Promise<void> {
    const secret = `secret cluster-credentials-${target.name} ${MULTICLUSTER}`;
    const path = "--output=jsonpath={.data.kubeconfig}";
    const text = Buffer.from(await kubectl(source, `get ${secret} ${path}`), "base64").toString();
    const document = parse(text) as {
        clusters: [{ cluster: { server: string } }];
        users: [{ user: { token: string } }];
    };
    edit(document.clusters[0].cluster, document.users[0].user);
    const kubeconfig = Buffer.from(stringify(document)).toString("base64");
    await kubectl(source, `patch ${secret}`, patch({ data: { kubeconfig } }));
}

/** Credentials that `pulumi up --refresh` makes again, and rights that nobody should have. */
export const CREDENTIAL_FAULTS: readonly Fault[] = [
    {
        title: "credentials of a Link that were revoked",
        code: "credentials-refused",
        where: ({ first, second }) => linkName(second, first),
        what: /token/,
        also: ["link-secret-unusable"],
        inject: ({ kubectl, first, second }) =>
            kubectl(first, `delete secret ${accountOf(second)}-token ${MULTICLUSTER}`),
    },
    {
        title: "credentials of a Link that are gone",
        code: "link-secret-unusable",
        where: ({ first, second }) => linkName(first, second),
        what: /linkerd-multicluster\/cluster-credentials/,
        inject: ({ kubectl, first, second }) =>
            kubectl(first, `delete secret cluster-credentials-${second.name} ${MULTICLUSTER}`),
    },
    {
        title: "credentials without the label by which they are found",
        code: "link-secret-differs",
        where: ({ first, second }) => linkName(second, first),
        what: /cluster-name is missing/,
        inject: ({ kubectl, first, second }) =>
            kubectl(
                second,
                `label secret cluster-credentials-${first.name} --namespace=linkerd`,
                "multicluster.linkerd.io/cluster-name-",
            ),
    },
];

/** Rights that `pulumi up` does not take away, and those that it gives back. */
export const RIGHT_FAULTS: readonly Fault[] = [
    {
        title: "an account that may read more than Services",
        code: "credentials-exceed-rights",
        where: ({ first, second }) => linkName(second, first),
        what: /clusterrolebinding doctor-fault/,
        inject: ({ kubectl, first, second }) =>
            kubectl(
                first,
                "create clusterrolebinding doctor-fault --clusterrole=cluster-admin",
                `--serviceaccount=${NAMESPACE}:${accountOf(second)}`,
            ),
        clear: ({ kubectl, first }) =>
            kubectl(first, "delete clusterrolebinding doctor-fault --ignore-not-found"),
    },
    {
        title: "a RoleBinding whose name is a command",
        code: "credentials-exceed-rights",
        where: ({ first, second }) => linkName(second, first),
        what: /PWNED/,
        inject: ({ create, first, second }) =>
            create(first, {
                apiVersion: "rbac.authorization.k8s.io/v1",
                kind: "RoleBinding",
                metadata: { name: HOSTILE_NAME, namespace: "default" },
                roleRef: {
                    apiGroup: "rbac.authorization.k8s.io",
                    kind: "ClusterRole",
                    name: "admin",
                },
                subjects: [
                    { kind: "ServiceAccount", name: accountOf(second), namespace: NAMESPACE },
                ],
            }),
        clear: neverRun,
    },
    {
        title: "an account that may no longer read what it has to",
        code: "credentials-lack-rights",
        where: ({ first, second }) => linkName(first, second),
        what: /may not/,
        inject: ({ kubectl, first, second }) =>
            kubectl(
                second,
                `patch clusterrole ${accountOf(first)} --type=json`,
                patch([{ op: "remove", path: "/rules/0" }]),
            ),
    },
    {
        title: "credentials of another account",
        code: "credentials-of-other-account",
        where: ({ first, second }) => linkName(first, second),
        what: /linkerd-multicluster:default/,
        also: ["link-secret-differs", "credentials-lack-rights"],
        inject: async (scene) => {
            const { kubectl, first, second } = scene;
            const token = await kubectl(second, `create token default ${MULTICLUSTER}`);
            await editKubeconfig(scene, first, second, (_, user) => {
                user.token = token;
            });
        },
    },
    {
        title: "credentials that name another API server",
        code: "credentials-of-other-server",
        where: ({ first, second }) => linkName(second, first),
        what: /198\.19\.0\.250/,
        also: ["link-secret-differs"],
        inject: (scene) =>
            editKubeconfig(scene, scene.second, scene.first, (cluster) => {
                cluster.server = "https://198.19.0.250:6443";
            }),
    },
];
