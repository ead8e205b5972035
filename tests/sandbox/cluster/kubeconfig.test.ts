import assert from "node:assert/strict";
import { parse } from "yaml";
import { kubeconfig } from "../../../sandbox/cluster/kubeconfig";

describe("kubeconfig", () => {
    it("names cluster and context alike and the user after both", () => {
        const text = kubeconfig({
            cluster: "cluster1",
            user: "cluster1-admin",
            server: "https://198.18.1.11:6443",
            ca: "CA\n",
            cert: "CERT\n",
            key: "KEY\n",
        });
        const base64 = (value: string) => Buffer.from(value).toString("base64");
        assert.deepEqual(parse(text), {
            apiVersion: "v1",
            kind: "Config",
            clusters: [
                {
                    name: "cluster1",
                    cluster: {
                        server: "https://198.18.1.11:6443",
                        "certificate-authority-data": base64("CA\n"),
                    },
                },
            ],
            users: [
                {
                    name: "cluster1-admin",
                    user: {
                        "client-certificate-data": base64("CERT\n"),
                        "client-key-data": base64("KEY\n"),
                    },
                },
            ],
            contexts: [
                { name: "cluster1", context: { cluster: "cluster1", user: "cluster1-admin" } },
            ],
            "current-context": "cluster1",
        });
    });
});
