import { linkName, patch, type Fault, type Scene } from "./fault";
import { mirrorOf } from "./linkFaults";

const SAMPLE = "--namespace=sample";
const EXPORTED = { "mirror.linkerd.io/exported": "true" };

/** Exports a Service of the first cluster that has the pods of the sample. */
function exported(
    { create, first }: Scene,
    name: string,
    spec: Readonly<Record<string, unknown>> = {},
): Promise<void> {
    return create(first, {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name, namespace: "sample", labels: EXPORTED },
        spec: { selector: { app: "helloworld" }, ports: [{ port: 5000 }], ...spec },
    });
}

function remove({ kubectl, first }: Scene, name: string): Promise<string> {
    return kubectl(first, `delete service ${name} ${SAMPLE} --ignore-not-found`);
}

const LONG = "l".repeat(60);

/** Services that no service mirror can mirror, and mirrors that nobody needs. */
export const EXPORT_FAULTS: readonly Fault[] = [
    {
        title: "an exported Service of type ExternalName",
        code: "export-unusable",
        where: ({ first }) => first.name,
        what: /sample\/elsewhere is of type ExternalName/,
        inject: (scene) =>
            exported(scene, "elsewhere", {
                type: "ExternalName",
                externalName: "site.example",
                selector: undefined,
            }),
        clear: (scene) => remove(scene, "elsewhere"),
    },
    {
        title: "an exported Service without a TCP port",
        code: "export-unusable",
        where: ({ first }) => first.name,
        what: /sample\/datagrams has no TCP port/,
        inject: (scene) => exported(scene, "datagrams", { ports: [{ port: 53, protocol: "UDP" }] }),
        clear: (scene) => remove(scene, "datagrams"),
    },
    {
        title: "an exported Service whose mirror's name is too long",
        code: "mirror-name-too-long",
        where: ({ first, second }) => linkName(second, first),
        what: /63 at most/,
        inject: (scene) => exported(scene, LONG),
        clear: (scene) => remove(scene, LONG),
    },
    {
        title: "an exported Service whose mirror's name is taken",
        code: "mirror-name-taken",
        where: ({ first, second }) => linkName(second, first),
        what: /sample\/taken-/,
        inject: async (scene) => {
            const { kubectl, first, second } = scene;
            await kubectl(
                second,
                `create service clusterip taken-${first.name} --tcp=80 ${SAMPLE}`,
            );
            await exported(scene, "taken");
        },
        clear: (scene) => remove(scene, "taken"),
    },
    {
        title: "a mirror of a cluster to which there is no Link",
        code: "mirror-without-link",
        where: ({ second }) => second.name,
        what: /sample\/shop-gone/,
        inject: ({ create, second }) => create(second, mirrorOf("gone")),
    },
    {
        title: "a split that proxies do not read",
        code: "split-not-applied",
        where: ({ second }) => second.name,
        what: /ServiceProfile/,
        inject: ({ kubectl, second }) =>
            kubectl(
                second,
                `patch serviceprofiles.linkerd.io helloworld.sample.svc.cluster.local ${SAMPLE}`,
                "--type=merge",
                patch({ spec: { dstOverrides: [] } }),
            ),
    },
];

/** What became of the sample, and a mirror that comes without a restart of the service mirror. */
export const SPLIT_FAULTS: readonly Fault[] = [
    {
        title: "an exported Service in a namespace that the peer lacks",
        code: "mirror-namespace-missing",
        where: ({ first, second }) => linkName(second, first),
        what: /lacks the namespace lonely/,
        inject: async ({ kubectl, create, first }) => {
            await kubectl(first, "create namespace lonely");
            const metadata = { name: "shop", namespace: "lonely", labels: EXPORTED };
            const ports = [{ port: 80 }];
            await create(
                first,
                { apiVersion: "v1", kind: "Service", metadata, spec: { ports } },
                {
                    apiVersion: "v1",
                    kind: "Endpoints",
                    metadata,
                    subsets: [{ addresses: [{ ip: "10.233.64.250" }], ports }],
                },
            );
        },
        clear: async ({ kubectl, first, second }) => {
            for (const cluster of [first, second]) {
                await kubectl(cluster, "delete namespace lonely --ignore-not-found");
            }
        },
    },
    {
        title: "an exported Service without pods",
        code: "export-without-pods",
        where: ({ first }) => first.name,
        what: /sample\/helloworld/,
        inject: ({ kubectl, first }) =>
            kubectl(first, `scale deployment/helloworld-v1 --replicas=0 ${SAMPLE}`),
    },
    {
        title: "a split with other weights than the configuration's",
        code: "split-weights-differ",
        where: ({ second }) => second.name,
        what: /90/,
        inject: ({ kubectl, first, second }) =>
            kubectl(
                second,
                `patch trafficsplits.split.smi-spec.io helloworld --type=merge ${SAMPLE}`,
                patch({
                    spec: {
                        backends: [
                            { service: "helloworld", weight: 90 },
                            { service: `helloworld-${first.name}`, weight: 10 },
                        ],
                    },
                }),
            ),
    },
];
