import type { PlainMeshConfig } from "../../stacks/configuration/types/plainConfig";
import { requestFailure } from "../../stacks/survey/requestFailure";
import { EXIT } from "../options/commandLine";
import { setConfig, up } from "../stack/changeStack";
import type { StackQuery } from "../stack/readStack";
import type { MeshView } from "../view/meshView";
import { anchorState } from "./anchorState";
import { certificateTroubles } from "./certificateTroubles";
import { linkerdTroubles } from "./linkerdCheck";
import { lookAtPodCertificates } from "./lookAtRotation";
import { anchorTarget, nextAnchorStep, type AnchorStep } from "./nextAnchorStep";
import { restartCommand, restartsOf } from "./restarts";
import { restartWorkload } from "./restartWorkload";
import { lookAtStack } from "./lookAtStack";
import { AGAIN, commandsOf, say } from "./sayings";

/** How a rotation is run. */
export interface RotateOptions {
    /** Whether anything is changed. */
    readonly yes: boolean;
    /** Whether workloads that the program did not make are restarted, too. */
    readonly restartAll: boolean;
}

/** What keeps anchors from being rotated here; undefined where nothing does. */
function refusal({ config, outputs }: MeshView): string | undefined {
    if (config.certificates.trustAnchors !== undefined) {
        return "The trust anchors are of your own: certificates.trustAnchors. docs/configuration.md says how they are exchanged.";
    }
    return outputs?.trustAnchors === undefined
        ? "The stack has no output trustAnchors, by which anchors are told apart. Run\n  pulumi up"
        : undefined;
}

/** Restarts what the program may restart; the commands for the rest, if any. */
async function restart(
    pods: Extract<AnchorStep, { do: "restart" }>["pods"],
    config: PlainMeshConfig,
    restartAll: boolean,
): Promise<readonly string[]> {
    const { own, byHand } = restartsOf(pods, config, restartAll);
    for (const workload of own) {
        const { cluster, kind, namespace, name } = workload;
        say(`  restart ${kind} ${namespace}/${name} of ${cluster}`);
        const access = config.clusters.find((one) => one.name === cluster);
        if (access !== undefined) await restartWorkload(access, workload, new Date());
    }
    return byHand.map((workload) => restartCommand(config, workload));
}

/** What a step does, as it is typed. */
function described(step: AnchorStep, query: StackQuery, config: PlainMeshConfig): string {
    if (step.do !== "restart") return commandsOf(step.do === "set" ? step.settings : [], query);
    const { own, byHand } = restartsOf(step.pods, config, true);
    return [...own, ...byHand].map((one) => restartCommand(config, one)).join("\n");
}

/**
 * Rotates the trust anchors, step by step; what was done is seen in the configuration, the outputs and
 * the mesh, so an interrupted run goes on. Returns the exit code.
 */
export async function rotateAnchor(
    query: StackQuery,
    { yes, restartAll }: RotateOptions,
): Promise<number> {
    let target: number | undefined;
    let before = "";
    for (;;) {
        const view = await lookAtStack(query);
        const reason = typeof view === "string" ? view : refusal(view);
        if (typeof view === "string" || reason !== undefined) {
            console.error(reason);
            return EXIT.failed;
        }
        const state = anchorState(view, await lookAtPodCertificates(view));
        target ??= anchorTarget(state);
        const step = nextAnchorStep(state, target);
        const troubles = [
            ...certificateTroubles(view, step),
            ...(await linkerdTroubles(view.config, query)),
        ];
        if (troubles.length > 0) {
            say(["Something is wrong. Repair it first:", ...troubles].join("\n  "));
            say(AGAIN);
            return EXIT.broken;
        }
        say(`${step.do === "end" ? "Done" : `Generation ${target}`}: ${step.why}.`);
        if (step.do === "end") return EXIT.healthy;
        if (step.do === "stop") return EXIT.broken;
        if (!yes) {
            say(described(step, query, view.config).replace(/^/gm, "  "));
            say("Nothing was changed. With --yes this step is done, and those after it.");
            return EXIT.healthy;
        }
        const now = JSON.stringify(step);
        if (now === before) {
            say(`That was just done, and nothing is different. ${AGAIN}`);
            return EXIT.broken;
        }
        before = now;
        if (step.do === "set") {
            await setConfig(query, step.settings);
            await up(query);
        } else if (step.do === "up") {
            await up(query);
        } else {
            let left;
            try {
                left = await restart(step.pods, view.config, restartAll);
            } catch (error) {
                say(`${requestFailure(error)}. ${AGAIN}`);
                return EXIT.broken;
            }
            if (left.length > 0) {
                say(["Restart these, or write --restart all:", ...left].join("\n  "));
                say(AGAIN);
                return EXIT.broken;
            }
        }
    }
}
