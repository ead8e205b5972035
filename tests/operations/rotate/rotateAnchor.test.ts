import assert from "node:assert/strict";
import { operatorError } from "../../../components/operatorError";
import type { AnchorHands } from "../../../operations/rotate/anchorHands";
import { rotateAnchor } from "../../../operations/rotate/rotateAnchor";
import type { AnchorOptions } from "../../../operations/rotate/rotateOptions";
import { change, named, remove, type LinkedMesh } from "../support/linkedMesh";
import { ANCHOR } from "../support/platform";
import { healthyMesh, healthyView } from "../support/views";

const GATEWAY = "linkerd-gateway-5f7d-abcde";
const NOT_YET = "pods trust what they were given when they were made, and not yet generation 1";

describe("rotateAnchor", () => {
    let mesh: LinkedMesh;
    let calls: string[];

    beforeEach(() => {
        mesh = healthyMesh();
        calls = [];
    });

    /** A pod of the control plane, or of the operator's own, that does not trust what it is handed out now. */
    const stalePod = (namespace: string, owner: object = {}) => {
        const { pods, injectedPods } = mesh.kubernetes("cluster1");
        const pod = structuredClone(named(pods, GATEWAY));
        change(pod.metadata, { namespace, annotations: {}, ...owner });
        injectedPods.push(pod);
    };
    const hands: AnchorHands = {
        look: () => {
            const { outputs, ...view } = healthyView(mesh);
            const trustAnchors = { "1": ANCHOR.cert };
            return Promise.resolve({
                ...view,
                outputs: { clusters: {}, ...outputs, trustAnchors },
            });
        },
        certificates: () => Promise.resolve(new Map()),
        setConfig: () => Promise.resolve(void calls.push("config")),
        up: () => Promise.resolve(void calls.push("up")),
        restart: (_, { name }) => {
            calls.push(`restart ${name}`);
            mesh.kubernetes("cluster1").injectedPods.length = 0;
            return Promise.resolve();
        },
    };
    const run = async (options: Partial<AnchorOptions>, changes: Partial<AnchorHands> = {}) => {
        const { log, error } = console;
        const said: string[] = [];
        console.log = console.error = (text: string) => void said.push(...text.split("\n"));
        try {
            const exitCode = await rotateAnchor(
                { projectDir: ".", environment: { PATH: "/nowhere" }, stack: "prod" },
                { yes: true, restartAll: false, ...options },
                { ...hands, ...changes },
            );
            return { exitCode, said };
        } finally {
            Object.assign(console, { log, error });
        }
    };
    const again = (words: string) => [
        "Run this afterwards. It goes on where it was:",
        `  npm run rotate -- anchor --generation ${words} --stack prod`,
    ];

    it("says the first step towards the next generation", async () => {
        assert.deepEqual(await run({ yes: false }), {
            exitCode: 0,
            said: [
                "Generation 2: every cluster is to trust generation 2 too.",
                "  pulumi config set --stack prod --path 'trustAnchorGenerations[0]' 1",
                "  pulumi config set --stack prod --path 'trustAnchorGenerations[1]' 2",
                "  pulumi up --stack prod",
                "Nothing was changed. With --yes this step is done, and those after it.",
            ],
        });
    });

    it("ends at the generation that it is told, and begins no other", async () => {
        assert.deepEqual(await run({ generation: 1 }), {
            exitCode: 0,
            said: ["Done: every cluster and every pod trusts generation 1 alone."],
        });
        assert.deepEqual(calls, []);
    });

    it("ends at the generation that was under way when it began", async () => {
        stalePod("linkerd-multicluster");
        assert.deepEqual(await run({}), {
            exitCode: 0,
            said: [
                `Generation 1: ${NOT_YET}.`,
                "  restart Deployment linkerd-multicluster/linkerd-gateway of cluster1",
                "Done: every cluster and every pod trusts generation 1 alone.",
            ],
        });
        assert.deepEqual(calls, ["restart linkerd-gateway"]);
    });

    it("says how it goes on to the same end, where workloads are left to the operator", async () => {
        stalePod("shop");
        assert.deepEqual(await run({}), {
            exitCode: 1,
            said: [
                `Generation 1: ${NOT_YET}.`,
                "Restart these, or write --restart all:",
                "  kubectl --context cluster1 --namespace shop rollout restart deployment/linkerd-gateway",
                ...again("1 --yes"),
            ],
        });
    });

    it("stops at a Job that runs, also where it restarts everything", async () => {
        stalePod("shop", { ownerReferences: [{ kind: "Job", name: "batch", controller: true }] });
        assert.deepEqual(await run({ restartAll: true }), {
            exitCode: 1,
            said: [
                `Generation 1: ${NOT_YET}.`,
                "These are yours to end, or to make anew:",
                "  kubectl --context cluster1 --namespace shop delete pods --selector job-name=batch  # or wait for its end",
                ...again("1 --restart all --yes"),
            ],
        });
    });

    it("says it where a workload does not come back", async () => {
        stalePod("shop");
        const restart = () => Promise.reject(new Error("it was restarted, but it is not ready"));
        assert.deepEqual(await run({ restartAll: true }, { restart }), {
            exitCode: 1,
            said: [
                `Generation 1: ${NOT_YET}.`,
                "  restart Deployment shop/linkerd-gateway of cluster1",
                "it was restarted, but it is not ready.",
                ...again("1 --restart all --yes"),
            ],
        });
    });

    it("says it where a step changes nothing", async () => {
        stalePod("linkerd-multicluster");
        const { exitCode, said } = await run({}, { restart: () => Promise.resolve() });
        assert.equal(exitCode, 1);
        assert.deepEqual(said.slice(-3), [
            "That was just done, and nothing is different.",
            ...again("1 --yes"),
        ]);
    });

    it("says it where something is wrong", async () => {
        remove(mesh.kubernetes("cluster1").configMaps, "linkerd-identity-trust-roots");
        const { exitCode, said } = await run({ yes: false });
        assert.equal(exitCode, 1);
        assert.equal(said[0], "Something is wrong. Repair it first:");
        assert.deepEqual(said.slice(-2), again("1"));
    });

    it("says it where pulumi fails", async () => {
        const up = () => Promise.reject(operatorError("The step was not done."));
        assert.deepEqual(await run({}, { up }), {
            exitCode: 2,
            said: [
                "Generation 2: every cluster is to trust generation 2 too.",
                "The step was not done.",
                ...again("2 --yes"),
            ],
        });
        assert.deepEqual(calls, ["config"]);
    });

    it("says it where a mesh cannot be looked at any more", async () => {
        const looks = [hands.look, () => Promise.resolve("cluster1: its API server is silent")];
        const look: AnchorHands["look"] = (query) => (looks.shift() ?? hands.look)(query);
        const { exitCode, said } = await run({}, { look });
        assert.equal(exitCode, 2);
        assert.deepEqual(said.slice(1), [
            "cluster1: its API server is silent",
            ...again("2 --yes"),
        ]);
    });

    it("throws what is a mistake of the program", async () => {
        const up = () => Promise.reject(new TypeError("undefined"));
        await assert.rejects(run({}, { up }), TypeError);
    });

    it("refuses where other stacks have to trust the new anchor as well", async () => {
        const look: AnchorHands["look"] = async (query) => {
            const view = await hands.look(query);
            assert.ok(typeof view !== "string");
            const peers = [{ stack: "other", clusters: ["cluster9"] }];
            return { ...view, config: { ...view.config, peers } };
        };
        assert.deepEqual(await run({}, { look }), {
            exitCode: 2,
            said: [
                "peers names other stacks. Their pods have to trust the new anchor before it signs, and rotate knows its own stack alone. docs/scale.md has the steps.",
            ],
        });
        assert.deepEqual(calls, []);
    });

    it("refuses a generation that is not the next one", async () => {
        assert.deepEqual(await run({ generation: 3 }), {
            exitCode: 2,
            said: [
                "--generation is 3: write 1, the newest of trustAnchorGenerations, or 2, the one after it.",
            ],
        });
    });
});
