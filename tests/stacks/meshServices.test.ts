import assert from "node:assert/strict";
import type { ServiceObjects } from "../../stacks/survey/ownServices";
import { Mesh } from "../../stacks/mesh";
import { cluster, meshConfig, surveyOf } from "../support/fixtures";
import { record } from "../support/record";
import { at } from "../support/recordMesh";

const CART = { namespace: "shop", service: "cart" };
const SEEN = {
    namespaces: [],
    services: [{ metadata: { namespace: "shop", name: "cart" }, spec: { ports: [{ port: 80 }] } }],
} as unknown as ServiceObjects;

function recorded(kind: "TrafficSplit" | "HTTPRoute") {
    return record(() => {
        const weights = [
            { cluster: "west", weight: 0 },
            { cluster: "east", weight: 100 },
        ];
        const config = meshConfig([cluster("east", { exports: [CART] }), cluster("west")], {
            createNamespaces: true,
            splits: [{ kind, cluster: "west", ...CART, weights }],
        });
        const seen = new Map([
            ["east", SEEN],
            ["west", SEEN],
        ]);
        new Mesh("mesh", config, surveyOf(config, undefined, seen));
        return {};
    });
}

function own({ list }: Awaited<ReturnType<typeof recorded>>) {
    return list.filter(([, name]) => name.includes("/"));
}

const EXPORT = "pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:ExportedService";
const NAMESPACE = "kubernetes:core/v1:NamespacePatch";

describe("Mesh with services of the operator's own", () => {
    it("exports, makes the namespace of the mirrors, and splits by TrafficSplit", async () => {
        const recording = await recorded("TrafficSplit");
        assert.deepEqual(own(recording), [
            [EXPORT, "east/shop/cart"],
            [NAMESPACE, "west/shop"],
            ["kubernetes:split.smi-spec.io/v1alpha1:TrafficSplit", "west/shop/cart-split"],
        ]);
        assert.deepEqual(at(recording, "west/shop/cart-split", "spec"), {
            service: "cart",
            backends: [
                { service: "cart", weight: 0 },
                { service: "cart-east", weight: 100 },
            ],
        });
        const { dependsOn } = recording.get("west/shop/cart-split");
        assert.deepEqual([...dependsOn].sort(), ["west-linkerd-release", "west-smi-release"]);
        assert.equal(recording.get("west/shop").options["retainOnDelete"], true);
        assert.deepEqual(at(recording, "west/shop", "metadata"), { name: "shop" });
    });

    it("splits by an HTTPRoute for each port, and ends the TrafficSplit of before", async () => {
        const recording = await recorded("HTTPRoute");
        assert.deepEqual(own(recording).slice(2), [
            ["kubernetes:policy.linkerd.io/v1beta3:HTTPRoute", "west/shop/cart-route-80"],
            [
                "pulumi-nodejs:dynamic/linkerd-multicluster:sample:FormerSplit",
                "west/shop/cart-former-split",
            ],
        ]);
        assert.deepEqual(at(recording, "west/shop/cart-route-80", "metadata"), {
            name: "cart-80",
            namespace: "shop",
        });
        assert.equal(
            at(recording, "west/shop/cart-former-split", "profile"),
            "cart.shop.svc.cluster.local",
        );
    });
});
