import { isSame, podsThat, type RotationState } from "./rotationState";

/**
 * The generation that a rotation goes to now: the next one where nothing of another is left to do, else
 * the one that is under way, and none after `goal`. Pure.
 */
export function anchorTarget(state: RotationState, goal = Infinity): number {
    const { generations, signing, clusters } = state;
    const newest = Math.max(...generations);
    const isDone =
        isSame(generations, [newest]) &&
        signing === newest &&
        clusters.every(({ live, issuer }) => isSame(live, generations) && issuer === newest) &&
        podsThat(state, ({ isCurrent }) => !isCurrent).length === 0;
    return Math.min(goal, isDone ? newest + 1 : newest);
}

/** Why a rotation cannot end with this generation; undefined where it can, or where none is given. Pure. */
export function goalMistake(
    generations: readonly number[],
    goal: number | undefined,
): string | undefined {
    const newest = Math.max(...generations);
    const next = newest + 1;
    return goal === undefined || goal === newest || goal === next
        ? undefined
        : `--generation is ${goal}: write ${newest}, the newest of trustAnchorGenerations, or ${next}, the one after it.`;
}
