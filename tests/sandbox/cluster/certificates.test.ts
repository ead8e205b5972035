import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { ensureCertificates, keyPair } from "../../../sandbox/cluster/certificates";
import { readSettings } from "../../../sandbox/settings/settings";

const clusterWith = (env: NodeJS.ProcessEnv) => {
    const [cluster] = planAddresses(
        readSettings("/project", { SANDBOX_NODES: "1", ...env }),
    ).clusters;
    assert.ok(cluster);
    return cluster;
};

describe("ensureCertificates", () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "sandbox-pki-"));
    });
    afterEach(async () => {
        await rm(folder, { recursive: true });
    });
    const read = async (name: string) =>
        new X509Certificate(await readFile(keyPair(folder, name).certFile));

    it("signs everything by one authority and keeps keys to their owner", async () => {
        await ensureCertificates(clusterWith({}), folder);
        const ca = await read("ca");
        for (const name of ["kube-apiserver", "admin", "kubelet-cluster1-node1"]) {
            const certificate = await read(name);
            assert.ok(certificate.checkIssued(ca) && certificate.verify(ca.publicKey), name);
            assert.equal(certificate.ca, false);
            assert.equal((await stat(keyPair(folder, name).keyFile)).mode & 0o777, 0o600);
        }
        assert.equal((await read("kube-apiserver")).checkIP("198.18.1.11"), "198.18.1.11");
        assert.equal((await stat(join(folder, "sa.key"))).mode & 0o777, 0o600);
    });

    it("makes again only what has changed", async () => {
        await ensureCertificates(clusterWith({}), folder);
        const serial = async (name: string) => (await read(name)).serialNumber;
        const before = [await serial("ca"), await serial("admin"), await serial("kube-apiserver")];
        await ensureCertificates(clusterWith({}), folder);
        assert.equal(await serial("kube-apiserver"), before[2]);
        await ensureCertificates(clusterWith({ SANDBOX_RANGE: "198.19.0.0/16" }), folder);
        assert.deepEqual([await serial("ca"), await serial("admin")], before.slice(0, 2));
        assert.equal((await read("kube-apiserver")).checkIP("198.19.1.11"), "198.19.1.11");
    });
});
