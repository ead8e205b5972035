import assert from "node:assert/strict";
import { readAsk, type AskOptions } from "../../../operations/verify/askOptions";

const CLUSTERS = ["cluster1", "cluster2"];
const FROM = "cluster2/shop/deploy/web";

describe("readAsk", () => {
    it("asks the splits a hundred times where nothing is written", () => {
        assert.deepEqual(readAsk({}, CLUSTERS), { requests: 100, wait: 60 });
        const image = "registry.site/curl:8.11.1";
        assert.deepEqual(readAsk({ image }, CLUSTERS), { requests: 100, wait: 60, image });
    });

    it("asks a Service of the pod's namespace", () => {
        assert.deepEqual(readAsk({ from: FROM, to: "cart:8080/healthz" }, CLUSTERS), {
            from: { cluster: "cluster2", namespace: "shop", kind: "deployment", name: "web" },
            to: {
                namespace: "shop",
                service: "cart",
                port: 8080,
                url: "http://cart:8080/healthz",
            },
            requests: 100,
        });
    });

    it("asks a Service of another namespace for a while", () => {
        const given = { to: "cart.store.svc.cluster.local", duration: "1m30s", rate: "20" };
        assert.deepEqual(readAsk({ from: "cluster1/shop/pod/web-0", ...given }, CLUSTERS), {
            from: { cluster: "cluster1", namespace: "shop", kind: "pod", name: "web-0" },
            to: {
                namespace: "store",
                service: "cart",
                port: 80,
                url: "http://cart.store.svc.cluster.local:80/",
            },
            requests: 1800,
            watch: { seconds: 90, rate: 20 },
        });
    });

    const TO = "cart:8080/healthz";
    const FROM_FORM =
        "write CLUSTER/NAMESPACE/KIND/NAME with a kind of pod, deploy, sts or ds, for example cluster2/shop/deploy/web";
    const TO_FORM =
        "write SERVICE[.NAMESPACE][:PORT][/PATH] without http://, for example cart:8080/healthz";
    const WRONG: readonly [string, AskOptions, readonly string[]][] = [
        [
            "everything at once",
            { from: "web", to: "http://cart", duration: "5", rate: "0", image: "a b", wait: "1" },
            [
                '--rate is "0": write a whole number from 1 to 100',
                `--from is "web": ${FROM_FORM}`,
                `--to is "http://cart": ${TO_FORM}`,
                '--duration is "5": write a duration from 1s to 24h, for example 5m',
                '--image is "a b": write an image in lower case with its tag or digest, for example registry.k8s.io/pause:3.2',
                "--wait does not go with --from: it is for splits",
            ],
        ],
        ["a sender without a receiver", { from: FROM }, ["--from goes with --to"]],
        [
            "a duration of the sample",
            { duration: "5m", rate: "5", requests: "10" },
            [
                "--duration goes with --from",
                "--requests does not go with --duration: write --rate for how many in a second",
            ],
        ],
        [
            "an unknown cluster",
            { from: "cluster9/shop/sts/web", to: TO },
            ['--from is "cluster9/shop/sts/web": write one of the clusters cluster1, cluster2'],
        ],
        [
            "a kind that makes no pods",
            { from: "cluster1/shop/svc/web", to: TO },
            [`--from is "cluster1/shop/svc/web": ${FROM_FORM}`],
        ],
        [
            "a name that a terminal would obey",
            { from: "cluster1/shop/deploy/\u001B[31mweb\u202E", to: TO },
            [`--from is "cluster1/shop/deploy/web": ${FROM_FORM}`],
        ],
        [
            "a namespace of 64 characters",
            { from: `cluster1/${"x".repeat(64)}/pod/a`, to: TO },
            [`--from is "cluster1/${"x".repeat(64)}/pod/a": ${FROM_FORM}`],
        ],
        [
            "a port that cannot be",
            { from: FROM, to: "cart:70000/" },
            [`--to is "cart:70000/": ${TO_FORM}`],
        ],
        ["no Service", { from: FROM, to: ":80/" }, [`--to is ":80/": ${TO_FORM}`]],
        [
            "what curl would expand",
            { from: FROM, to: "cart/a[1-9]" },
            [`--to is "cart/a[1-9]": ${TO_FORM}`],
        ],
        [
            "alternatives that curl would expand",
            { from: FROM, to: "cart/{a,b}" },
            [`--to is "cart/{a,b}": ${TO_FORM}`],
        ],
        [
            "a user in the name",
            { from: FROM, to: "evil@cart:80/" },
            [`--to is "evil@cart:80/": ${TO_FORM}`],
        ],
        ["a second line", { from: FROM, to: "cart/a\nb" }, [`--to is "cart/a b": ${TO_FORM}`]],
        [
            "a fragment, which is how requests are repeated",
            { from: FROM, to: "cart/a#b" },
            [`--to is "cart/a#b": ${TO_FORM}`],
        ],
        [
            "no number",
            { requests: "1e3" },
            ['--requests is "1e3": write a whole number from 1 to 100000'],
        ],
    ];
    for (const [what, given, mistakes] of WRONG) {
        it(`refuses ${what}`, () => {
            assert.deepEqual(readAsk(given, CLUSTERS), { mistakes });
        });
    }
});
