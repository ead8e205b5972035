import assert from "node:assert/strict";
import type { MeshConfig } from "../../stacks/configuration/types/meshConfig";
import { Mesh } from "../../stacks/mesh";
import { NO_PEERS, type PeerCluster, type Peers } from "../../stacks/peerStacks";
import { clusterBehindNat, meshConfig, surveyOf } from "../support/fixtures";
import { tokenOf, withOutputs } from "../support/outputs";
import { once, record, type Recording } from "../support/record";
import { at } from "../support/recordMesh";
import { reveal, Secret } from "../support/values";

/** A stack of one cluster, linked in both directions with one of another stack. */
function stackOf(name: string, other: string, accessGeneration = 1): MeshConfig {
    return meshConfig([clusterBehindNat(name, { accessGeneration })], {
        peers: [{ stack: `org/linkerd-multicluster/${other}`, clusters: [other] }],
        peerLinks: [
            { source: name, target: other },
            { source: other, target: name },
        ],
    });
}

function up(
    name: string,
    other: string,
    peers: Peers,
    accessGeneration?: number,
): Promise<Recording> {
    // The resource has this name in both.
    const certPem = `-----BEGIN CERTIFICATE-----\n${name}\n-----END CERTIFICATE-----\n`;
    return record(
        () => {
            const config = stackOf(name, other, accessGeneration);
            const mesh = new Mesh("mesh", config, surveyOf(config), peers);
            const { forPeers, links, trustAnchor } = mesh;
            return { forPeers, links, trustAnchor };
        },
        { outputs: withOutputs({ "trust-anchor-g1-cert": { certPem } }) },
    );
}

/** What a stack reads of another one's outputs. */
function told({ outputs }: Recording): Peers {
    const output = reveal(outputs["forPeers"]) as {
        readonly trustAnchors: readonly string[];
        readonly clusters: Readonly<Record<string, PeerCluster>>;
    };
    return {
        trustAnchors: output.trustAnchors,
        clusters: new Map(Object.entries(output.clusters)),
    };
}

/** The updates as docs/scale.md has them. */
const runs = once(async () => {
    const first = await up("east", "west", NO_PEERS);
    const second = await up("west", "east", told(first));
    const third = await up("east", "west", told(second));
    return { first, second, third };
});

const named = ({ list }: Recording, pattern: RegExp) =>
    list.map(([, name]) => name).filter((name) => pattern.test(name));

describe("A mesh out of two stacks", () => {
    it("has in its first update the account for the other, and no link yet", async () => {
        const { first } = await runs();
        assert.deepEqual(named(first, /^east-access-west$|-to-/), ["east-access-west"]);
        assert.deepEqual(named(first, /-allow-/), []);
    });

    it("has the link in the second update, with the account and the floating IP of the first", async () => {
        const { second } = await runs();
        assert.deepEqual(named(second, /^west-access-east$|-to-[a-z]+(-link)?$/), [
            "west-access-east",
            "west-to-east",
            "west-to-east-link",
        ]);
        const { clusters } = told((await runs()).first);
        assert.equal(
            at(second, "west-to-east-link", "spec", "gatewayAddress"),
            clusters.get("east")?.gatewayAddress,
        );
        const kubeconfig = at(second, "west-to-east-credentials", "stringData", "kubeconfig");
        assert.ok(String(kubeconfig).includes(tokenOf("east-access-west-token")));
        assert.ok(String(kubeconfig).includes("https://203.0.113.1:6443"));
    });

    it("lets the packets of the other in, once it knows from where they come", async () => {
        const { second, third } = await runs();
        const allow = (address: number) =>
            Object.fromEntries(
                [4143, 4191, 6443].map((port) => [
                    port,
                    [`203.0.113.${address}`, `203.0.113.${100 + address}`],
                ]),
            );
        assert.deepEqual(at(second, "west-gateway-address-rules", "allow"), allow(1));
        assert.deepEqual(at(third, "east-gateway-address-rules", "allow"), allow(2));
    });

    it("trusts the anchors of both, and hands out no key of one", async () => {
        const { first, second, third } = await runs();
        const count = ({ outputs }: Recording) =>
            String(outputs["trustAnchor"]).split("BEGIN CERTIFICATE").length - 1;
        assert.deepEqual([first, second, third].map(count), [1, 2, 2]);
        const { trustAnchors } = told(third);
        assert.equal(trustAnchors.length, 1, "its own alone: the other has the rest");
        assert.doesNotMatch(JSON.stringify(reveal(third.outputs["forPeers"])), /PRIVATE KEY/);
    });

    it("tells others in a secret", async () => {
        const { forPeers } = (await runs()).third.outputs;
        assert.ok(forPeers instanceof Secret);
    });

    it("has come to an end after the third update: none changes anything any more", async () => {
        const { second, third } = await runs();
        assert.deepEqual((await up("west", "east", told(third))).resources, second.resources);
        assert.deepEqual((await up("east", "west", told(second))).resources, third.resources);
    });

    it("exchanges the token of a link and has a valid one at any time, in two updates of each stack", async () => {
        const { second, third } = await runs();
        const tokens = (recording: Recording) => named(recording, /^west-access-east-token/);
        const used = (recording: Recording) => {
            const kubeconfig = at(
                recording,
                "east-to-west-credentials",
                "stringData",
                "kubeconfig",
            );
            return /west-access-east-token(-g\d+)?/.exec(String(kubeconfig))?.[0];
        };
        const [first, other] = ["west-access-east-token", "west-access-east-token-g2"] as const;

        const asked = await up("east", "west", told(second), 2);
        assert.equal(used(asked), first);
        const made = await up("west", "east", told(asked));
        assert.deepEqual(tokens(made), [first, other]);
        const taken = await up("east", "west", told(made), 2);
        assert.equal(used(taken), other);
        const ended = await up("west", "east", told(taken));
        assert.deepEqual(tokens(ended), [other]);

        assert.deepEqual((await up("east", "west", told(ended), 2)).resources, taken.resources);
        assert.deepEqual(tokens(await up("west", "east", told(third))), [first]);
    });

    it("loses its links when the other stack is gone", async () => {
        const alone = await up("east", "west", NO_PEERS);
        assert.deepEqual(alone.list, (await runs()).first.list);
    });

    it("names its links to the other in the outputs, for the next survey", async () => {
        const { links } = (await runs()).third.outputs;
        assert.deepEqual(links, [
            { name: "east-to-west", source: "east", target: "west", routing: "direct" },
        ]);
    });
});
