import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ExportedService } from "../../components/linkerd/exportedService";
import { FormerSplit } from "../../components/linkerd/formerSplit";
import { MirrorCleanup } from "../../components/linkerd/mirrorCleanup";
import { AddressPair } from "../../components/openstack/addressPair";
import { GatewayRules } from "../../components/openstack/gatewayRules";
import { CutOffCheck } from "../../components/removal/cutOffCheck";
import { withPlainErrors } from "../../components/plainErrors";
import { once, record } from "../support/record";
import { loadProvider } from "../support/serializedProvider";

const recorded = once(() =>
    record(() => {
        const kubeconfig = pulumi.output("contents");
        const cloud = { authUrl: "https://cloud.example", password: pulumi.secret("pass") };
        const service = { namespace: "shop", service: "cart" };
        new ExportedService("ExportedService", { kubeconfig, ...service });
        new FormerSplit("FormerSplit", { kubeconfig, clusterDomain: "cluster.local", ...service });
        new MirrorCleanup("MirrorCleanup", { kubeconfig, target: "west" });
        new AddressPair("AddressPair", { portId: "port", address: "192.0.2.1", cloud });
        new GatewayRules("GatewayRules", {
            ...{ securityGroupId: "group", description: "text: dev/west", allow: {}, cloud },
            foundMissing: false,
        });
        new CutOffCheck("CutOffCheck", { kubeconfigs: { west: kubeconfig }, accepted: false });
    }),
);

/** What a rejected promise is rejected with, in full. */
async function thrown(work: () => Promise<unknown> | undefined): Promise<unknown> {
    try {
        await work();
    } catch (error) {
        const { message, stack } = error as Error;
        return { message, stack };
    }
    return "nothing was thrown";
}

describe("A dynamic resource that fails", () => {
    const failing = (error: unknown) =>
        withPlainErrors({ create: () => Promise.reject(error as Error) });
    for (const [title, error, message] of [
        ["says its own words", new Error("port 1: answered 409"), "port 1: answered 409"],
        [
            "keeps the lines of a refusal, and none of what a terminal would obey",
            new Error("in use:\n  - west\u001b[2J\u0007"),
            "in use:\n  - west",
        ],
        [
            "says what an API server says, without its headers",
            Object.assign(new Error("HTTP-Code: 403\nMessage: \nBody: …\nHeaders: …"), {
                code: 403,
                body: '{"message":"services is forbidden"}',
            }),
            "the API server answers 403: services is forbidden",
        ],
        [
            "says the status alone where something else answers with a page",
            Object.assign(new Error("HTTP-Code: 502\nBody: …"), { code: 502, body: "<html>" }),
            "the API server answers 502",
        ],
        [
            "says that an API server keeps silent",
            Object.assign(new Error("The operation was aborted."), { name: "AbortError" }),
            "the API server does not answer in time",
        ],
        [
            "keeps the words of a connection that is refused",
            Object.assign(new Error("reason: connect ECONNREFUSED"), { code: "ECONNREFUSED" }),
            "reason: connect ECONNREFUSED",
        ],
    ] as const) {
        it(title, async () => {
            const provider = failing(error);
            assert.deepEqual(await thrown(() => provider.create({})), { message, stack: "" });
        });
    }

    // States of operators name these files: one that moves leaves one behind.
    for (const [name, file] of [
        ["ExportedService", "linkerd/exportedService"],
        ["FormerSplit", "linkerd/formerSplit"],
        ["MirrorCleanup", "linkerd/mirrorCleanup"],
        ["AddressPair", "openstack/addressPair"],
        ["GatewayRules", "openstack/gatewayRules"],
        ["CutOffCheck", "removal/cutOffCheck"],
    ] as const) {
        it(`has no stack where it is ${name}, which the state finds in ${file}`, async () => {
            const { inputs } = (await recorded()).get(name);
            assert.equal(
                inputs["__provider"],
                `exports.handler = () => { require("./typescript.cjs"); return require("./components/${file}").provider; };`,
            );
            const provider = loadProvider<unknown, unknown>(inputs["__provider"]);
            // Of no use to any of them.
            const state = { kubeconfig: "{", kubeconfigs: { west: "{" }, credentials: "{" };
            const seen = await thrown(() =>
                name === "FormerSplit"
                    ? provider.create(state)
                    : provider.delete?.("id", { ...state, added: true }),
            );
            assert.deepEqual(Object.entries(seen as object).at(1), ["stack", ""]);
        });
    }
});
