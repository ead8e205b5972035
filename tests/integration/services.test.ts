import { strict as assert } from "node:assert";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import pRetry from "p-retry";
import type { Verdict } from "../../operations/verify/judge";
import { census } from "./census";
import { describeFindings, diagnose } from "./doctorOutput";
import { SandboxStack } from "./stack";

const SHOP = "shop";
/** Only the first cluster has it. */
const PANTRY = "pantry";
const CART = "cart";
const PORT = 5000;
const EXPORTED = "mirror.linkerd.io/exported";

function deployment(namespace: string, name: string, container: object) {
    const labels = { app: name };
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name, namespace },
        spec: {
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: { containers: [{ name, ...container }] } },
        },
    };
}

/** A namespace of the operator's with the meshed Deployment and the Service `cart`. */
function shop(namespace: string, version: "v1" | "v2"): object[] {
    const annotations = { "linkerd.io/inject": "enabled" };
    return [
        { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace, annotations } },
        deployment(namespace, CART, {
            image: `docker.io/istio/examples-helloworld-${version}:1.0`,
            ports: [{ containerPort: PORT }],
        }),
        {
            apiVersion: "v1",
            kind: "Service",
            metadata: { name: CART, namespace, labels: { team: "sales" } },
            spec: { ports: [{ name: "http", port: PORT }], selector: { app: CART } },
        },
    ];
}

const CLIENT = deployment(SHOP, "client", {
    image: "docker.io/curlimages/curl:8.11.1",
    command: ["/bin/sleep", "infinity"],
});

/**
 * Services of the operator's own: exports, namespaces for their mirrors, and a split.
 *
 * With the stand-in proxy this proves what verify.test.ts does, and no more.
 */
describe("services of the operator's own", function () {
    let stack: SandboxStack;
    let first = "";
    let second = "";
    let empty: string[][];
    let restore = () => Promise.resolve();

    const up = () => stack.pulumi("up", "--yes", "--skip-preview");
    const censuses = () =>
        Promise.all(
            stack.clusters.map(({ name }) => census(stack.tool("kubectl"), stack.kubeconfig(name))),
        );
    const deploy = async (cluster: string, namespaces: string[], items: object[]) => {
        const file = join(stack.settings.stateDir, `${cluster}-services.json`);
        await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
        await stack.kubectl(cluster, "apply", "--filename", file);
        for (const namespace of namespaces) {
            await stack.kubectl(
                cluster,
                ..."rollout status deployment --timeout=120s --namespace".split(" "),
                namespace,
            );
        }
    };
    const clearNamespaces = async () => {
        for (const { name } of stack.clusters) {
            await stack.kubectl(
                name,
                ..."delete namespace --ignore-not-found".split(" "),
                ...[SHOP, PANTRY],
            );
        }
    };
    const setExports = (exports: object[], others: Readonly<Record<string, unknown>> = {}) =>
        stack.configure((config) => {
            const clusters = config["linkerd-multicluster:clusters"] as {
                name: string;
                exports?: object[];
            }[];
            for (const cluster of clusters) {
                if (cluster.name === first) cluster.exports = exports;
            }
            for (const [key, value] of Object.entries(others)) {
                config[`linkerd-multicluster:${key}`] = value;
            }
        });
    const labels = async (namespace: string) =>
        JSON.parse(
            await stack.kubectl(
                first,
                ...["get", "service", CART, `--namespace=${namespace}`],
                "--output=jsonpath={.metadata.labels}",
            ),
        ) as unknown;
    const waitForMirror = (condition: "create" | "delete", namespace: string) =>
        stack.kubectl(
            second,
            ...["wait", `--for=${condition}`, "--timeout=60s", `--namespace=${namespace}`],
            `service/${CART}-${first}`,
        );
    const ask = async () => {
        const { exitCode, stdout, stderr } = await stack.operation(
            "verify",
            ...["--output", "json", "--from", `${second}/${SHOP}/deploy/client`],
            ...["--to", `${CART}:${String(PORT)}/hello`],
        );
        const told = `${stdout}${stderr}`;
        assert.equal(exitCode, 0, told);
        const { verdicts } = JSON.parse(stdout) as { verdicts: Verdict[] };
        const shares = verdicts.flatMap((verdict) => verdict.shares);
        return { told, answered: shares.map(({ cluster, service }) => [cluster, service]) };
    };
    /** Proxies hear of a mirror and of weights some time after `up`. */
    const hears = (expected: string[][]) =>
        pRetry(
            async () => {
                const { told, answered } = await ask();
                assert.deepEqual(answered, expected, told);
            },
            { retries: 10, factor: 1, minTimeout: 3000 },
        );
    const cart = { namespace: SHOP, service: CART };

    before(async () => {
        stack = await SandboxStack.open();
        [first = "", second = ""] = stack.clusters.map(({ name }) => name);
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        empty = await censuses();
        // The injector comes before what it injects.
        await up();
        await deploy(first, [SHOP, PANTRY], [...shop(SHOP, "v1"), ...shop(PANTRY, "v1")]);
        await deploy(second, [SHOP], [...shop(SHOP, "v2"), CLIENT]);
    });

    after(async () => {
        await restore();
        await clearNamespaces();
    });

    it("refuses a Service that is not there and a namespace that is missing, together", async () => {
        const unset = await setExports([
            { namespace: SHOP, service: "till" },
            { namespace: PANTRY, service: CART },
        ]);
        try {
            const refused = await stack.pulumiFails("preview");
            for (const line of [
                `clusters[0].exports[0].service is "till": ${first}: there is no Service shop/till; make it first, write the name of one that is there, or remove the entry`,
                `createNamespaces is false: ${second}-to-${first}: ${second} lacks the namespace pantry, in which it would get the mirrors of what ${first} exports; write true, or make it with 'kubectl create namespace pantry'`,
            ]) {
                assert.ok(refused.includes(line), refused);
            }
            assert.doesNotMatch(refused, /^\s+at /m);
        } finally {
            await unset();
        }
    });

    it("exports with the label alone, and mirrors, also into a namespace that it makes", async () => {
        const weights = { [second]: 50, [first]: 50 };
        restore = await setExports([cart, { namespace: PANTRY, selector: { team: "sales" } }], {
            createNamespaces: true,
            splits: [{ cluster: second, ...cart, weights }],
        });
        await up();
        for (const namespace of [SHOP, PANTRY]) {
            assert.deepEqual(await labels(namespace), { team: "sales", [EXPORTED]: "true" });
            await waitForMirror("create", namespace);
        }
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("shares the requests as the weights say", async () => {
        await hears([
            [first, `${CART}-${first}`],
            [second, CART],
        ]);
    });

    it("is asked by verify without arguments, beside the sample", async () => {
        const { exitCode, stdout, stderr } = await stack.operation("verify", "--output", "json");
        assert.equal(exitCode, 0, `${stdout}${stderr}`);
        const { verdicts } = JSON.parse(stdout) as { verdicts: Verdict[] };
        assert.deepEqual(
            verdicts.map(({ source, split, skipped }) => [source, split, skipped]),
            [
                [second, undefined, undefined],
                [second, `${SHOP}/${CART}`, undefined],
            ],
        );
        assert.deepEqual(
            verdicts[1]?.shares.map(({ cluster, service }) => [cluster, service]),
            [
                [first, `${CART}-${first}`],
                [second, CART],
            ],
        );
    });

    it("has no error for doctor", async () => {
        const { findings } = await diagnose(stack);
        const errors = findings.filter(({ severity }) => severity === "error");
        assert.equal(describeFindings(errors), "");
    });

    it("takes all requests away from a cluster with weight 0 and one `pulumi up`", async () => {
        for (const [cluster, weight] of [
            [second, "0"],
            [first, "100"],
        ] as const) {
            const path = `splits[0].weights.${cluster}`;
            await stack.pulumi("config", "set", "--path", path, weight);
        }
        await up();
        await hears([[first, `${CART}-${first}`]]);
    });

    it("takes back its label and the mirrors, and leaves the operator's labels", async () => {
        await restore();
        await up();
        for (const namespace of [SHOP, PANTRY]) {
            assert.deepEqual(await labels(namespace), { team: "sales" });
            await waitForMirror("delete", namespace);
        }
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("leaves nothing behind once the operator's namespaces are gone", async () => {
        await clearNamespaces();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        assert.deepEqual(await stack.resources(), []);
        assert.deepEqual(await censuses(), empty);
    });
});
