import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { SshServerStandin } from "./sshServerStandin";
import { kubeconfigWith } from "./views";

/** `cluster1`, whose nodes are all this server, by way of itself as the bastion. */
export function sshCluster(
    server: SshServerStandin,
    nodes: readonly string[],
    apiServer = "https://127.0.0.1:6443",
): PlainClusterConfig {
    const { hostKey } = server;
    const user = SshServerStandin.USER;
    return {
        name: "cluster1",
        kubeconfig: kubeconfigWith(apiServer, "cluster1"),
        written: {},
        context: "cluster1",
        apiServer,
        gateway: { replicas: 1 },
        clusterDomain: "cluster.local",
        gatewayApiCrds: true,
        exports: [],
        nodes: {
            hosts: nodes.map((name) => ({ name, address: "127.0.0.1", skipped: false, hostKey })),
            revision: 1,
            ssh: {
                user,
                port: server.port(),
                privateKey: server.loginKey,
                dialErrorLimit: 1,
                perDialTimeoutSeconds: 5,
                bastion: { host: "127.0.0.1", port: server.port(), user, hostKey },
            },
        },
    };
}
