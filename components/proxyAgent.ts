import * as http from "node:http";
import * as https from "node:https";
import { ProxyAgent } from "proxy-agent";

/**
 * Asks through HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as the OpenStack provider. Without a proxy connections are
 * kept; those to a proxy are not, since the agent names the target when it opens one alone.
 *
 * Not the default of the process: the Kubernetes client goes by the `proxy-url` of a kubeconfig.
 */
export const proxyAgent = new ProxyAgent({
    httpAgent: http.globalAgent,
    httpsAgent: https.globalAgent,
});
