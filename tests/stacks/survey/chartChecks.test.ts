import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as sshpk from "sshpk";
import { chartProblems } from "../../../stacks/survey/chartChecks";
import { CHARTS_CONFIG } from "../../support/fixtures";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const index = (name: string, version: string, url: string) =>
    JSON.stringify({ entries: { [name]: [{ version, urls: [url], digest: "of the index" }] } });
const CRDS = "linkerd-crds-1.8.0";

describe("chartProblems", () => {
    const servers: Server[] = [];
    /** Bodies by path; a redirect begins with `>`. */
    let files: Record<string, string>;
    /** Path and authorization of each request. */
    let asked: string[];
    const answer: RequestListener = ({ url = "", headers }, response) => {
        asked.push(`${url} ${headers.authorization ?? "-"}`);
        const body = files[url];
        if (body?.startsWith(">") === true) {
            response.writeHead(302, { location: body.slice(1) }).end();
        } else response.writeHead(body === undefined ? 404 : 200).end(body);
    };
    const start = async (server: Server) => {
        servers.push(server);
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return `127.0.0.1:${(server.address() as AddressInfo).port}`;
    };
    let repository: string;
    const told = async (changes: object) => {
        const { smi: _, ...charts } = { ...CHARTS_CONFIG, repository, ...changes };
        const problems = await chartProblems({ charts });
        return problems.map(({ path, value, advice }) => [path.join("."), value, advice]);
    };
    const unavailable = (url: string, said: string) => [
        [
            "chartRepository",
            url,
            `the pinned charts cannot be compared: ${said}; write the URL of a repository that has them, and see that this machine reaches it`,
        ],
    ];
    const digests = { [CRDS]: sha256("crds") };

    beforeEach(async () => {
        asked = [];
        repository = `http://${await start(createServer(answer))}/linkerd`;
        files = {
            "/linkerd/index.yaml": index("linkerd-crds", "1.8.0", `${CRDS}.tgz`),
            [`/linkerd/${CRDS}.tgz`]: "crds",
        };
    });
    afterEach(async () => {
        for (const server of servers.splice(0)) {
            await new Promise((resolve) => server.close(resolve));
        }
    });

    it("asks for nothing where nothing is pinned, nor in an OCI registry", async () => {
        assert.deepEqual(await told({}), []);
        const oci = repository.replace("http:", "oci:");
        assert.deepEqual(await told({ repository: oci, digests }), []);
        assert.deepEqual(asked, []);
    });

    for (const prefix of ["", "sha256:"]) {
        it(`takes the bytes that are pinned as ${prefix}…, and asks for no others`, async () => {
            assert.deepEqual(await told({ digests: { [CRDS]: prefix + sha256("crds") } }), []);
            assert.deepEqual(asked, ["/linkerd/index.yaml -", `/linkerd/${CRDS}.tgz -`]);
        });
    }

    it("asks for the index once", async () => {
        const [MESH, VERSION] = ["linkerd-multicluster", "30.11.11"];
        files["/linkerd/index.yaml"] = JSON.stringify({
            entries: {
                "linkerd-crds": [{ version: "1.8.0", urls: [`${CRDS}.tgz`] }],
                [MESH]: [{ odd: true }, { version: VERSION, urls: ["other.tgz"] }],
                none: null,
            },
        });
        files["/linkerd/other.tgz"] = "mesh";
        const both = { ...digests, [`${MESH}-${VERSION}`]: sha256("mesh") };
        assert.deepEqual(await told({ digests: both }), []);
        assert.equal(asked.filter((line) => line.startsWith("/linkerd/index")).length, 1);
    });

    it("refuses other bytes under the same version, with both digests, whatever the index says", async () => {
        files[`/linkerd/${CRDS}.tgz`] = "other";
        assert.deepEqual(await told({ digests }), [
            [
                `chartDigests.${CRDS}`,
                sha256("crds"),
                `${CRDS} of ${repository} has the digest ${sha256("other")}, and ${sha256("crds")} is pinned: other bytes have the same version; ask who keeps the repository, and write the new digest only if the change is meant`,
            ],
        ]);
    });

    it("says that the repository does not have the version", async () => {
        files["/linkerd/index.yaml"] = index("linkerd-crds", "1.8.1", "x.tgz");
        const said = `${repository}/index.yaml has no linkerd-crds 1.8.0`;
        assert.deepEqual(await told({ digests }), unavailable(repository, said));
    });

    it("says that there is no repository", async () => {
        files = {};
        const said = `${repository}/index.yaml answers 404`;
        assert.deepEqual(await told({ digests }), unavailable(repository, said));
        files["/linkerd/index.yaml"] = "<html>Please log in</html>";
        const index_ = `${repository}/index.yaml is no index of a Helm repository`;
        assert.deepEqual(await told({ digests }), unavailable(repository, index_));
    });

    it("says that nothing answers", async () => {
        const nobody = "http://127.0.0.1:1";
        const said = `${nobody}/index.yaml does not answer: connect ECONNREFUSED 127.0.0.1:1`;
        assert.deepEqual(await told({ repository: nobody, digests }), unavailable(nobody, said));
    });

    it("gives up a repository that sends on for ever", async () => {
        files["/linkerd/index.yaml"] = ">/linkerd/index.yaml";
        const said = `${repository}/index.yaml answers 302`;
        assert.deepEqual(await told({ digests }), unavailable(repository, said));
    });

    it("logs in at the repository, and nowhere that it sends on to", async () => {
        const elsewhere = `http://${await start(createServer(answer))}/store.tgz`;
        files["/linkerd/index.yaml"] = index("linkerd-crds", "1.8.0", `${CRDS}.tgz`);
        files[`/linkerd/${CRDS}.tgz`] = `>${elsewhere}`;
        files["/store.tgz"] = "crds";
        const login = { username: "robot", password: "hunter2" };
        assert.deepEqual(await told({ digests, login }), []);
        const basic = `Basic ${Buffer.from("robot:hunter2").toString("base64")}`;
        assert.deepEqual(asked, [
            `/linkerd/index.yaml ${basic}`,
            `/linkerd/${CRDS}.tgz ${basic}`,
            "/store.tgz -",
        ]);
    });

    it("believes a certificate of the CA that is given, and no other", async () => {
        const key = sshpk.generatePrivateKey("ecdsa");
        const cert = sshpk
            .createSelfSignedCertificate(sshpk.identityForHost("localhost"), key, {})
            .toString("pem");
        const server = createTlsServer({ key: key.toString("pkcs8"), cert }, answer);
        const url = `https://${(await start(server)).replace("127.0.0.1", "localhost")}/linkerd`;
        const folder = mkdtempSync(join(tmpdir(), "charts-"));
        try {
            const caFile = join(folder, "ca.pem");
            writeFileSync(caFile, cert);
            const login = { caFile };
            assert.deepEqual(await told({ repository: url, digests, login }), []);
            const said = `${url}/index.yaml does not answer: self-signed certificate`;
            assert.deepEqual(await told({ repository: url, digests }), unavailable(url, said));
        } finally {
            rmSync(folder, { recursive: true });
        }
    });
});
