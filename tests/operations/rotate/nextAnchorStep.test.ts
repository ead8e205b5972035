import assert from "node:assert/strict";
import { nextAnchorStep, type AnchorStep } from "../../../operations/rotate/nextAnchorStep";
import type {
    ClusterState,
    PodState,
    RotationState,
} from "../../../operations/rotate/rotationState";
import {
    clusterState as cluster,
    podState as pod,
    rotationState as state,
} from "../support/rotationStates";

const set = (why: string, ...settings: readonly [readonly (string | number)[], string?][]) => ({
    do: "set",
    why,
    settings: settings.map(([path, value]) => (value === undefined ? { path } : { path, value })),
});
const restart = (why: string, ...pods: readonly [string, PodState][]) => ({
    do: "restart",
    why,
    pods: pods.map(([name, one]) => ({ ...one, cluster: name })),
});
const STALE = pod({ isCurrent: false });
const NEW = pod({ signedBy: 2 });
const UNSEEN: PodState = { namespace: "shop", kind: "Pod", name: "bare", isCurrent: true };

const CASES: readonly [string, RotationState, object][] = [
    [
        "adds an anchor that every cluster is to trust",
        state([1], 1),
        set(
            "every cluster is to trust generation 2 too",
            [["trustAnchorGenerations", 0], "1"],
            [["trustAnchorGenerations", 1], "2"],
        ),
    ],
    [
        "applies one that was written",
        state([1, 2], 1),
        { do: "up", why: "every cluster is to trust generation 1, 2" },
    ],
    [
        "applies one that one cluster has and another has not",
        {
            ...state([1, 2], 1),
            clusters: [cluster("east", { live: [1, 2] }), cluster("west")],
        },
        { do: "up", why: "every cluster is to trust generation 1, 2" },
    ],
    [
        "restarts pods that do not trust it yet, before it signs",
        {
            ...state([1, 2], 1),
            clusters: [
                cluster("east", { live: [1, 2] }),
                cluster("west", { live: [2, 1], pods: [pod(), STALE] }),
            ],
        },
        restart(
            "pods trust what they were given when they were made, and not yet generation 1, 2",
            ["west", STALE],
        ),
    ],
    [
        "lets it sign when all trust it",
        state([1, 2], 1, { live: [1, 2] }),
        set("generation 2 is to sign the issuers", [["signingTrustAnchor"], "2"]),
    ],
    [
        "applies that, where an issuer is still of the old one",
        {
            ...state([1, 2], 2, { live: [1, 2], issuer: 2 }),
            clusters: [
                cluster("east", { live: [1, 2], issuer: 2 }),
                cluster("west", { live: [1, 2] }),
            ],
        },
        { do: "up", why: "generation 2 is to sign the issuers" },
    ],
    [
        "restarts pods with certificates of the old issuer, or with unseen ones, before the old anchor goes",
        state([1, 2], 2, { live: [1, 2], issuer: 2, pods: [NEW, pod(), UNSEEN] }),
        restart(
            "pods have certificates that generation 2 did not sign",
            ["east", pod()],
            ["east", UNSEEN],
            ["west", pod()],
            ["west", UNSEEN],
        ),
    ],
    [
        "removes the old anchor when no pod needs it",
        state([1, 2], 2, { live: [1, 2], issuer: 2, pods: [NEW] }),
        set("generation 2 is to be trusted alone", [["trustAnchorGenerations", 0]]),
    ],
    [
        "applies that",
        state([2], 2, { live: [1, 2], issuer: 2, pods: [NEW] }),
        { do: "up", why: "every cluster is to trust generation 2" },
    ],
    [
        "restarts pods that trust the old one still",
        state([2], 2, { live: [2], issuer: 2, pods: [pod({ isCurrent: false, signedBy: 2 })] }),
        restart(
            "pods trust what they were given when they were made, and not yet generation 2",
            ["east", pod({ isCurrent: false, signedBy: 2 })],
            ["west", pod({ isCurrent: false, signedBy: 2 })],
        ),
    ],
    [
        "ends",
        state([2], 2, { live: [2], issuer: 2, pods: [NEW] }),
        { do: "end", why: "every cluster and every pod trusts generation 2 alone" },
    ],
    [
        "stops where clusters share no anchor with the configuration",
        state([2], 2),
        {
            do: "stop",
            why: "east trusts generation 1, and trustAnchorGenerations has 2: pods of before and after `pulumi up` would refuse each other",
        },
    ],
    [
        "stops where the old anchor was taken out before another one signed",
        state([2], 2, { live: [1, 2] }),
        {
            do: "stop",
            why: "generation 1 signed the issuer of east, and trustAnchorGenerations has 2: write it there too, until another one signs",
        },
    ],
    [
        "restarts pods that need the old anchor, where it was taken out too early",
        state([2], 2, { live: [1, 2], issuer: 2 }),
        restart(
            "pods have certificates that generation 2 did not sign",
            ["east", pod()],
            ["west", pod()],
        ),
    ],
    [
        "stops where two clusters share no anchor",
        {
            ...state([1, 2], 2),
            clusters: [cluster("east", { live: [1] }), cluster("west", { live: [2] })],
        },
        { do: "stop", why: "east and west share no trust anchor: generation 1 and 2" },
    ],
    [
        "stops where a cluster has anchors of somebody else",
        { ...state([1, 2], 2), clusters: [cluster("east"), cluster("west", { live: [] })] },
        { do: "stop", why: "west hands out no trust anchor that the stack made" },
    ],
];

/** What a step does to a mesh where nobody interrupts it. */
function after(step: AnchorStep, before: RotationState): RotationState {
    const everywhere = (change: (one: ClusterState) => Partial<ClusterState>) => ({
        ...before,
        clusters: before.clusters.map((one) => ({ ...one, ...change(one) })),
    });
    if (step.do === "set") {
        const generations = [...before.generations];
        let { signing } = before;
        for (const { path, value } of step.settings) {
            const [key, index = 0] = path;
            if (key === "signingTrustAnchor") signing = Number(value);
            else if (value === undefined) generations.splice(Number(index), 1);
            else generations[Number(index)] = Number(value);
        }
        return { ...before, generations, signing };
    }
    if (step.do === "up") {
        return everywhere(({ pods, live }) => ({
            live: before.generations,
            issuer: before.signing,
            pods:
                live.join() === before.generations.join()
                    ? pods
                    : pods.map((one) => ({ ...one, isCurrent: false })),
        }));
    }
    return everywhere(({ pods, issuer }) => ({
        pods: pods.map((one) => ({ ...one, isCurrent: true, ...(issuer && { signedBy: issuer }) })),
    }));
}

describe("nextAnchorStep", () => {
    for (const [what, seen, expected] of CASES) {
        it(what, () => {
            assert.deepEqual(nextAnchorStep(seen, 2), expected);
        });
    }

    it("comes to the end, and no two pods that meet ever refuse each other", () => {
        let seen = state([1], 1);
        const done: string[] = [];
        for (;;) {
            const step = nextAnchorStep(seen, 2);
            done.push(step.do);
            if (step.do === "end") break;
            assert.notEqual(step.do, "stop");
            assert.ok(done.length < 20, done.join());
            const next = after(step, seen);
            // While a step goes on, pods of before and after it meet.
            const trusts = [seen, next].flatMap(({ clusters }) => clusters.map(({ live }) => live));
            const shown = [seen, next].flatMap(({ clusters }) =>
                clusters.flatMap(({ pods }) => pods.map(({ signedBy = 0 }) => signedBy)),
            );
            for (const anchors of trusts) {
                for (const signer of shown) assert.ok(anchors.includes(signer), step.why);
            }
            seen = next;
        }
        assert.deepEqual(done, [
            ...["set", "up", "restart"],
            ...["set", "up", "restart"],
            ...["set", "up", "restart"],
            "end",
        ]);
    });
});
