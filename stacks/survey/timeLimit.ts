import {
    IsomorphicFetchHttpLibrary,
    ResponseContext,
    wrapHttpLibrary,
    type ConfigurationOptions,
    type RequestContext,
} from "@kubernetes/client-node";
import { inFlight } from "./inFlight";

const http = new IsomorphicFetchHttpLibrary();

/**
 * Options of a Kubernetes request that waits for its turn, see {@link inFlight}, and from then on gives up
 * after some seconds; the client itself never does.
 */
export function timeLimit(seconds: number): ConfigurationOptions {
    const send = (request: RequestContext) =>
        inFlight(async () => {
            request.setSignal(AbortSignal.timeout(seconds * 1000));
            const { httpStatusCode, headers, body } = await http.send(request).toPromise();
            // Its turn ends with the whole answer.
            const binary = await body.binary();
            return new ResponseContext(httpStatusCode, headers, {
                text: () => Promise.resolve(binary.toString()),
                binary: () => Promise.resolve(binary),
            });
        });
    return { httpApi: wrapHttpLibrary({ send }) };
}
