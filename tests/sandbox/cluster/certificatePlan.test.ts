import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { CA, certificatePlan, opensslConfig } from "../../../sandbox/cluster/certificatePlan";
import { readSettings } from "../../../sandbox/settings/settings";

const [, cluster] = planAddresses(readSettings("/project", { SANDBOX_NODES: "2" })).clusters;
assert.ok(cluster);

describe("certificatePlan", () => {
    it("gives every client the user and group that the built-in roles look for", () => {
        const users = certificatePlan(cluster).map((spec) => [
            spec.commonName,
            spec.organization ?? "",
            spec.usages.join("+"),
        ]);
        assert.deepEqual(users, [
            ["kube-apiserver", "", "serverAuth"],
            ["kube-apiserver-kubelet-client", "system:masters", "clientAuth"],
            ["cluster2-admin", "system:masters", "clientAuth"],
            ["system:kube-controller-manager", "", "clientAuth"],
            ["system:kube-scheduler", "", "clientAuth"],
            ["system:kube-proxy", "", "clientAuth"],
            ["system:node:cluster2-node1", "system:nodes", "clientAuth+serverAuth"],
            ["system:node:cluster2-node2", "system:nodes", "clientAuth+serverAuth"],
        ]);
    });

    it("lets the API server be reached by its address, its floating IP, its Service and its names", () => {
        const [serving] = certificatePlan(cluster);
        assert.deepEqual(serving?.addresses, [
            "198.18.2.11",
            "198.18.0.22",
            "10.233.0.1",
            "127.0.0.1",
        ]);
        assert.deepEqual(serving.dnsNames, [
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local",
            "localhost",
            "cluster2-node1",
        ]);
    });
});

describe("opensslConfig", () => {
    it("describes a kubelet's certificate", () => {
        assert.equal(
            opensslConfig(certificatePlan(cluster)[6] ?? CA),
            `[req]
prompt = no
distinguished_name = subject
x509_extensions = extensions
[subject]
O = system:nodes
CN = system:node:cluster2-node1
[extensions]
subjectKeyIdentifier = hash
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
authorityKeyIdentifier = keyid
extendedKeyUsage = clientAuth, serverAuth
subjectAltName = DNS:cluster2-node1, IP:198.18.2.11
`,
        );
    });

    it("describes an authority that signs and nothing else", () => {
        const text = opensslConfig(CA);
        assert.match(text, /^basicConstraints = critical, CA:TRUE$/m);
        assert.match(text, /^keyUsage = critical, keyCertSign, cRLSign, digitalSignature$/m);
        assert.doesNotMatch(text, /extendedKeyUsage|subjectAltName|authorityKeyIdentifier/);
    });
});
