import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import * as pulumi from "@pulumi/pulumi";
import { ExportedService } from "../../../components/linkerd/exportedService";
import { close, listen } from "../../support/loopback";
import { once, record } from "../../support/record";
import { loadProvider } from "../../support/serializedProvider";
import { standinKubeconfig } from "../../support/standinKubeconfig";
import { secret } from "../../support/values";

const recorded = once(() =>
    record(() => {
        new ExportedService("cart", {
            kubeconfig: pulumi.output("contents"),
            namespace: "shop",
            service: "cart",
        });
    }),
);

interface State {
    readonly kubeconfig: string;
    readonly namespace: string;
    readonly service: string;
    readonly label: string;
    readonly manager: string;
}

async function provider() {
    const { inputs } = (await recorded()).get("cart");
    return loadProvider<State, State>(String(inputs["__provider"]));
}

function state(kubeconfig: string): State {
    return {
        kubeconfig,
        namespace: "shop",
        service: "cart",
        label: "mirror.linkerd.io/exported",
        manager: "linkerd-multicluster-export",
    };
}

const PATH = "/api/v1/namespaces/shop/services/cart";
const APPLIED = `PATCH ${PATH}?fieldManager=linkerd-multicluster-export application/apply-patch+yaml`;

function applied(labels: object) {
    const metadata = { namespace: "shop", name: "cart", labels };
    return { apiVersion: "v1", kind: "Service", metadata };
}

describe("ExportedService", () => {
    /** Labels of the Service; undefined where there is none. */
    let labels: Readonly<Record<string, string>> | undefined;
    let requests: string[];
    let bodies: unknown[];
    const standin = createServer((request, response) => {
        void answer(request).then((code) => {
            response.writeHead(code, { "content-type": "application/json" });
            const found = { apiVersion: "v1", kind: "Service", metadata: { name: "cart", labels } };
            response.end(JSON.stringify(code === 200 ? found : { kind: "Status", code }));
        });
    });

    async function answer(request: IncomingMessage): Promise<number> {
        const { method = "", url = "", headers } = request;
        if (method === "PATCH") {
            requests.push(`${method} ${url} ${headers["content-type"] ?? ""}`);
            bodies.push(JSON.parse(await text(request)));
            // What the real one makes of a Service without ports.
            return labels === undefined ? 422 : 200;
        }
        requests.push(`${method} ${url}`);
        return labels === undefined ? 404 : 200;
    }

    beforeEach(async () => {
        [labels, requests, bodies] = [{ app: "cart" }, [], []];
        await listen(standin);
    });

    afterEach(async () => {
        await close(standin);
    });

    it("keeps the kubeconfig secret", async () => {
        const { inputs, options } = (await recorded()).get("cart");
        assert.deepEqual(inputs, {
            __provider: inputs["__provider"],
            ...state("contents"),
            kubeconfig: secret("contents"),
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["kubeconfig"] });
    });

    it("applies the label alone, under a name of its own", async () => {
        const made = await (await provider()).create(state(standinKubeconfig(standin)));
        assert.equal(made.id, "shop/cart");
        assert.deepEqual(requests, [APPLIED]);
        assert.deepEqual(bodies, [applied({ "mirror.linkerd.io/exported": "true" })]);
    });

    it("fails where there is no such Service", async () => {
        labels = undefined;
        const { create } = await provider();
        await assert.rejects(create(state(standinKubeconfig(standin))), {
            message: "the API server answers 422",
        });
    });

    it("takes the label back", async () => {
        await (await provider()).delete?.("shop/cart", state(standinKubeconfig(standin)));
        assert.deepEqual(requests, [`GET ${PATH}`, APPLIED]);
        assert.deepEqual(bodies, [applied({})]);
    });

    it("makes no Service where it is gone already", async () => {
        labels = undefined;
        await (await provider()).delete?.("shop/cart", state(standinKubeconfig(standin)));
        assert.deepEqual(requests, [`GET ${PATH}`]);
    });

    it("is made again after a refresh that finds no label", async () => {
        const { read } = await provider();
        const own = state(standinKubeconfig(standin));
        assert.deepEqual(await read?.("shop/cart", own), {});
        labels = { "mirror.linkerd.io/exported": "true" };
        assert.deepEqual(await read?.("shop/cart", own), { id: "shop/cart", props: own });
    });

    it("is replaced where it moves, and only written where the kubeconfig changes", async () => {
        const { diff } = await provider();
        const own = state("one");
        assert.deepEqual(await diff?.("id", own, own), { changes: false, replaces: [] });
        assert.deepEqual(await diff?.("id", own, state("two")), { changes: true, replaces: [] });
        assert.deepEqual(await diff?.("id", own, { ...own, service: "till" }), {
            changes: true,
            replaces: ["service"],
        });
    });
});
