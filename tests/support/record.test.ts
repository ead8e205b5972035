import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { record } from "./record";
import { publicStrings, redact, secret, UNKNOWN } from "./values";

// What the other tests rely on: a harness that looks away would make all of them green.

const ECDSA = { algorithm: "ECDSA" };

class Group extends pulumi.ComponentResource {
    constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
        super("test:index:Group", name, {}, opts);
        this.registerOutputs({ word: pulumi.secret("hidden") });
    }
}

function provider(name: string) {
    return new k8s.Provider(name, { kubeconfig: pulumi.secret("contents") });
}

describe("record", () => {
    it("tells parent, provider and URN, also when a component hands them on", async () => {
        const { get } = await record(() => {
            const kubernetes = provider("east");
            const outer = new Group("outer", { providers: { kubernetes } });
            const inner = new Group("inner", { parent: outer });
            new k8s.core.v1.Namespace("own", {}, { parent: inner });
            new k8s.core.v1.Namespace("other", {}, { parent: inner, provider: provider("west") });
        });
        const { parent, provider: own, urn } = get("own");
        assert.deepEqual([parent, own], ["inner", "east"]);
        assert.equal(
            urn,
            "urn:pulumi:test::linkerd-multicluster::test:index:Group$test:index:Group$kubernetes:core/v1:Namespace::own",
        );
        assert.equal(get("other").provider, "west");
        assert.equal(get("inner").parent, "outer");
        assert.equal(get("outer").parent, undefined);
        assert.deepEqual(get("outer").outputs, { word: secret("hidden") });
    });

    it("tells a default provider from an explicit one", async () => {
        const { get } = await record(() => {
            new k8s.core.v1.Namespace("lost", {});
        });
        assert.equal(get("lost").provider, undefined);
    });

    it("tells what was written as dependsOn from what the engine waits for", async () => {
        const { get } = await record(() => {
            const group = new Group("group");
            const key = new tls.PrivateKey("key", ECDSA, { parent: group });
            new tls.PrivateKey("after", ECDSA, { dependsOn: group });
            new tls.CertRequest("request", { privateKeyPem: key.privateKeyPem });
        });
        assert.deepEqual(get("after").dependsOn, ["group"]);
        assert.deepEqual(get("after").dependencies, ["key"]);
        assert.deepEqual(get("request").dependsOn, []);
        assert.deepEqual(get("request").dependencies, ["key"]);
    });

    it("keeps secrets apart: in inputs, inside of maps and lists, and in outputs", async () => {
        const { get, outputs } = await record(() => {
            const labels = { open: "open", closed: pulumi.secret("hidden") };
            new k8s.core.v1.Namespace("namespace", { metadata: { labels } });
            const { privateKeyPem, publicKeyPem } = new tls.PrivateKey("key", ECDSA);
            return { privateKeyPem, publicKeyPem, list: [pulumi.secret("hidden"), "open"] };
        });
        assert.deepEqual(get("namespace").inputs["metadata"], {
            labels: { open: "open", closed: secret("hidden") },
        });
        assert.deepEqual(redact(outputs), {
            privateKeyPem: "[secret]",
            publicKeyPem: "-----BEGIN PUBLIC KEY-----\nkey\n-----END PUBLIC KEY-----\n\n",
            list: ["[secret]", "open"],
        });
        assert.deepEqual(publicStrings(outputs["list"]), ["open"]);
    });

    it("knows in a first preview only what the program wrote", async () => {
        const program = () => {
            const { algorithm, privateKeyPem, id } = new tls.PrivateKey("key", ECDSA);
            return { algorithm, privateKeyPem, id };
        };
        const preview = await record(program, { mode: "preview" });
        assert.deepEqual(preview.outputs, {
            algorithm: "ECDSA",
            privateKeyPem: UNKNOWN,
            id: UNKNOWN,
        });
        const repreview = await record(program, { mode: "repreview" });
        assert.ok(!Object.values(repreview.outputs).includes(UNKNOWN));
    });

    it("says in both previews, and only there, that nothing is made", async () => {
        const program = () => ({ planning: pulumi.runtime.isDryRun() });
        for (const mode of ["up", "preview", "repreview"] as const) {
            const { outputs } = await record(program, { mode });
            assert.deepEqual(outputs, { planning: mode !== "up" });
        }
    });

    const failures: readonly (readonly [what: string, program: () => unknown, error: RegExp])[] = [
        [
            "a type that it has no outputs for",
            () => new k8s.core.v1.ConfigMap("map", {}),
            /unknown type kubernetes:core\/v1:ConfigMap \(map\)$/,
        ],
        [
            "a function of a provider",
            () => tls.getPublicKey({ privateKeyPem: "x" }),
            /knows no function tls:index\/getPublicKey:getPublicKey$/,
        ],
        [
            "two resources with one URN",
            () => [new tls.PrivateKey("key", ECDSA), new tls.PrivateKey("key", ECDSA)],
            /Duplicate resource URN '.*::key'; try giving it a unique name$/,
        ],
        [
            "an error inside an apply that nobody waits for",
            () => {
                new tls.PrivateKey("key", ECDSA).id.apply(() => {
                    throw new Error("nobody hears me");
                });
            },
            /^nobody hears me$/,
        ],
        [
            "an error inside an apply that an input comes from",
            () => {
                const { privateKeyPem } = new tls.PrivateKey("key", ECDSA);
                const bad = privateKeyPem.apply((): string => {
                    throw new Error("bad input");
                });
                new tls.CertRequest("request", { privateKeyPem: bad });
            },
            /bad input$/,
        ],
        [
            "an error of the program itself",
            () => Promise.reject(new Error("no configuration")),
            /^no configuration$/,
        ],
    ];
    for (const [what, program, message] of failures) {
        it(`fails on ${what}`, async () => {
            await assert.rejects(record(program), { message });
        });
    }

    it("leaves nothing behind for the next run", async () => {
        const { list } = await record(() => {
            new tls.PrivateKey("key", ECDSA);
        });
        assert.deepEqual(list, [["tls:index/privateKey:PrivateKey", "key"]]);
        assert.ok(Error.stackTraceLimit > 0);
    });
});
