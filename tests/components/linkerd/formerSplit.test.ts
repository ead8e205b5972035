import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { FormerSplit } from "../../../components/linkerd/formerSplit";
import { ApiServerStandin, type StandinObject } from "../../support/apiServerStandin";
import { once, record } from "../../support/record";
import { loadProvider } from "../../support/serializedProvider";
import { secret } from "../../support/values";

const recorded = once(() =>
    record(() => {
        new FormerSplit("former", {
            kubeconfig: pulumi.output("contents"),
            clusterDomain: "cluster.local",
            namespace: "sample",
            service: "helloworld",
        });
    }),
);

interface State {
    readonly kubeconfig: string;
    readonly namespace: string;
    readonly split: string;
    readonly profile: string;
}

async function provider() {
    const { inputs } = (await recorded()).get("former");
    return loadProvider<State, State>(String(inputs["__provider"]));
}

const PROFILE = "helloworld.sample.svc.cluster.local";

function state(kubeconfig: string): State {
    return { kubeconfig, namespace: "sample", split: "helloworld", profile: PROFILE };
}

function split(manager: string, name = "helloworld"): StandinObject {
    const metadata = { managedFields: [{ manager }] };
    return { kind: "TrafficSplit", namespace: "sample", name, metadata };
}

const SPLIT = split("pulumi-kubernetes-1a2b3c4d");

function profile(name: string, spec: Record<string, unknown>): StandinObject {
    return { kind: "ServiceProfile", namespace: "sample", name, spec };
}

const WEIGHTS = { dstOverrides: [{ authority: `${PROFILE}.:5000`, weight: "500m" }] };
const OTHERS: readonly StandinObject[] = [
    split("pulumi-kubernetes-5e6f7a8b", "of-another-service"),
    profile("cart.sample.svc.cluster.local", WEIGHTS),
];
const SPLITS = "/apis/split.smi-spec.io/v1alpha1/namespaces/sample/trafficsplits/helloworld";
const PROFILES = `/apis/linkerd.io/v1alpha2/namespaces/sample/serviceprofiles/${PROFILE}`;

describe("FormerSplit", () => {
    let server: ApiServerStandin;

    async function takeOver(...objects: readonly StandinObject[]) {
        server = new ApiServerStandin(objects);
        await server.start();
        return (await provider()).create(state(server.kubeconfig()));
    }

    afterEach(async () => {
        await server.stop();
    });

    it("keeps the kubeconfig secret, also when it is handed over in the clear", async () => {
        const { inputs, options } = (await recorded()).get("former");
        assert.deepEqual(inputs, {
            __provider: inputs["__provider"],
            ...state("contents"),
            kubeconfig: secret("contents"),
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["kubeconfig"] });
        await takeOver();
    });

    it("deletes the split and takes its weights out of the profile, and touches nothing else", async () => {
        const routes = { routes: [{ name: "GET /hello" }] };
        const made = await takeOver(SPLIT, profile(PROFILE, { ...WEIGHTS, ...routes }), ...OTHERS);
        assert.equal(made.id, `sample/${PROFILE}`);
        assert.deepEqual(server.objects, [profile(PROFILE, routes), ...OTHERS]);
        assert.deepEqual(server.requests, [
            `GET ${SPLITS}`,
            `GET ${PROFILES}`,
            `PATCH ${PROFILES}`,
            `DELETE ${SPLITS}`,
            `GET ${PROFILES}`,
        ]);
    });

    it("writes nothing where there never was a split", async () => {
        await takeOver(profile(PROFILE, WEIGHTS));
        assert.deepEqual(server.objects, [profile(PROFILE, WEIGHTS)]);
        assert.deepEqual(server.requests, [`GET ${SPLITS}`]);
    });

    for (const manager of ["flagger", "kubectl-client-side-apply"]) {
        it(`leaves a split that ${manager} made, and its weights`, async () => {
            const objects = [split(manager), profile(PROFILE, WEIGHTS)];
            await takeOver(...objects);
            assert.deepEqual(server.objects, objects);
            assert.deepEqual(server.requests, [`GET ${SPLITS}`]);
        });
    }

    it("takes weights that the adaptor writes before it sees that the split is gone", async () => {
        server = new ApiServerStandin([SPLIT, profile(PROFILE, {})]);
        server.interfere = () => {
            server.objects = [SPLIT, profile(PROFILE, WEIGHTS)];
        };
        await server.start();
        await (await provider()).create(state(server.kubeconfig()));
        assert.deepEqual(server.objects, [profile(PROFILE, {})]);
    });

    it("fails when it may not write the profile, and the next update ends what it began", async () => {
        server = new ApiServerStandin([SPLIT, profile(PROFILE, WEIGHTS)]);
        server.forbidden.add(PROFILES);
        await server.start();
        const { create } = await provider();
        await assert.rejects(create(state(server.kubeconfig())), {
            message: "the API server answers 403",
            stack: "",
        });
        server.forbidden.clear();
        await create(state(server.kubeconfig()));
        assert.deepEqual(server.objects, [profile(PROFILE, {})]);
    });

    it("does what it does once: nothing changes it afterwards", async () => {
        const { diff } = await provider();
        assert.deepEqual(await diff?.("id", state("contents"), state("new")), { changes: false });
        await takeOver();
    });
});
