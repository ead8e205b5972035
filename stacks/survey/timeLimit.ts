import * as client from "@kubernetes/client-node";
import { requestLimit } from "../../components/requestLimit";

/** {@link requestLimit} with this process's client. */
export function timeLimit(seconds: number): client.ConfigurationOptions {
    return requestLimit(client, seconds);
}
