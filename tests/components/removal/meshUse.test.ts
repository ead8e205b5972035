import { V1ObjectMeta, V1OwnerReference, V1Pod, V1Service } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { meshUse, namedUse } from "../../../components/removal/meshUse";
import { make } from "../../operations/support/kubernetesObjects";

const metadata = (namespace: string, name: string) => make(V1ObjectMeta, { namespace, name });
const serviceAt = (namespace: string, name: string) =>
    make(V1Service, { metadata: metadata(namespace, name) });
const podAt = (namespace: string, name: string) =>
    make(V1Pod, { metadata: metadata(namespace, name) });

function podOf(namespace: string, deployment: string, hash: string) {
    const owner = make(V1OwnerReference, { kind: "ReplicaSet", name: `${deployment}-${hash}` });
    return make(V1Pod, {
        metadata: make(V1ObjectMeta, {
            namespace,
            name: `${deployment}-${hash}-x`,
            labels: { "pod-template-hash": hash },
            ownerReferences: [owner],
        }),
    });
}

describe("meshUse", () => {
    it("names Services and workloads once, sorted, each by its namespace", () => {
        assert.deepEqual(
            meshUse(
                [serviceAt("shop", "ledger"), serviceAt("bank", "ledger")],
                [podOf("shop", "web", "1"), podOf("shop", "web", "2"), podAt("shop", "till")],
            ),
            {
                services: ["bank/ledger", "shop/ledger"],
                workloads: ["Deployment shop/web", "Pod shop/till"],
            },
        );
    });

    for (const [namespace, name, isOperators] of [
        ["linkerd", "linkerd-dst", false],
        ["linkerd-multicluster", "linkerd-gateway", false],
        ["linkerd-smi", "smi-adaptor", false],
        ["linkerd-viz", "web", true],
        ["sample", "helloworld", false],
        ["sample", "helloworld-cluster1", false],
        ["sample", "sleep", false],
        ["sample", "sleepless", true],
        ["shop", "helloworld", true],
    ] as const) {
        it(`takes ${namespace}/${name} for ${isOperators ? "the operator's" : "the program's"}`, () => {
            assert.deepEqual(meshUse([serviceAt(namespace, name)], []), {
                services: isOperators ? [`${namespace}/${name}`] : [],
                workloads: [],
            });
        });
    }

    it("names ten, and says how many more there are", () => {
        const names = Array.from({ length: 12 }, (_, index) => `a/${index}`);
        assert.equal(namedUse(names.slice(0, 10)), names.slice(0, 10).join(", "));
        assert.equal(namedUse(names), `${names.slice(0, 10).join(", ")} and 2 more`);
    });
});
