import type { Fault, Scene } from "./fault";

const METALLB = "--namespace=metallb-system";

/** Project of the first cluster. */
async function projectOf({ admin, first }: Scene): Promise<string> {
    const [network] = await admin.list("networks", { name: first.openstack.network });
    return String(network?.["project_id"]);
}

/** A quota of the first cluster's project that leaves no room for one more of a kind. */
function exhausted(kind: string, collection: string, quota: string): Fault {
    return {
        title: `a quota without room for ${kind}`,
        code: "quota-exhausted",
        where: ({ first }) => first.name,
        what: new RegExp(kind),
        inject: async (scene) => {
            const project = await projectOf(scene);
            const there = await scene.admin.list(collection, { project_id: project });
            // Neutron refuses less than what is used.
            await scene.admin.update("quotas", "quota", project, { [quota]: there.length });
        },
    };
}

function definition(group: string, kind: string): object {
    const plural = `${kind.toLowerCase()}s`;
    const schema = { openAPIV3Schema: { type: "object" } };
    return {
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: { name: `${plural}.${group}` },
        spec: {
            group,
            scope: "Namespaced",
            names: { kind, plural, singular: kind.toLowerCase() },
            versions: [{ name: "v1", served: true, storage: true, schema }],
        },
    };
}

/** What an earlier Linkerd left that `linkerd install` and `linkerd multicluster link` made. */
const LEFT_BY_LINKERD: readonly object[] = [
    definition("policy.linkerd.io", "LeftoverPolicy"),
    {
        apiVersion: "admissionregistration.k8s.io/v1",
        kind: "MutatingWebhookConfiguration",
        metadata: { name: "linkerd-proxy-injector-webhook-config" },
        webhooks: [],
    },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: {
            name: "linkerd-service-mirror-access-local-resources-east",
            labels: { "linkerd.io/extension": "multicluster" },
        },
        rules: [],
    },
    {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: {
            name: "linkerd-service-mirror-access-local-resources-east",
            labels: { "linkerd.io/extension": "multicluster" },
        },
        roleRef: {
            apiGroup: "rbac.authorization.k8s.io",
            kind: "ClusterRole",
            name: "linkerd-service-mirror-access-local-resources-east",
        },
    },
];

/** What keeps the first `pulumi up` from succeeding. */
export const INSTALLATION_FAULTS: readonly Fault[] = [
    {
        title: "what an earlier Linkerd left outside of its namespaces",
        code: "installation-leftover",
        where: ({ first }) => first.name,
        what: /1 MutatingWebhookConfiguration .* 1 ClusterRoleBinding .* 1 ClusterRole .*leftoverpolicys/,
        inject: ({ create, first }) => create(first, ...LEFT_BY_LINKERD),
    },
    {
        title: "a namespace of the mesh that somebody else made",
        code: "installation-foreign",
        where: ({ second }) => second.name,
        what: /linkerd-smi/,
        inject: ({ kubectl, second }) => kubectl(second, "create namespace linkerd-smi"),
    },
    {
        title: "a MetalLB without addresses",
        code: "address-pool-missing",
        where: ({ second }) => second.name,
        what: /no IPAddressPool/,
        inject: ({ kubectl, second }) =>
            kubectl(second, `delete ipaddresspools.metallb.io primary ${METALLB}`),
        clear: async ({ kubectl, create, second }) => {
            const made = `ipaddresspools.metallb.io,l2advertisements.metallb.io linkerd-gateway`;
            await kubectl(second, `delete ${made} ${METALLB} --ignore-not-found`);
            await create(second, {
                apiVersion: "metallb.io/v1beta1",
                kind: "IPAddressPool",
                metadata: { name: "primary", namespace: "metallb-system" },
                spec: { addresses: [`${second.pool.first}-${second.pool.last}`] },
            });
        },
    },
    exhausted("floating IPs", "floatingips", "floatingip"),
    exhausted("ports", "ports", "port"),
    {
        ...exhausted("security group rules", "security-group-rules", "security_group_rule"),
        // Takes back those of the others too: Neutron refuses to do it twice.
        clear: async (scene) => scene.admin.remove("quotas", await projectOf(scene)),
    },
    {
        title: "a Kyverno that closes new namespaces",
        code: "kyverno-closes-namespaces",
        where: ({ first }) => first.name,
        what: /cp-default-namespace-policy/,
        inject: async ({ kubectl, create, first }) => {
            const policies = {
                ...(definition("kyverno.io", "ClusterPolicy") as { spec: object }),
            };
            const names = { kind: "ClusterPolicy", plural: "clusterpolicies" };
            await create(first, {
                ...policies,
                metadata: { name: "clusterpolicies.kyverno.io" },
                spec: { ...policies.spec, scope: "Cluster", names },
            });
            const kind = "customresourcedefinitions clusterpolicies.kyverno.io";
            await kubectl(first, `wait --for=condition=Established ${kind} --timeout=30s`);
            await create(first, {
                apiVersion: "kyverno.io/v1",
                kind: "ClusterPolicy",
                metadata: { name: "cp-default-namespace-policy" },
            });
        },
        clear: ({ kubectl, first }) =>
            kubectl(
                first,
                "delete customresourcedefinitions clusterpolicies.kyverno.io --ignore-not-found",
            ),
    },
];
