import { RunError } from "@pulumi/pulumi/errors";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { EXIT } from "../options/commandLine";
import { indent } from "../report/indent";
import type { StackQuery } from "../stack/readStack";
import type { MeshView } from "../view/meshView";
import { ANCHOR_HANDS, type AnchorHands } from "./anchorHands";
import { anchorState } from "./anchorState";
import { anchorTarget, goalMistake } from "./anchorTarget";
import { certificateTroubles } from "./certificateTroubles";
import { linkerdTroubles } from "./linkerdCheck";
import { nextAnchorStep, type AnchorStep } from "./nextAnchorStep";
import { leftLines, restartCommand, restartsOf } from "./restarts";
import type { AnchorOptions } from "./rotateOptions";
import { again, commandsOf, say } from "./sayings";

type Config = MeshView["config"];
type Step<Do extends AnchorStep["do"]> = Extract<AnchorStep, { do: Do }>;

/** What keeps anchors from being rotated here; undefined where nothing does. */
function refusal({ config, outputs }: MeshView): string | undefined {
    if (config.certificates.trustAnchors !== undefined) {
        return "The trust anchors are of your own: certificates.trustAnchors. docs/configuration.md says how they are exchanged.";
    }
    if (config.peers.length > 0) {
        return "peers names other stacks. Their pods have to trust the new anchor before it signs, and rotate knows its own stack alone. docs/scale.md has the steps.";
    }
    return outputs?.trustAnchors === undefined
        ? "The stack has no output trustAnchors, by which anchors are told apart. Run\n  pulumi up"
        : undefined;
}

/** Restarts what the program may restart. Returns what to say of the rest; nothing where all is done. */
async function restart(
    { pods }: Step<"restart">,
    config: Config,
    restartAll: boolean,
    hands: AnchorHands,
): Promise<readonly string[]> {
    const { own, byHand } = restartsOf(pods, config, restartAll);
    for (const workload of own) {
        const { cluster, kind, namespace, name } = workload;
        say(`  restart ${kind} ${namespace}/${name} of ${cluster}`);
        const access = config.clusters.find((one) => one.name === cluster);
        try {
            if (access !== undefined) await hands.restart(access, workload, new Date());
        } catch (error) {
            return [`${requestFailure(error)}.`];
        }
    }
    return leftLines(byHand, config);
}

/** Does a step. Returns what to say where it is not done. */
async function take(
    step: Step<"set" | "up" | "restart">,
    query: StackQuery,
    config: Config,
    restartAll: boolean,
    hands: AnchorHands,
): Promise<readonly string[]> {
    if (step.do === "restart") return restart(step, config, restartAll, hands);
    if (step.do === "set") await hands.setConfig(query, step.settings);
    await hands.up(query);
    return [];
}

/** What a step does, as it is typed. */
function described(step: AnchorStep, query: StackQuery, config: Config): string {
    if (step.do !== "restart") return commandsOf(step.do === "set" ? step.settings : [], query);
    const { own, byHand } = restartsOf(step.pods, config, true);
    return [...own, ...byHand].map((one) => restartCommand(config, one)).join("\n");
}

/**
 * Rotates the trust anchors, step by step; what was done is seen in the configuration, the outputs and
 * the mesh, so an interrupted run goes on. One that stops says how, with the generation at which it
 * ends: at the end nothing shows that it is one. Returns the exit code.
 *
 * `hands` is for tests.
 */
export async function rotateAnchor(
    query: StackQuery,
    options: AnchorOptions,
    hands = ANCHOR_HANDS,
): Promise<number> {
    // Known when the mesh was seen.
    let goal: number | undefined;
    let before = "";
    const stop = (code: number) => {
        if (goal !== undefined) say(again(query, { ...options, generation: goal }));
        return code;
    };
    try {
        for (;;) {
            const view = await hands.look(query);
            if (typeof view === "string") {
                console.error(view);
                return stop(EXIT.failed);
            }
            const { trustAnchorGenerations } = view.config.certificates;
            const reason = refusal(view) ?? goalMistake(trustAnchorGenerations, options.generation);
            if (reason !== undefined) {
                console.error(reason);
                return EXIT.failed;
            }
            const state = anchorState(view, await hands.certificates(view));
            goal ??= options.generation ?? anchorTarget(state);
            const target = anchorTarget(state, goal);
            const step = nextAnchorStep(state, target);
            const troubles = [
                ...certificateTroubles(view, step),
                ...(await linkerdTroubles(view.config, query)),
            ];
            if (troubles.length > 0) {
                say(["Something is wrong. Repair it first:", ...troubles].join("\n  "));
                return stop(EXIT.broken);
            }
            say(`${step.do === "end" ? "Done" : `Generation ${target}`}: ${step.why}.`);
            if (step.do === "end") return EXIT.healthy;
            if (step.do === "stop") return stop(EXIT.broken);
            if (!options.yes) {
                say(indent(described(step, query, view.config)));
                say("Nothing was changed. With --yes this step is done, and those after it.");
                return EXIT.healthy;
            }
            const now = JSON.stringify(step);
            if (now === before) {
                say("That was just done, and nothing is different.");
                return stop(EXIT.broken);
            }
            before = now;
            const left = await take(step, query, view.config, options.restartAll, hands);
            if (left.length > 0) {
                say(left.join("\n"));
                return stop(EXIT.broken);
            }
        }
    } catch (error) {
        // Other errors are mistakes of the program, and before the first step there is nothing to go on with.
        if (goal === undefined || !RunError.isInstance(error)) throw error;
        console.error(error.message);
        return stop(EXIT.failed);
    }
}
