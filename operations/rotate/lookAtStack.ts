import { meshThatIsUp } from "../stack/meshThatIsUp";
import { readStack, type StackQuery } from "../stack/readStack";
import type { MeshView } from "../view/meshView";
import { lookAtApiServers } from "./lookAtRotation";
import { notSeen } from "./notSeen";

/** What the API servers show of a stack's mesh; a text says why a rotation cannot go on. */
export async function lookAtStack(query: StackQuery): Promise<MeshView | string> {
    const reading = await readStack(query);
    const mesh = meshThatIsUp(reading);
    if ("refusal" in mesh) return mesh.refusal;
    const { stack, outputs } = reading;
    const view = await lookAtApiServers(mesh.config, {
        ...{ stack, pre: false, now: new Date() },
        ...(outputs === undefined ? {} : { outputs }),
    });
    const unseen = notSeen(view);
    return unseen.length > 0 ? unseen.join("\n") : view;
}
