import assert from "node:assert/strict";
import type { WebSocket } from "ws";
import type { From } from "../../../../operations/verify/askOptions";
import { PodClient } from "../../../../operations/verify/podClient";
import { openSource } from "../../../../operations/verify/source/openSource";
import { AnsweringServerStandin, type Reply } from "../../support/answeringServerStandin";
import { plainCluster } from "../../support/plainClusters";

const SHOP = "/api/v1/namespaces/shop";
const DEPLOYMENT = "GET /apis/apps/v1/namespaces/shop/deployments/web";
const PODS = `GET ${SHOP}/pods`;
const POD = `GET ${SHOP}/pods/web-1`;
const ADD = `PATCH ${SHOP}/pods/web-1/ephemeralcontainers`;
const CURL = "linkerd-multicluster-verify";
const FROM: From = { cluster: "cluster1", namespace: "shop", kind: "deployment", name: "web" };
const FORBIDDEN = 'pods "web-1" is forbidden: User "op" cannot patch "pods/ephemeralcontainers"';

/** The pod of the Deployment, with an ephemeral container in this state. */
function pod(state?: object) {
    const containers = state === undefined ? [] : [{ name: CURL, state }];
    return {
        metadata: { name: "web-1", namespace: "shop", labels: { app: "web" } },
        spec: {
            containers: [{ name: "web" }, { name: "linkerd-proxy" }],
            ephemeralContainers: containers.map(({ name }) => ({ name })),
        },
        status: {
            conditions: [{ type: "Ready", status: "True" }],
            ephemeralContainerStatuses: containers,
        },
    };
}

const OTHER = { metadata: { name: "other", labels: { app: "other" } } };
const DEPLOYED = { body: { spec: { selector: { matchLabels: { app: "web" } } } } };
const listed = (...pods: object[]): Reply => ({ body: { items: [OTHER, ...pods] } });

function end(socket: WebSocket, version: string): void {
    const status =
        version === "" ? { status: "Failure", message: "no curl" } : { status: "Success" };
    socket.send(Buffer.from(`\u0001${version}`));
    socket.send(Buffer.from(`\u0003${JSON.stringify(status)}`));
}

describe("openSource", () => {
    let server: AnsweringServerStandin;
    let bodies: unknown[];
    let execs: string[];

    beforeEach(() => {
        [bodies, execs] = [[], []];
    });

    afterEach(() => {
        server.stop();
        assert.deepEqual(server.unexpected, []);
    });

    /** Opens with an API server that answers so, and containers whose curl says this of itself. */
    async function open(replies: Readonly<Record<string, Reply>>, version = "") {
        server = await AnsweringServerStandin.start(
            ({ call, body }) => {
                if (body !== undefined) bodies.push(body);
                return replies[call];
            },
            (call, accept) => {
                const { pathname, searchParams } = new URL(call.replace(/^GET /, ""), server.url);
                const words = searchParams.getAll("command").join(" ");
                execs.push(`${pathname} ${searchParams.get("container") ?? ""}: ${words}`);
                void accept().then((socket) => {
                    end(socket, version);
                });
            },
        );
        const client = new PodClient({
            ...plainCluster("cluster1"),
            kubeconfig: server.kubeconfig("operator"),
        });
        const { place, told } = await openSource(client, FROM, "curlimages/curl:8.11.1");
        return [place.pod, place.container, told];
    }

    it("takes an ephemeral container of ours that runs", async () => {
        const replies = { [DEPLOYMENT]: DEPLOYED, [PODS]: listed(pod({ running: {} })) };
        assert.deepEqual(await open(replies), [
            "web-1",
            CURL,
            `asked in pod web-1 from ephemeral container ${CURL}, which was there`,
        ]);
        assert.deepEqual(execs, []);
    });

    it("takes the pod's own curl", async () => {
        const replies = { [DEPLOYMENT]: DEPLOYED, [PODS]: listed(pod()) };
        assert.deepEqual(await open(replies, "curl 8.5.0 (x86_64)\n"), [
            "web-1",
            "web",
            "asked in pod web-1 with curl of its container web",
        ]);
        assert.deepEqual(execs, [`${SHOP}/pods/web-1/exec web: curl --version`]);
    });

    it("adds a container where no image has curl, and says so", async () => {
        const replies = {
            [DEPLOYMENT]: DEPLOYED,
            [PODS]: listed(pod()),
            [ADD]: { body: pod({ waiting: {} }) },
            [POD]: { body: pod({ running: {} }) },
        };
        assert.deepEqual(await open(replies), [
            "web-1",
            CURL,
            `asked in pod web-1, whose images have no curl 7.84 or later, from ephemeral container ${CURL} with curlimages/curl:8.11.1: it was added, and stays until the pod ends`,
        ]);
        const [body] = bodies as [{ spec: { ephemeralContainers: object[] } }];
        assert.deepEqual(
            body.spec.ephemeralContainers.map((container) => Object.entries(container)[0]),
            [["name", CURL]],
        );
    });

    const REFUSED: readonly [string, Readonly<Record<string, Reply>>, string][] = [
        [
            "the right to add one",
            {
                [DEPLOYMENT]: DEPLOYED,
                [PODS]: listed(pod()),
                [ADD]: { status: 403, body: { message: FORBIDDEN } },
            },
            `a container with curl was to be added to pod shop/web-1, but it answers 403: ${FORBIDDEN}. It takes the right to patch pods/ephemeralcontainers; without it, name a pod whose image has curl 7.84 or later`,
        ],
        [
            "a container that starts",
            {
                [DEPLOYMENT]: DEPLOYED,
                [PODS]: listed(pod()),
                [ADD]: { body: pod() },
                [POD]: {
                    body: pod({
                        terminated: { exitCode: 1, reason: "StartError", message: "no /bin/sleep" },
                    }),
                },
            },
            `container ${CURL} does not start: StartError: no /bin/sleep`,
        ],
        [
            "the workload",
            {
                [DEPLOYMENT]: {
                    status: 404,
                    body: { message: 'deployments.apps "web" not found' },
                },
            },
            'deployment shop/web of cluster1 was asked for, but it answers 404: deployments.apps "web" not found',
        ],
        [
            "a pod of it",
            { [DEPLOYMENT]: DEPLOYED, [PODS]: listed() },
            "deployment shop/web of cluster1 has no pod that runs",
        ],
    ];
    for (const [what, replies, message] of REFUSED) {
        it(`says that it lacks ${what}`, async () => {
            await assert.rejects(open(replies), { message });
        });
    }
});
