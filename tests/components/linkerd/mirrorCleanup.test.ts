import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { MirrorCleanup } from "../../../components/linkerd/mirrorCleanup";
import { ApiServerStandin, type StandinObject } from "../../support/apiServerStandin";
import { once, record } from "../../support/record";
import { loadProvider } from "../../support/serializedProvider";
import { secret } from "../../support/values";

const recorded = once(() =>
    record(() => {
        new MirrorCleanup("cleanup", { kubeconfig: pulumi.output("contents"), target: "west" });
    }),
);

interface State {
    readonly kubeconfig: string;
    readonly target: string;
    readonly namespace: string;
    readonly lease: string;
}

async function provider() {
    const { inputs } = (await recorded()).get("cleanup");
    return loadProvider<State, State>(String(inputs["__provider"]));
}

function state(kubeconfig: string, target = "west"): State {
    return {
        kubeconfig,
        target,
        namespace: "linkerd-multicluster",
        lease: `service-mirror-write-${target}`,
    };
}

function mirror(target: string, namespace: string, name: string): StandinObject[] {
    const labels = {
        "mirror.linkerd.io/mirrored-service": "true",
        "mirror.linkerd.io/cluster-name": target,
    };
    return [
        { kind: "Service", namespace, name: `${name}-${target}`, labels },
        { kind: "Endpoints", namespace, name: `${name}-${target}`, labels },
    ];
}

const OTHERS: readonly StandinObject[] = [
    // Mirrors of another cluster, whose name begins with this one's.
    ...mirror("west-2", "shop", "cart"),
    // A Service of the user's own, with the same name in another namespace.
    { kind: "Service", namespace: "default", name: "cart-west" },
    { kind: "Endpoints", namespace: "default", name: "cart-west" },
    // The gateway's probe: Pulumi's own resource.
    {
        kind: "Service",
        namespace: "linkerd-multicluster",
        name: "probe-gateway-west",
        labels: {
            "mirror.linkerd.io/mirrored-gateway": "true",
            "mirror.linkerd.io/cluster-name": "west",
        },
    },
    { kind: "Lease", namespace: "linkerd-multicluster", name: "service-mirror-write-west-2" },
];
const LEASE: StandinObject = {
    kind: "Lease",
    namespace: "linkerd-multicluster",
    name: "service-mirror-write-west",
};

describe("MirrorCleanup", () => {
    it("keeps the kubeconfig secret, also when it is handed over in the clear", async () => {
        const { type, inputs, options } = (await recorded()).get("cleanup");
        assert.equal(type, "pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup");
        assert.deepEqual(inputs, {
            __provider: inputs["__provider"],
            ...state("contents"),
            kubeconfig: secret("contents"),
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["kubeconfig"] });
    });

    describe("delete", () => {
        let server: ApiServerStandin;

        async function serve(...objects: StandinObject[]) {
            server = new ApiServerStandin(objects);
            await server.start();
        }

        async function remove(target?: string) {
            await (await provider()).delete?.("id", state(server.kubeconfig(), target));
        }

        afterEach(async () => {
            await server.stop();
        });

        it("removes the mirrors of its target in all namespaces, and the lease", async () => {
            await serve(
                ...mirror("west", "shop", "cart"),
                ...mirror("west", "bank", "ledger"),
                LEASE,
                ...OTHERS,
            );
            await remove();
            assert.deepEqual(server.left(), new ApiServerStandin(OTHERS).left());
        });

        it("asks for nothing but that", async () => {
            await serve(...mirror("west", "shop", "cart"), LEASE);
            await remove();
            assert.deepEqual(server.requests, [
                "GET /api/v1/services",
                "DELETE /api/v1/namespaces/shop/services/cart-west",
                "DELETE /api/v1/namespaces/shop/endpoints/cart-west",
                "DELETE /apis/coordination.k8s.io/v1/namespaces/linkerd-multicluster/leases/service-mirror-write-west",
            ]);
        });

        it("does not mind Endpoints and lease that are gone already", async () => {
            const [service] = mirror("west", "shop", "cart");
            assert.ok(service);
            await serve(service);
            await remove();
            assert.deepEqual(server.left(), []);
        });

        it("does nothing where no mirror ever ran", async () => {
            await serve(...OTHERS);
            await remove();
            assert.deepEqual(server.left(), new ApiServerStandin(OTHERS).left());
        });

        for (const path of [
            "/api/v1/services",
            "/api/v1/namespaces/shop/services/cart-west",
            "/api/v1/namespaces/shop/endpoints/cart-west",
            "/apis/coordination.k8s.io/v1/namespaces/linkerd-multicluster/leases/service-mirror-write-west",
        ]) {
            it(`fails when it may not use ${path}`, async () => {
                await serve(...mirror("west", "shop", "cart"), LEASE);
                server.forbidden.add(path);
                await assert.rejects(remove(), {
                    message: "the API server answers 403",
                    stack: "",
                });
            });
        }

        it("gives up a request that gets no answer: after half a minute, here after less", async () => {
            await serve(LEASE);
            server.silent.add("/api/v1/services");
            const timeout = AbortSignal.timeout.bind(AbortSignal);
            const asked: number[] = [];
            AbortSignal.timeout = (milliseconds) => {
                asked.push(milliseconds);
                return timeout(100);
            };
            try {
                await assert.rejects(remove(), {
                    message: "the API server does not answer in time",
                });
            } finally {
                AbortSignal.timeout = timeout;
            }
            assert.deepEqual(asked, [30_000]);
        });

        it("fails when the API server does not know the credentials", async () => {
            await serve(LEASE);
            const stale = server.kubeconfig().replace("token of the operator", "old");
            await assert.rejects(async () => (await provider()).delete?.("id", state(stale)), {
                message: "the API server answers 401",
            });
        });
    });

    describe("the other operations", () => {
        it("create touches no cluster: it only remembers", async () => {
            const made = await (await provider()).create(state("contents"));
            assert.deepEqual(made, { id: "linkerd-multicluster/west", outs: state("contents") });
        });

        it("see no difference in the same state", async () => {
            assert.deepEqual(
                await (await provider()).diff?.("id", state("contents"), state("contents")),
                { changes: false, replaces: [] },
            );
        });

        it("take a new kubeconfig without a replacement, which would remove live mirrors", async () => {
            const [before, after] = [state("contents"), state("new")];
            const { diff, update } = await provider();
            assert.deepEqual(await diff?.("id", before, after), { changes: true, replaces: [] });
            assert.deepEqual(await update?.("id", before, after), { outs: after });
        });

        it("replace for another target", async () => {
            const [before, after] = [state("contents"), state("contents", "west-2")];
            assert.deepEqual(await (await provider()).diff?.("id", before, after), {
                changes: true,
                replaces: ["target"],
            });
        });
    });
});
