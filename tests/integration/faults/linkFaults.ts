import type { ClusterAddresses } from "../../../sandbox/settings/addresses";
import { linkName, patch, type Fault, type Scene } from "./fault";
import { UNREACHED } from "./gatewayFaults";
import { HOSTILE_NAME, neverRun } from "./hostile";

const NAMESPACE = "linkerd-multicluster";
const MULTICLUSTER = `--namespace=${NAMESPACE}`;
const LINKS = "links.multicluster.linkerd.io";

/** Gives the Link of a cluster to another one another gateway. */
function editLink(
    { kubectl }: Scene,
    source: ClusterAddresses,
    target: ClusterAddresses,
    gatewayAddress: string,
    ...options: readonly string[]
): Promise<string> {
    return kubectl(
        source,
        `patch ${LINKS} ${target.name} --type=merge ${MULTICLUSTER}`,
        ...options,
        patch({ spec: { gatewayAddress } }),
    );
}

/** Makes a Link as `linkerd multicluster link` does, like one that is there. */
async function makeLink(
    { kubectl, create, first, second }: Scene,
    name: string,
    targetClusterName: string,
): Promise<void> {
    const there = await kubectl(first, `get ${LINKS} ${second.name} --output=json ${MULTICLUSTER}`);
    const { apiVersion, kind, spec } = JSON.parse(there) as Record<string, object>;
    const metadata = { name, namespace: NAMESPACE };
    await create(first, { apiVersion, kind, metadata, spec: { ...spec, targetClusterName } });
}

/** A Service as a service mirror makes it of one of `target`. */
export function mirrorOf(target: string): object {
    const labels = {
        "mirror.linkerd.io/mirrored-service": "true",
        "mirror.linkerd.io/cluster-name": target,
    };
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: `shop-${target}`, namespace: "sample", labels },
        spec: { ports: [{ port: 80 }] },
    };
}

/** What `pulumi up --refresh` makes as it was, and what it does not know. */
export const LINK_FAULTS: readonly Fault[] = [
    {
        title: "a Link that somebody edited",
        code: "link-differs",
        where: ({ first, second }) => linkName(first, second),
        what: /198\.19\.0\.250/,
        also: UNREACHED,
        inject: (scene) => editLink(scene, scene.first, scene.second, "198.19.0.250"),
    },
    {
        title: "a Link that is gone",
        code: "link-missing",
        where: ({ first, second }) => linkName(second, first),
        what: /is missing/,
        // The service mirror takes its mirrors with it.
        also: [...UNREACHED, "mirror-missing", "mirror-without-link", "split-not-applied"],
        inject: ({ kubectl, first, second }) =>
            kubectl(second, `delete ${LINKS} ${first.name} ${MULTICLUSTER}`),
    },
    {
        title: "the Service for the probes of a gateway is gone",
        code: "probe-service-missing",
        where: ({ first, second }) => linkName(first, second),
        what: /probe-gateway/,
        also: UNREACHED,
        inject: ({ kubectl, first, second }) =>
            kubectl(first, `delete service probe-gateway-${second.name} ${MULTICLUSTER}`),
    },
    {
        title: "two service mirrors of one link",
        code: "service-mirror-duplicate",
        where: ({ first, second }) => linkName(second, first),
        what: /mirror-by-hand/,
        inject: ({ create, first, second }) =>
            create(second, {
                apiVersion: "apps/v1",
                kind: "Deployment",
                metadata: {
                    name: "mirror-by-hand",
                    namespace: NAMESPACE,
                    labels: { "mirror.linkerd.io/cluster-name": first.name },
                },
                spec: {
                    replicas: 0,
                    selector: { matchLabels: { app: "mirror-by-hand" } },
                    template: {
                        metadata: { labels: { app: "mirror-by-hand" } },
                        spec: { containers: [{ name: "mirror", image: "none" }] },
                    },
                },
            }),
    },
    {
        title: "a Link that `linkerd multicluster link` made, and a mirror of its target",
        code: "link-not-configured",
        where: ({ first }) => first.name,
        what: /Link linkerd-multicluster\/old to old/,
        inject: async (scene) => {
            await makeLink(scene, "old", "old");
            await scene.create(scene.first, mirrorOf("old"));
        },
    },
    {
        title: "a Link to a cluster whose name is a command",
        code: "link-not-configured",
        where: ({ first }) => first.name,
        what: /PWNED/,
        inject: (scene) => makeLink(scene, "hostile", HOSTILE_NAME),
        clear: neverRun,
    },
];

/** What only a `pulumi up` that takes fields by force makes as it was. */
export const OWNED_LINK_FAULTS: readonly Fault[] = [
    {
        title: "a service mirror of another version",
        code: "linkerd-version-differs",
        where: ({ first }) => first.name,
        what: /stable-2\.14\.9/,
        also: ["service-mirror-down", "proxy-not-ready", "mirror-missing", ...UNREACHED],
        inject: ({ kubectl, first, second }) =>
            kubectl(
                first,
                `set image deployment/linkerd-service-mirror-${second.name}`,
                "service-mirror=cr.l5d.io/linkerd/controller:stable-2.14.9",
                MULTICLUSTER,
            ),
    },
    {
        title: "a Link that another controller owns a field of",
        code: "link-differs",
        where: ({ first, second }) => linkName(first, second),
        what: /198\.19\.0\.251/,
        also: UNREACHED,
        inject: (scene) =>
            editLink(
                scene,
                scene.first,
                scene.second,
                "198.19.0.251",
                "--field-manager=kustomize-controller",
            ),
    },
];
