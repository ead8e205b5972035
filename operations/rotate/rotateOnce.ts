import { z } from "zod";
import { EXIT } from "../options/commandLine";
import { forStack } from "../report/forStack";
import { indent } from "../report/indent";
import { setConfig, up } from "../stack/changeStack";
import type { StackQuery } from "../stack/readStack";
import { runPulumi } from "../stack/runPulumi";
import { stackFlag } from "../stack/stackFlags";
import type { MeshView } from "../view/meshView";
import { certificateTroubles } from "./certificateTroubles";
import { linkerdTroubles } from "./linkerdCheck";
import { lookAtStack } from "./lookAtStack";
import { tryOldCredentials } from "./oldCredentials";
import { credentialsStep, issuerStep, webhooksStep, type OneStep, type Refusal } from "./oneStep";
import { otherStacks } from "./otherStacks";
import type { OnceKind } from "./rotateOptions";
import { commandsOf, say } from "./sayings";

const State = z.object({
    deployment: z.object({ resources: z.array(z.object({ urn: z.string() })).default([]) }),
});

async function resourceNames({ projectDir, environment, stack }: StackQuery) {
    const args = ["stack", "export", ...stackFlag(stack)];
    const exported = await runPulumi(args, { projectDir, environment });
    const { resources } = State.parse(JSON.parse(exported)).deployment;
    return new Set(resources.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2)));
}

async function stepOf(
    kind: OnceKind,
    query: StackQuery,
    view: MeshView,
    peer: string | undefined,
): Promise<OneStep | Refusal> {
    if (kind === "credentials") return credentialsStep(view, peer);
    const names = await resourceNames(query);
    return kind === "issuer" ? issuerStep(view.config, names) : webhooksStep(view.config, names);
}

/** What is still wrong after the step; says which old tokens were tried. */
async function troublesAfter(
    before: MeshView,
    after: MeshView,
    query: StackQuery,
): Promise<readonly string[]> {
    const tried = await tryOldCredentials(before, after);
    for (const { link } of tried.filter(({ problem }) => problem === undefined)) {
        say(`${link}: the API server refuses the old token.`);
    }
    return [
        ...certificateTroubles(after, { do: "end", why: "" }),
        ...(await linkerdTroubles(after.config, query)),
        ...tried.flatMap(({ link, problem }) =>
            problem === undefined ? [] : [`${link}: ${problem}`],
        ),
    ];
}

/** What is left to run in other stacks; undefined where nothing is. */
function leftElsewhere(
    kind: OnceKind,
    query: StackQuery,
    view: MeshView,
    peer: string | undefined,
    isRaised: boolean,
): string | undefined {
    const others = kind === "credentials" ? otherStacks(view, peer, isRaised) : undefined;
    return others && `${others.why}:\n${indent(forStack(others.remedy, query))}`;
}

/** Rotates what one `pulumi up` makes anew, and looks at it afterwards. Returns the exit code. */
export async function rotateOnce(
    kind: OnceKind,
    query: StackQuery,
    { yes, peer }: { readonly yes: boolean; readonly peer?: string },
): Promise<number> {
    const view = await lookAtStack(query);
    if (typeof view === "string") {
        console.error(view);
        return EXIT.failed;
    }
    const step = await stepOf(kind, query, view, peer);
    if ("refusal" in step) {
        console.error(step.refusal);
        if (step.instead !== undefined) console.error(indent(forStack(step.instead, query)));
        return EXIT.failed;
    }
    say(`Next: ${step.why}.`);
    if (!yes) {
        say(indent(commandsOf(step.settings, query)));
        say("Nothing was changed. With --yes this is done.");
        const then = leftElsewhere(kind, query, view, peer, step.settings.length > 0);
        if (then !== undefined) say(then);
        return EXIT.healthy;
    }
    await setConfig(query, step.settings);
    await up(query);
    const after = await lookAtStack(query);
    if (typeof after === "string") {
        say(`${after}\nThe step was done, and could not be looked at.`);
        return EXIT.broken;
    }
    const troubles = await troublesAfter(view, after, query);
    if (troubles.length > 0) {
        say(["Something is wrong:", ...troubles].join("\n  "));
        return EXIT.broken;
    }
    const left = leftElsewhere(kind, query, after, peer, false);
    say(left === undefined ? `Done: ${step.why}.` : `Done here: ${step.why}.\n${left}`);
    return EXIT.healthy;
}
