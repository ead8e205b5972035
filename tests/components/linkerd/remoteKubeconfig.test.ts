import assert from "node:assert/strict";
import { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { remoteKubeconfig, sha256 } from "../../../components/linkerd/remoteKubeconfig";

const REMOTE = {
    name: "west",
    apiServer: "https://192.0.2.1:6443",
    certificateAuthorityData: "Y2E=",
    accountName: "linkerd-service-mirror-remote-access-east",
    // A token is no YAML: quotes, colons and line ends must come through.
    token: 'a"b: c\\d\n#e',
};

describe("remoteKubeconfig", () => {
    it("holds one cluster, one context and one user", () => {
        assert.deepEqual(parse(remoteKubeconfig(REMOTE)), {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "west",
                    cluster: {
                        server: "https://192.0.2.1:6443",
                        "certificate-authority-data": "Y2E=",
                    },
                },
            ],
            contexts: [
                {
                    name: "west",
                    context: {
                        cluster: "west",
                        user: "linkerd-service-mirror-remote-access-east",
                    },
                },
            ],
            "current-context": "west",
            users: [
                {
                    name: "linkerd-service-mirror-remote-access-east",
                    user: { token: REMOTE.token },
                },
            ],
        });
    });

    it("is read by a Kubernetes client as it was meant", () => {
        const config = new KubeConfig();
        config.loadFromString(remoteKubeconfig(REMOTE));
        assert.equal(config.getCurrentCluster()?.server, "https://192.0.2.1:6443");
        assert.equal(config.getCurrentCluster()?.caData, "Y2E=");
        assert.equal(config.getCurrentCluster()?.skipTLSVerify, false);
        assert.equal(config.getCurrentUser()?.token, REMOTE.token);
    });

    it("is the same text each time: its hash restarts the service mirror", () => {
        assert.equal(remoteKubeconfig(REMOTE), remoteKubeconfig({ ...REMOTE }));
    });
});

describe("sha256", () => {
    it("is the hexadecimal digest of the text", () => {
        assert.equal(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        );
    });
});
