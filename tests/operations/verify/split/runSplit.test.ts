import assert from "node:assert/strict";
import type { WebSocket } from "ws";
import { runSplit } from "../../../../operations/verify/split/runSplit";
import type { SplitConfig } from "../../../../stacks/configuration/types/meshConfig";
import { AnsweringServerStandin, type Reply } from "../../support/answeringServerStandin";
import { answerOnce } from "../../support/forwardedPort";
import { plainCluster } from "../../support/plainClusters";

const SHOP = "/api/v1/namespaces/shop";
const SPLIT: SplitConfig = {
    ...{ kind: "HTTPRoute", cluster: "cluster1", namespace: "shop", service: "cart" },
    weights: [
        { cluster: "cluster1", weight: 50 },
        { cluster: "cluster2", weight: 50 },
    ],
};
const WEB = {
    metadata: { name: "web-1", namespace: "shop", labels: { app: "web" } },
    spec: { containers: [{ name: "web" }, { name: "linkerd-proxy" }] },
    status: { conditions: [{ type: "Ready", status: "True" }] },
};
const CART = {
    metadata: { name: "cart", namespace: "shop" },
    spec: { ports: [{ port: 8080 }], selector: { app: "cart" } },
};
const REPLIES: Readonly<Record<string, Reply>> = {
    [`GET ${SHOP}/services`]: { body: { items: [CART] } },
    [`GET ${SHOP}/pods`]: { body: { items: [WEB] } },
    [`GET ${SHOP}/pods/web-1`]: { body: WEB },
};

/** What a container prints for a command. */
type Printer = (words: readonly string[]) => string;

/** A curl in the container, whose requests are all answered with this status and proxy's error. */
const curl =
    (status: string, proxyError = ""): Printer =>
    (words) => {
        if (words.includes("--version")) return "curl 8.5.0 (x86_64)\n";
        const count = Number(/#\[1-(\d+)\]$/.exec(words.at(-1) ?? "")?.[1]);
        return `\n#answer\t${status}\t0.002\t${proxyError}\t\n`.repeat(count);
    };

function print(socket: WebSocket, output: string): void {
    const status =
        output === "" ? { status: "Failure", message: "no curl" } : { status: "Success" };
    socket.send(Buffer.from(`\u0001${output}`));
    socket.send(Buffer.from(`\u0003${JSON.stringify(status)}`));
}

describe("a split of the operator's own", () => {
    let server: AnsweringServerStandin;

    afterEach(() => {
        server.stop();
        assert.deepEqual(server.unexpected, []);
    });

    /** Without `metrics` those of the proxy are not there. */
    async function run(
        printer: Printer,
        replies = REPLIES,
        { weights = SPLIT.weights, metrics = undefined as (() => string) | undefined } = {},
    ) {
        server = await AnsweringServerStandin.start(
            ({ call }) => replies[call],
            (call, accept) => {
                const { pathname, searchParams } = new URL(call.replace(/^GET /, ""), server.url);
                void accept().then((socket) => {
                    if (!pathname.endsWith("/portforward")) {
                        print(socket, printer(searchParams.getAll("command")));
                    } else if (metrics === undefined) {
                        socket.close();
                    } else {
                        answerOnce(socket, 4191, metrics);
                    }
                });
            },
        );
        const cluster = { ...plainCluster("cluster1"), kubeconfig: server.kubeconfig("operator") };
        const trial = { requests: 20, wait: 0, hasSample: false };
        return runSplit(cluster, { ...SPLIT, weights }, trial);
    }

    const asked = "http://cart.shop:8080/ from cluster1/shop/pod/web-1";

    it("takes a page that the application does not have for an answer, and says so", async () => {
        const verdict = await run(curl("404"));
        const { source, split, requests, problems, notes = [] } = verdict;
        assert.deepEqual(
            { source, split, asked: verdict.asked, requests, problems, skipped: verdict.skipped },
            {
                source: "cluster1",
                split: "shop/cart",
                asked,
                requests: 20,
                problems: [],
                skipped: undefined,
            },
        );
        assert.deepEqual(notes.slice(0, 3), [
            "asked in pod web-1 with curl of its container web",
            "weights of the configuration",
            "20 answers were HTTP 404: they count, as verify chose the path",
        ]);
        assert.match(
            notes[3] ?? "",
            /^which cluster answered is not known: the metrics of the proxy/,
        );
    });

    describe("of which a cluster with a weight of 30 % gives nothing in the requests that count", () => {
        const weights = [
            { cluster: "cluster1", weight: 70 },
            { cluster: "cluster2", weight: 30 },
        ];
        /** Answers as the proxy counts them; the first `mirrored` are of the mirror. */
        async function silent(mirrored: number) {
            let sent = 0;
            const printer: Printer = (words) => {
                const output = curl("200")(words);
                sent += output.split("#answer").length - 1;
                return output;
            };
            const line = (labels: string, count: number) =>
                `response_total{direction="outbound",dst_namespace="shop",${labels}} ${count}\n`;
            const metrics = () =>
                [
                    "# TYPE response_total counter\n",
                    line('dst_service="cart"', Math.max(0, sent - mirrored)),
                    line(
                        'dst_service="cart-cluster2",dst_target_cluster="cluster2"',
                        Math.min(sent, mirrored),
                    ),
                ].join("");
            const { shares, problems } = await run(printer, REPLIES, { weights, metrics });
            return { shares, problems };
        }
        const shares = [{ cluster: "cluster1", service: "cart", count: 20 }];

        it("fails where it gave nothing before either", async () => {
            assert.deepEqual(await silent(0), {
                shares,
                problems: ["cluster2 never answered, and its weight is 30.0 %"],
            });
        });

        it("passes where it answered before", async () => {
            assert.deepEqual(await silent(1), { shares, problems: [] });
        });
    });

    for (const [what, printer, problem] of [
        ["that a proxy refuses", curl("403", "unauthorized"), "HTTP 403: unauthorized"],
        ["that the application cannot answer", curl("500"), "HTTP 500"],
    ] as const) {
        it(`fails with requests ${what}`, async () => {
            const { problems } = await run(printer);
            assert.deepEqual(problems, [`20 of 20 requests: ${problem}`]);
        });
    }

    it("is not asked from a pod without curl where nothing may be added", async () => {
        const { requests, problems, skipped } = await run(() => "");
        assert.deepEqual([requests, problems], [0, []]);
        assert.equal(
            skipped,
            "no image of pod shop/web-1 has curl 7.84 or later, and a report adds nothing to it",
        );
    });

    it("is not asked where nobody could ask", async () => {
        const replies = { ...REPLIES, [`GET ${SHOP}/pods`]: { body: { items: [] } } };
        const { problems, skipped } = await run(curl("200"), replies);
        assert.deepEqual(problems, []);
        assert.match(skipped ?? "", /^namespace shop of cluster1 has no pod that runs; /);
    });

    it("fails where the API server does not tell", async () => {
        const message = 'services is forbidden: User "op" cannot list';
        const replies = {
            ...REPLIES,
            [`GET ${SHOP}/services`]: { status: 403, body: { message } },
        };
        const { problems, asked: what } = await run(curl("200"), replies);
        assert.deepEqual(
            [problems, what],
            [[`it answers 403: ${message}`], "Service shop/cart from cluster1"],
        );
    });
});
