import {
    wrapHttpLibrary,
    type ConfigurationOptions,
    type RequestContext,
} from "@kubernetes/client-node";
import { inFlight } from "./inFlight";
import { sendKept } from "./keptConnections";

/**
 * Options of a Kubernetes request that waits for its turn, see {@link inFlight}, and from then on gives up
 * after some seconds; the client itself never does. Its turn ends with the whole answer.
 */
export function timeLimit(seconds: number): ConfigurationOptions {
    const send = (request: RequestContext) =>
        inFlight(() => {
            request.setSignal(AbortSignal.timeout(seconds * 1000));
            return sendKept(request);
        });
    return { httpApi: wrapHttpLibrary({ send }) };
}
