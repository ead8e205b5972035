import type { Fault } from "./fault";

const OF_SMI = "--namespace=linkerd-smi --selector=owner=helm,name=linkerd-smi";

/** What a site puts into the namespaces of the mesh. */
export const POLICY_FAULTS: readonly Fault[] = [
    {
        title: "the policy that K-PaaS's Kyverno puts into a new namespace",
        code: "traffic-kept-out",
        where: ({ second }) => second.name,
        what: /cp-default-namespace-policy/,
        inject: ({ create, second }) =>
            create(second, {
                apiVersion: "networking.k8s.io/v1",
                kind: "NetworkPolicy",
                metadata: { name: "cp-default-namespace-policy", namespace: "linkerd" },
                spec: {
                    podSelector: {},
                    policyTypes: ["Ingress"],
                    ingress: [
                        {
                            from: [
                                { podSelector: {} },
                                ...["kube-system", "metallb-system"].map((name) => ({
                                    namespaceSelector: {
                                        matchLabels: { "kubernetes.io/metadata.name": name },
                                    },
                                })),
                                {
                                    ipBlock: {
                                        cidr: "0.0.0.0/0",
                                        except: second.nodes.map(({ podCidr }) => podCidr),
                                    },
                                },
                            ],
                        },
                    ],
                },
            }),
        clear: ({ kubectl, second }) =>
            kubectl(
                second,
                "delete networkpolicy cp-default-namespace-policy --namespace=linkerd",
                "--ignore-not-found",
            ),
    },
];

/** What became of Helm's releases. */
export const RELEASE_FAULTS: readonly Fault[] = [
    {
        title: "a release whose upgrade was interrupted",
        code: "release-pending",
        where: ({ first }) => first.name,
        what: /pending-upgrade/,
        inject: async ({ kubectl, create, first }) => {
            const secrets = await kubectl(first, `get secret ${OF_SMI} --output=json`);
            const { items } = JSON.parse(secrets) as {
                items: { metadata: { labels: Record<string, string> }; data: object }[];
            };
            const [release] = items;
            if (release === undefined) throw new Error("no release of linkerd-smi");
            const { labels } = release.metadata;
            const version = String(Number(labels["version"]) + 1);
            await create(first, {
                apiVersion: "v1",
                kind: "Secret",
                type: "helm.sh/release.v1",
                metadata: {
                    name: `sh.helm.release.v1.linkerd-smi.v${version}`,
                    namespace: "linkerd-smi",
                    labels: { ...labels, version, status: "pending-upgrade" },
                },
                data: release.data,
            });
        },
        clear: ({ kubectl, first }) =>
            kubectl(first, `delete secret ${OF_SMI},status=pending-upgrade --ignore-not-found`),
    },
    {
        title: "a release that Helm knows nothing of",
        code: "release-missing",
        where: ({ second }) => second.name,
        what: /linkerd-smi/,
        inject: ({ kubectl, second }) => kubectl(second, `delete secret ${OF_SMI}`),
    },
];
