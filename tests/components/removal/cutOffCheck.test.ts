import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CutOffCheck } from "../../../components/removal/cutOffCheck";
import { ApiServerStandin, type StandinObject } from "../../support/apiServerStandin";
import { once, record } from "../../support/record";
import { loadProvider } from "../../support/serializedProvider";
import { secret } from "../../support/values";

const recorded = once(() =>
    record(() => {
        const kubeconfigs = { west: pulumi.output("contents") };
        new CutOffCheck("check", { kubeconfigs, accepted: false });
    }),
);

interface State {
    readonly kubeconfigs: Readonly<Record<string, string>>;
    readonly accepted: boolean;
    readonly __provider?: string;
}

async function provider() {
    const { inputs } = (await recorded()).get("check");
    return loadProvider<State, State>(String(inputs["__provider"]));
}

const EXPORTED = { "mirror.linkerd.io/exported": "true" };
const MESHED = { "linkerd.io/control-plane-ns": "linkerd" };
/** What the program makes: its sample, and pods of Linkerd. */
const PROGRAMS_OWN: readonly StandinObject[] = [
    { kind: "Service", namespace: "sample", name: "helloworld", labels: EXPORTED },
    { kind: "Pod", namespace: "sample", name: "sleep", labels: MESHED },
    { kind: "Pod", namespace: "linkerd", name: "linkerd-identity-1", labels: MESHED },
    { kind: "Pod", namespace: "linkerd-multicluster", name: "linkerd-gateway-1", labels: MESHED },
    { kind: "Pod", namespace: "linkerd-smi", name: "smi-adaptor-1", labels: MESHED },
    // Neither in the mesh nor exported.
    { kind: "Pod", namespace: "shop", name: "till" },
    { kind: "Service", namespace: "shop", name: "till" },
];
const OPERATORS: readonly StandinObject[] = [
    { kind: "Service", namespace: "shop", name: "cart", labels: EXPORTED },
    { kind: "Pod", namespace: "shop", name: "web", labels: MESHED },
];
const BEGIN =
    "The mesh is in use, and this would cut off what is not the program's own. Nothing was deleted.";
const ACCEPT = "`pulumi config set acceptCutOff true`, then `pulumi up`";

describe("CutOffCheck", () => {
    const servers: ApiServerStandin[] = [];

    async function serve(...objects: readonly StandinObject[]): Promise<ApiServerStandin> {
        const server = new ApiServerStandin(objects);
        await server.start();
        servers.push(server);
        return server;
    }

    afterEach(async () => {
        await Promise.all(servers.splice(0).map((server) => server.stop()));
    });

    const remove = async (kubeconfigs: State["kubeconfigs"], accepted = false) =>
        (await provider()).delete?.("mesh", { kubeconfigs, accepted });

    it("keeps the kubeconfigs secret", async () => {
        const { type, inputs, options } = (await recorded()).get("check");
        assert.equal(type, "pulumi-nodejs:dynamic/linkerd-multicluster:removal:CutOffCheck");
        assert.deepEqual(inputs, {
            __provider: inputs["__provider"],
            kubeconfigs: secret({ west: "contents" }),
            accepted: false,
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["kubeconfigs"] });
    });

    it("lets a mesh go that only the program's own uses", async () => {
        const server = await serve(...PROGRAMS_OWN);
        await remove({ west: server.kubeconfig() });
        assert.deepEqual([...server.requests].sort(), ["GET /api/v1/pods", "GET /api/v1/services"]);
    });

    it("refuses with what would be cut off in each cluster, without a stack trace", async () => {
        const [west, east] = [await serve(...PROGRAMS_OWN, ...OPERATORS), await serve()];
        const silent = await serve();
        silent.forbidden.add("/api/v1/pods");
        await assert.rejects(
            remove({
                west: west.kubeconfig(),
                east: east.kubeconfig(),
                north: silent.kubeconfig(),
            }),
            {
                message: [
                    BEGIN,
                    "  - west: exported Services shop/cart; meshed workloads Pod shop/web",
                    "  - north: it does not tell what uses the mesh: the API server answers 403; where it is gone for good, run `npm run forget -- north`",
                    `Take it out of the mesh first, or accept the cut: ${ACCEPT}, then \`pulumi destroy\`.`,
                ].join("\n"),
                stack: "",
            },
        );
    });

    it("asks nothing where the cut is accepted", async () => {
        const server = await serve(...OPERATORS);
        await remove({ west: server.kubeconfig() }, true);
        assert.deepEqual(server.requests, []);
    });

    describe("diff", () => {
        const diff = async (before: State, after: State) =>
            (await provider()).diff?.("mesh", before, after);

        it("asks no cluster that stays, and sees what changes", async () => {
            const state = { kubeconfigs: { west: "a", east: "b" }, accepted: false };
            for (const [after, changes] of [
                [{ kubeconfigs: { east: "b", west: "a" }, accepted: false }, false],
                [{ ...state, accepted: true }, true],
                [{ ...state, kubeconfigs: { west: "a", east: "c" } }, true],
                [{ ...state, kubeconfigs: { ...state.kubeconfigs, north: "c" } }, true],
                [{ ...state, __provider: "new" }, true],
            ] as const) {
                assert.deepEqual(await diff(state, after), { changes });
            }
        });

        it("refuses to remove a cluster that is in use, and does it where that is accepted", async () => {
            const server = await serve(...OPERATORS);
            const before = {
                kubeconfigs: { west: server.kubeconfig(), east: "b" },
                accepted: false,
            };
            const after = { kubeconfigs: { east: "b" }, accepted: false };
            await assert.rejects(diff(before, after), {
                message: [
                    BEGIN,
                    "  - west: exported Services shop/cart; meshed workloads Pod shop/web",
                    `Take it out of the mesh first, or accept the cut: ${ACCEPT}.`,
                ].join("\n"),
            });
            assert.deepEqual(await diff(before, { ...after, accepted: true }), { changes: true });
        });
    });

    it("create touches no cluster, and update remembers what is new", async () => {
        const state = { kubeconfigs: { west: "a" }, accepted: true };
        const { create, update } = await provider();
        assert.deepEqual(await create(state), { id: "mesh", outs: state });
        assert.deepEqual(await update?.("mesh", { ...state, accepted: false }, state), {
            outs: state,
        });
    });
});
