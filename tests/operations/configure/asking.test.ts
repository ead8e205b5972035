import assert from "node:assert/strict";
import type { Question } from "../../../operations/configure/decisions";
import { prepare, type SiteOptions } from "../../../operations/configure/prepare";
import type { Terminal } from "../../../operations/configure/terminal";
import { AnsweringServerStandin, type Responder } from "../support/answeringServerStandin";
import { balancer, siteNode } from "../support/site";

/** Two clusters of a cloud without MetalLB, whose Services have private addresses. */
describe("what is asked of the operator", () => {
    let servers: AnsweringServerStandin[];
    let mayListNodes: boolean;
    let said: string[];

    const answers: Responder = ({ call }) => {
        const path = call.split(" ")[1]?.split("?")[0];
        switch (path) {
            case "/version":
                return { body: { gitVersion: "v1.28.15" } };
            case "/apis":
                return { body: { groups: [] } };
            case "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews":
                return { body: { status: { allowed: true } } };
            case "/api/v1/nodes":
                return mayListNodes
                    ? { body: { items: [siteNode("n1", "10.10.0.11", true)] } }
                    : { status: 403, body: { message: "nodes is forbidden" } };
            case "/api/v1/services":
                return { body: { items: [balancer("web", "10.10.0.77")] } };
            default:
                return { body: { items: [] } };
        }
    };

    beforeEach(async () => {
        [mayListNodes, said] = [true, []];
        servers = [
            await AnsweringServerStandin.start(answers),
            await AnsweringServerStandin.start(answers),
        ];
    });

    afterEach(() => {
        for (const server of servers) server.stop();
    });

    const INSECURE = ["cluster1", "cluster2"].flatMap((name, index) => [
        `${name}.allowInsecureTransport=true`,
        `${name}.apiServer=https://203.0.113.${String(index + 1)}:6443`,
    ]);

    async function prepared(options: Partial<SiteOptions> = {}, terminal?: Terminal) {
        const files = {
            projectDir: "/project",
            homeDir: "/home/operator",
            environment: {},
            now: Date.now,
            read: (path: string) => {
                const [, number] = /^\/project\/config(\d)$/.exec(path) ?? [];
                const server = servers[Number(number) - 1];
                if (server === undefined) throw Object.assign(new Error(), { code: "ENOENT" });
                return server.kubeconfig("t");
            },
        };
        return prepare(
            { sample: false, kubeconfig: ["config1", "config2"], set: INSECURE, ...options },
            {
                ...{ text: "", raw: { values: {}, secretKeys: new Set<string>() }, files },
                ...(terminal === undefined ? {} : { terminal }),
                say: (text) => {
                    said.push(text);
                },
            },
        );
    }

    const QUESTION =
        "Without MetalLB, and Services have private addresses, 10.10.0.77 say: what makes the gateway reachable";

    it("is listed as flags in a script, all at once", async () => {
        assert.deepEqual(await prepared(), {
            failures: [],
            missing: ["cluster1", "cluster2"].map(
                (name) => `--set ${name}.gateway.exposure=…  ${QUESTION}: external, openstack`,
            ),
        });
    });

    it("is asked once at a terminal; what `up` would refuse then is told, and not written", async () => {
        const asked: Question[] = [];
        const result = await prepared(
            {},
            {
                ask: (question) => {
                    asked.push(question);
                    return Promise.resolve("external");
                },
                confirm: (message) => {
                    throw new Error(message);
                },
            },
        );
        assert.deepEqual(
            asked.map(({ cluster, key }) => `${cluster}.${key}`),
            ["cluster1.gateway.exposure", "cluster2.gateway.exposure"],
        );
        assert.deepEqual(result, {
            failures: servers.map(
                ({ url }, index) =>
                    `clusters[${String(index)}].kubeconfigPath is "config${String(index + 1)}": its server ${url} is plain http, which would carry credentials in the open; write an https URL there, for example https://203.0.113.10:6443`,
            ),
            missing: [],
        });
        assert.deepEqual(
            said,
            servers.map(
                ({ url }, index) =>
                    `cluster${String(index + 1)}: ${url}, Kubernetes v1.28.15, 1 node`,
            ),
        );
    });

    it("is nothing of a cluster whose nodes may not be listed", async () => {
        mayListNodes = false;
        assert.deepEqual(await prepared(), {
            failures: ["cluster1", "cluster2"].map(
                (name) =>
                    `${name}: the user of its kubeconfig may not list nodes; give an administrator's kubeconfig, which \`pulumi up\` needs too`,
            ),
            missing: [],
        });
    });
});
