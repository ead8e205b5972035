import { AppsV1Api, CoreV1Api, CustomObjectsApi, KubeConfig } from "@kubernetes/client-node";
import type { ClusterAddresses } from "../../../sandbox/settings/addresses";
import { isOwn } from "../../../components/openstack/names";
import { NeutronClient, type NeutronObject } from "../neutronClient";
import { readCounters } from "../nodeChain";
import type { SandboxStack } from "../stack";

/** Objects of one kind that are there, as the state knows them: by id, or by the resource's name. */
export type Look = () => Promise<readonly string[]>;

/** What the program makes, seen from outside and fast: in Neutron, in the clusters, on the nodes. */
export class World {
    readonly #admin: NeutronClient;
    readonly #clusters: readonly (ClusterAddresses & { readonly config: KubeConfig })[];

    private constructor(admin: NeutronClient, stack: SandboxStack) {
        this.#admin = admin;
        this.#clusters = stack.clusters.map((cluster) => {
            const config = new KubeConfig();
            config.loadFromFile(stack.kubeconfig(cluster.name));
            return { ...cluster, config };
        });
    }

    public static async open(stack: SandboxStack): Promise<World> {
        return new World(await NeutronClient.open(stack.settings), stack);
    }

    /** Objects of ours in a collection of Neutron. */
    public async marked(collection: string): Promise<NeutronObject[]> {
        const all = await this.#admin.list(collection);
        return all.filter((one) => isOwn({ description: String(one["description"]) }));
    }

    public readonly inNeutron =
        (collection: string): Look =>
        async () =>
            (await this.marked(collection)).map(({ id }) => id);

    /** Groups with rules of ours, as one resource makes those of a group. */
    public readonly ruledGroups: Look = async () => [
        ...new Set(
            (await this.marked("security-group-rules")).map((rule) =>
                String(rule["security_group_id"]),
            ),
        ),
    ];

    /** Floating IPs of ours that lead to a port. */
    public readonly associations: Look = async () =>
        (await this.marked("floatingips"))
            .filter((one) => typeof one["port_id"] === "string")
            .map(({ id }) => id);

    public readonly pairs: Look = async () => {
        const addresses = this.#clusters.map(({ gatewayAddress }) => gatewayAddress);
        return (await this.#admin.list("ports")).flatMap((port) =>
            (port["allowed_address_pairs"] as { ip_address: string }[])
                .filter(({ ip_address }) => addresses.includes(ip_address))
                .map(({ ip_address }) => `${port.id}/${ip_address}`),
        );
    };

    /** Nodes with rules of ours, by the resource that writes them. */
    public readonly chains: Look = async () => {
        const looks = this.#clusters.flatMap(({ name: cluster, nodes }) =>
            nodes.map(async (node) => {
                const rules = Object.keys((await readCounters(node)) ?? {});
                return rules.length === 0 ? [] : [`${cluster}-routes-${node.name}-command`];
            }),
        );
        return (await Promise.all(looks)).flat();
    };

    public readonly namespaces =
        (...names: string[]): Look =>
        () =>
            this.#everywhere(async (config) => {
                const { items } = await config.makeApiClient(CoreV1Api).listNamespace();
                return items.flatMap(({ metadata }) => {
                    const name = metadata?.name ?? "";
                    const isThere = metadata?.deletionTimestamp === undefined;
                    return names.includes(name) && isThere ? [name] : [];
                });
            });

    /** Deployments in a namespace; with `as`, under the name of the Helm release that makes them. */
    public readonly deployments =
        (namespace: string, name = /./, as?: string): Look =>
        () =>
            this.#everywhere(async (config) => {
                const apps = config.makeApiClient(AppsV1Api);
                const { items } = await apps.listNamespacedDeployment({ namespace });
                const found = items.map(({ metadata }) => metadata?.name ?? "");
                return found
                    .filter((one) => name.test(one))
                    .map((one) => `${namespace}/${as ?? one}`);
            });

    public readonly secrets =
        (namespace: string, name: RegExp, as?: string): Look =>
        () =>
            this.#everywhere(async (config) => {
                const { items } = await config
                    .makeApiClient(CoreV1Api)
                    .listNamespacedSecret({ namespace });
                return items
                    .map(({ metadata }) => metadata?.name ?? "")
                    .filter((one) => name.test(one))
                    .map((one) => `${namespace}/${as ?? one}`);
            });

    public readonly links: Look = () =>
        this.#everywhere(async (config) => {
            try {
                const answer: unknown = await config
                    .makeApiClient(CustomObjectsApi)
                    .listNamespacedCustomObject({
                        group: "multicluster.linkerd.io",
                        version: "v1alpha1",
                        namespace: "linkerd-multicluster",
                        plural: "links",
                    });
                const { items } = answer as { items: { metadata: { name: string } }[] };
                return items.map(({ metadata }) => `linkerd-multicluster/${metadata.name}`);
            } catch {
                return []; // No such kind before the chart.
            }
        });

    /** Everything in Neutron, with the fields that the program writes. */
    public async neutron(): Promise<string[]> {
        const collections = [
            "floatingips",
            "ports",
            "security-groups",
            "security-group-rules",
        ] as const;
        const lists = await Promise.all(
            collections.map(async (collection) =>
                (await this.#admin.list(collection)).map((one) =>
                    JSON.stringify([
                        collection,
                        one.id,
                        one["port_id"],
                        one["allowed_address_pairs"],
                        one["security_groups"],
                        collection === "ports" ? one["tags"] : [],
                    ]),
                ),
            ),
        );
        return lists.flat().sort();
    }

    async #everywhere(look: (config: KubeConfig) => Promise<readonly string[]>) {
        const found = await Promise.all(
            this.#clusters.map(async ({ name, config }) =>
                (await look(config)).map((one) => `${name}:${one}`),
            ),
        );
        return found.flat();
    }
}
