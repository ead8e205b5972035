import assert from "node:assert/strict";
import { mirroredServices } from "../../../../operations/layers/mirroredServices/mirroredServices";
import type { ExportConfig } from "../../../../stacks/configuration/types/meshConfig";
import { examined } from "../../support/examined";
import { namespace, service } from "../../support/kubernetesObjects";
import { LinkedMesh } from "../../support/linkedMesh";

const CART = { namespace: "shop", service: "cart" };

/** Code, place and remedy of what is told where cluster1 exports this, and cluster2 splits it. */
function told(exported: readonly ExportConfig[], mesh: LinkedMesh, splits = false) {
    const { config } = mesh;
    const weights = [
        { cluster: "cluster2", weight: 0 },
        { cluster: "cluster1", weight: 1 },
    ];
    mesh.config = {
        ...config,
        clusters: config.clusters.map((cluster) =>
            cluster.name === "cluster1" ? { ...cluster, exports: exported } : cluster,
        ),
        splits: splits ? [{ kind: "TrafficSplit", cluster: "cluster2", ...CART, weights }] : [],
    };
    return examined(mirroredServices, mesh.view()).findings.map(
        ({ code, where, remedy }) => `${code} ${where}: ${remedy}`,
    );
}

/** Both clusters have Service shop/cart. */
function withCart(labels: Record<string, string> = {}): LinkedMesh {
    const mesh = new LinkedMesh();
    mesh.kubernetes("cluster1").services.push(service("shop", "cart", labels));
    const second = mesh.kubernetes("cluster2");
    second.services.push(service("shop", "cart", {}));
    second.namespaces.push(namespace("shop"));
    return mesh;
}

describe("what the configuration says of exports and splits", () => {
    it("is not there where somebody took the label", () => {
        assert.deepEqual(told([CART], withCart()), [
            "export-label-missing cluster1: pulumi up --refresh",
        ]);
    });

    it("is told of a split that is not there", () => {
        const exported = withCart();
        assert.deepEqual(told([CART], exported, true), [
            "split-missing cluster2: pulumi up --refresh",
            "export-label-missing cluster1: pulumi up --refresh",
        ]);
    });

    it("is what `up` would refuse, before the first one too, with the keys that mend it", () => {
        const mesh = new LinkedMesh();
        mesh.pre = true;
        assert.deepEqual(told([CART, { namespace: "shop", selector: { app: "cart" } }], mesh), [
            "mirror-namespace-missing cluster2-to-cluster1: pulumi config set createNamespaces true\npulumi up",
            "export-service-missing cluster1: pulumi config rm --path 'clusters[0].exports[0]'\npulumi up",
            "export-selects-nothing cluster1: pulumi config rm --path 'clusters[0].exports[1]'\npulumi up",
        ]);
    });

    it("stands against a label of somebody else", () => {
        const mesh = withCart({ "mirror.linkerd.io/exported": "false" });
        assert.deepEqual(told([CART], mesh), [
            "export-label-foreign cluster1: kubectl --context cluster1 --namespace shop label service cart mirror.linkerd.io/exported-",
        ]);
    });
});
