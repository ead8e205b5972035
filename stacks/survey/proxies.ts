import http from "node:http";
import https from "node:https";
import { ProxyAgent } from "proxy-agent";

/**
 * Through HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as the OpenStack provider. Without a proxy connections are
 * kept; those to a proxy are not, since the agent names the target when it opens one alone.
 *
 * As the default of the process: the text of `send` is in the state of every address pair, and a
 * parameter more would be a change of each.
 */
const direct = { httpAgent: http.globalAgent, httpsAgent: https.globalAgent };
for (const client of [http, https]) {
    const protocol = client === http ? "http:" : "https:";
    // With `agent: false` Node.js makes a new one by this constructor. So the Kubernetes client asks the
    // `proxy-url` of a kubeconfig, and a ProxyAgent that is asked from within https speaks TLS to it.
    const agent = Object.assign(new ProxyAgent(direct), { constructor: client.Agent, protocol });
    Object.assign(client, { globalAgent: agent });
}
