import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { ClusterAddresses, NodeAddresses } from "../../sandbox/settings/addresses";
import type { NeutronClient } from "./neutronClient";
import { CHAIN, inNode } from "./nodeChain";
import type { SandboxStack } from "./stack";

/** What faults are made with. */
export interface Scene {
    readonly stack: SandboxStack;
    readonly admin: NeutronClient;
    /** Exports the sample. */
    readonly first: ClusterAddresses;
    /** Splits requests to the first. */
    readonly second: ClusterAddresses;
    /** Runs in the mount namespace of a node, where its files are. */
    readonly onNode: (node: NodeAddresses, ...command: string[]) => Promise<string>;
}

/** Something that breaks, and what doctor has to say of it. */
export interface Fault {
    readonly title: string;
    /** The layer that has to name it. */
    readonly layer: string;
    /** In the finding's `where`. */
    readonly where: (scene: Scene) => string;
    /** In the finding's `what`. */
    readonly what: RegExp;
    /** Layers that may tell of what follows from it. */
    readonly also?: readonly string[];
    readonly inject: (scene: Scene) => Promise<void>;
    /** Takes away what no `pulumi up` does, also after a remedy and of a fault made by half. */
    readonly clear?: (scene: Scene) => Promise<void>;
}

const MULTICLUSTER = ["--namespace", "linkerd-multicluster"];
const last = ({ nodes }: ClusterAddresses): NodeAddresses => {
    const node = nodes.at(-1);
    if (node === undefined) throw new Error("a cluster without nodes");
    return node;
};
const portOf = async ({ admin }: Scene, { ip }: NodeAddresses) => {
    const [port] = await admin.list("ports", { fixed_ips: `ip_address=${ip}` });
    return String(port?.id);
};

const INJECTOR = "linkerd/linkerd-proxy-injector";

/** `deployment` as NAMESPACE/NAME. */
async function scale(
    stack: SandboxStack,
    { name: cluster }: ClusterAddresses,
    deployment: string,
    replicas: number,
): Promise<void> {
    const [namespace = "", name = ""] = deployment.split("/");
    await stack.kubectl(
        cluster,
        ...["scale", `deployment/${name}`, `--replicas=${String(replicas)}`],
        `--namespace=${namespace}`,
    );
}

/** Gives the Link of the first cluster to the second another gateway. */
async function editLink(
    { stack, first, second }: Scene,
    gatewayAddress: string,
    ...options: readonly string[]
): Promise<void> {
    await stack.kubectl(
        first.name,
        ...["patch", "links.multicluster.linkerd.io", second.name, "--type=merge", ...options],
        ...["--patch", JSON.stringify({ spec: { gatewayAddress } })],
        ...MULTICLUSTER,
    );
}

/** One at least for every layer but the first, in the order of the layers. */
export const FAULTS: readonly Fault[] = [
    {
        title: "a word in the configuration that is no key",
        layer: "configuration",
        where: () => "colour",
        what: /no such key/,
        inject: async ({ stack }) => {
            await stack.pulumi("config", "set", "colour", "blue");
        },
    },
    {
        title: "peers are told a port at which no API server listens",
        layer: "api-servers",
        where: ({ first, second }) => `${second.name}-to-${first.name}`,
        what: /6444/,
        also: ["openstack", "links"],
        inject: async ({ stack, first }) => {
            const { hostname } = new URL(first.apiServer);
            await stack.pulumi(
                ...["config", "set", "--path", "clusters[0].apiServer"],
                `https://${hostname}:6444`,
            );
        },
    },
    {
        title: "a service mirror of another version",
        layer: "versions",
        where: ({ first }) => first.name,
        what: /stable-2\.14\.9/,
        also: ["service-mirrors", "proxies"],
        inject: async ({ stack, first, second }) => {
            await stack.kubectl(
                first.name,
                ...["set", "image", `deployment/linkerd-service-mirror-${second.name}`],
                "service-mirror=cr.l5d.io/linkerd/controller:stable-2.14.9",
                ...MULTICLUSTER,
            );
        },
    },
    {
        title: "MetalLB's controller does not run",
        layer: "gateway-service",
        where: ({ second }) => second.name,
        what: /controller/,
        inject: async ({ stack, second }) => {
            await scale(stack, second, "metallb-system/controller", 0);
        },
        clear: async ({ stack, second }) => {
            await scale(stack, second, "metallb-system/controller", 1);
        },
    },
    {
        title: "an identity issuer that no trust anchor signed",
        layer: "certificates",
        where: ({ first }) => first.name,
        what: /issuer/,
        inject: async ({ stack, first }) => {
            const folder = join(stack.settings.stateDir, "operator");
            const [key, crt] = [join(folder, "other.key"), join(folder, "other.crt")];
            await execa("openssl", [
                ..."req -x509 -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256".split(" "),
                ..."-days 365 -subj /CN=identity.linkerd.cluster.local".split(" "),
                ...["-keyout", key, "-out", crt],
            ]);
            const data = {
                "tls.key": (await readFile(key)).toString("base64"),
                "tls.crt": (await readFile(crt)).toString("base64"),
            };
            const patch = join(folder, "issuer.json");
            await writeFile(patch, JSON.stringify({ data }), { mode: 0o600 });
            await stack.kubectl(
                first.name,
                ..."patch secret linkerd-identity-issuer --namespace linkerd".split(" "),
                `--patch-file=${patch}`,
            );
        },
    },
    {
        title: "a rule of the security group is gone",
        layer: "openstack",
        where: ({ second }) => second.name,
        what: /4143/,
        inject: async ({ admin, first }) => {
            const rules = await admin.list("security-group-rules", {
                remote_ip_prefix: `${first.router.externalAddress}/32`,
                port_range_min: "4143",
            });
            for (const { id } of rules) await admin.remove("security-group-rules", id);
        },
    },
    {
        title: "the floating IP leads nowhere",
        layer: "openstack",
        where: ({ second }) => second.name,
        what: /floating IP/,
        also: ["service-mirrors", "mirrored-services"],
        inject: async ({ admin, second }) => {
            const [floating] = await admin.list("floatingips", {
                fixed_ip_address: second.gatewayAddress,
            });
            await admin.update("floatingips", "floatingip", String(floating?.id), {
                port_id: null,
            });
        },
    },
    {
        title: "a node's port without the address pair",
        layer: "openstack",
        where: ({ second }) => second.name,
        what: /address pair/,
        also: ["service-mirrors", "mirrored-services"],
        inject: async (scene) => {
            const port = await portOf(scene, last(scene.second));
            await scene.admin.update("ports", "port", port, { allowed_address_pairs: [] });
        },
    },
    {
        title: "a node without our rules",
        layer: "node-rules",
        where: ({ second }) => last(second).name,
        what: /rule/,
        also: ["service-mirrors", "mirrored-services"],
        inject: async ({ second }) => {
            await inNode(last(second), "iptables", "--wait", "-t", "nat", "-F", CHAIN);
        },
    },
    {
        title: "the guide's rule, typed by hand, before ours",
        layer: "node-rules",
        where: ({ second }) => last(second).name,
        what: /DNAT/,
        also: ["service-mirrors", "mirrored-services"],
        inject: async ({ first, second }) => {
            await inNode(
                last(second),
                ..."iptables --wait -t nat -I PREROUTING -j DNAT".split(" "),
                ...["-d", first.gatewayAddress, "--to-destination", "198.19.0.250"],
            );
        },
        clear: async ({ first, second }) => {
            const rule = `PREROUTING -j DNAT -d ${first.gatewayAddress} --to-destination 198.19.0.250`;
            await inNode(
                last(second),
                ...["sh", "-c", `while iptables --wait -t nat -D ${rule} 2>/dev/null; do :; done`],
            );
        },
    },
    {
        title: "a unit that no boot starts",
        layer: "node-rules",
        where: ({ first }) => last(first).name,
        what: /boot/,
        inject: async ({ first, onNode }) => {
            await onNode(
                last(first),
                "rm",
                "/etc/systemd/system/multi-user.target.wants/linkerd-multicluster-gateway-routes.service",
            );
        },
    },
    {
        title: "a pod that started while the injector was away",
        layer: "proxies",
        where: ({ second }) => second.name,
        what: /proxy/,
        also: ["mirrored-services"],
        inject: async ({ stack, second }) => {
            const kubectl = (...args: string[]) => stack.kubectl(second.name, ...args);
            const linkerd = ["--namespace", "linkerd"];
            await scale(stack, second, INJECTOR, 0);
            await kubectl(
                ..."wait --for=delete pod --timeout=60s".split(" "),
                "--selector=linkerd.io/control-plane-component=proxy-injector",
                ...linkerd,
            );
            const sleep = ["--namespace", "sample"];
            await kubectl(..."rollout restart deployment/sleep".split(" "), ...sleep);
            await kubectl(..."rollout status deployment/sleep --timeout=60s".split(" "), ...sleep);
            await scale(stack, second, INJECTOR, 1);
            await kubectl(
                ..."rollout status deployment/linkerd-proxy-injector --timeout=60s".split(" "),
                ...linkerd,
            );
        },
        clear: async ({ stack, second }) => {
            await scale(stack, second, INJECTOR, 1);
        },
    },
    {
        title: "a Link that somebody edited",
        layer: "links",
        where: ({ first, second }) => `${first.name}-to-${second.name}`,
        what: /198\.19\.0\.250/,
        also: ["service-mirrors", "mirrored-services"],
        inject: (scene) => editLink(scene, "198.19.0.250"),
    },
    {
        title: "a Link that another controller owns a field of",
        layer: "links",
        where: ({ first, second }) => `${first.name}-to-${second.name}`,
        what: /198\.19\.0\.251/,
        also: ["service-mirrors", "mirrored-services"],
        // Without PULUMI_K8S_ENABLE_PATCH_FORCE the API server refuses to give it back.
        inject: (scene) => editLink(scene, "198.19.0.251", "--field-manager=kustomize-controller"),
    },
    {
        title: "credentials of a Link that were revoked",
        layer: "links",
        where: ({ first, second }) => `${second.name}-to-${first.name}`,
        what: /token|credentials/,
        also: ["service-mirrors"],
        inject: async ({ stack, first, second }) => {
            await stack.kubectl(
                first.name,
                ...["delete", "secret"],
                `linkerd-service-mirror-remote-access-${second.name}-token`,
                ...MULTICLUSTER,
            );
        },
    },
    {
        title: "an account that may read more than Services",
        layer: "links",
        where: ({ first, second }) => `${second.name}-to-${first.name}`,
        what: /secrets/,
        inject: async ({ stack, first, second }) => {
            await stack.kubectl(
                first.name,
                ..."create clusterrolebinding doctor-fault --clusterrole=cluster-admin".split(" "),
                `--serviceaccount=linkerd-multicluster:linkerd-service-mirror-remote-access-${second.name}`,
            );
        },
        clear: async ({ stack, first }) => {
            await stack.kubectl(
                first.name,
                ..."delete clusterrolebinding doctor-fault --ignore-not-found".split(" "),
            );
        },
    },
    {
        title: "a service mirror that does not run",
        layer: "service-mirrors",
        where: ({ first, second }) => `${second.name}-to-${first.name}`,
        what: /replica|run/,
        also: ["proxies"],
        inject: async ({ stack, first, second }) => {
            const mirror = `linkerd-multicluster/linkerd-service-mirror-${first.name}`;
            await scale(stack, second, mirror, 0);
        },
    },
    {
        title: "an exported Service without pods",
        layer: "mirrored-services",
        where: ({ first }) => first.name,
        what: /helloworld/,
        inject: async ({ stack, first }) => {
            await scale(stack, first, "sample/helloworld-v1", 0);
        },
    },
    {
        title: "a split with other weights than the configuration's",
        layer: "mirrored-services",
        where: ({ second }) => second.name,
        what: /weight/,
        inject: async ({ stack, first, second }) => {
            const backends = [
                { service: "helloworld", weight: 90 },
                { service: `helloworld-${first.name}`, weight: 10 },
            ];
            await stack.kubectl(
                second.name,
                ..."patch trafficsplits.split.smi-spec.io helloworld --type=merge".split(" "),
                ...["--namespace", "sample", "--patch", JSON.stringify({ spec: { backends } })],
            );
        },
    },
    {
        title: "the policy that K-PaaS's Kyverno puts into a new namespace",
        layer: "network-policies",
        where: ({ second }) => second.name,
        what: /cp-default-namespace-policy/,
        inject: async ({ stack, second }) => {
            const policy = {
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
            };
            const file = join(stack.settings.stateDir, "operator", "policy.json");
            await writeFile(file, JSON.stringify(policy));
            await stack.kubectl(second.name, "create", `--filename=${file}`);
        },
        clear: async ({ stack, second }) => {
            await stack.kubectl(
                second.name,
                ..."delete networkpolicy cp-default-namespace-policy --namespace linkerd".split(
                    " ",
                ),
                "--ignore-not-found",
            );
        },
    },
    {
        title: "a release whose upgrade was interrupted",
        layer: "releases",
        where: ({ first }) => first.name,
        what: /pending-upgrade/,
        inject: async ({ stack, first }) => {
            const inSmi = ["--namespace", "linkerd-smi"];
            const secrets = await stack.kubectl(
                first.name,
                ..."get secret --selector=owner=helm,name=linkerd-smi --output=json".split(" "),
                ...inSmi,
            );
            const { items } = JSON.parse(secrets) as {
                items: { metadata: { labels: Record<string, string> }; data: object }[];
            };
            const [release] = items;
            if (release === undefined) throw new Error("no release of linkerd-smi");
            const { labels } = release.metadata;
            const version = String(Number(labels["version"]) + 1);
            const pending = {
                apiVersion: "v1",
                kind: "Secret",
                type: "helm.sh/release.v1",
                metadata: {
                    name: `sh.helm.release.v1.linkerd-smi.v${version}`,
                    labels: { ...labels, version, status: "pending-upgrade" },
                },
                data: release.data,
            };
            const file = join(stack.settings.stateDir, "operator", "pending.json");
            await writeFile(file, JSON.stringify(pending), { mode: 0o600 });
            await stack.kubectl(first.name, "create", `--filename=${file}`, ...inSmi);
        },
        clear: async ({ stack, first }) => {
            await stack.kubectl(
                first.name,
                ..."delete secret --namespace linkerd-smi --ignore-not-found".split(" "),
                "--selector=owner=helm,name=linkerd-smi,status=pending-upgrade",
            );
        },
    },
];
