import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { lastImages } from "../../sandbox/images/ensureImages";
import { OUTSIDE_VERSIONS } from "../../sandbox/linkerd/versions";
import { census } from "./census";
import type { CheckOutput } from "./checkItems";
import { describeFindings, diagnose } from "./doctorOutput";
import { describeAsked, RequestStream } from "./requestStream";
import { SandboxStack } from "./stack";

const FROM = "stable-2.14.10";

/** What no plan of an upgrade may delete or replace: without it links or trust would be gone for a moment. */
const KEPT =
    /(multicluster\.linkerd\.io\/\S*:Link|core\/v1:Secret|:MirrorCleanup|:CustomResourceDefinition|tls:\S*|openstack:\S*|core\/v1:Namespace)::(?!\S*-smi-namespace$)/;

/**
 * A Linkerd that was given with `npm run e2e -- --linkerd VERSION`: the upgrade to it while requests
 * run through the split, then a fresh install. Its parts are real; those of 2.14 are as far as
 * archives of them are in the image folder.
 */
describe("A Linkerd given from outside", function () {
    const given = SandboxStack.givenLinkerd;
    let stack: SandboxStack;
    let source: string;
    let empty: string[][];
    let restore: (() => Promise<void>) | undefined;

    const up = () => stack.pulumi("up", "--yes", "--skip-preview");
    const destroy = () => stack.pulumi("destroy", "--yes", "--skip-preview");
    const censuses = () =>
        Promise.all(
            stack.clusters.map(({ name }) => census(stack.tool("kubectl"), stack.kubeconfig(name))),
        );
    const setVersion = (version: string) =>
        stack.configure((config) => {
            config["linkerd-multicluster:linkerdVersion"] = version;
            // The step from 2.14 to anything but the first of them skips a row.
            if (OUTSIDE_VERSIONS.findIndex(({ linkerd }) => linkerd === version) > 0) {
                config["linkerd-multicluster:acceptSkippedVersions"] = true;
            }
        });
    const verified = () =>
        pRetry(
            async () => {
                const { exitCode, stdout, stderr } = await stack.operation("verify");
                assert.equal(exitCode, 0, `verify: ${stdout}${stderr}`);
            },
            { retries: 12, factor: 1, minTimeout: 5000 },
        );
    /** Items of a check that are not fulfilled. What asks the internet is left out: it may be far, or newer. */
    const failedItems = async (cluster: string, ...args: string[]) => {
        const output = (await stack.linkerd(cluster, ...args, "--wait=120s")) as CheckOutput;
        return output.categories
            .flatMap(({ checks }) => checks)
            .filter(({ result, description }) => {
                return result !== "success" && !/up-to-date|latest version/.test(description);
            })
            .map(({ description, error }) => `${cluster}: ${description}: ${error ?? ""}`);
    };
    const imagesOf = async (cluster: string, ...pods: string[]) => {
        const paths = ["containers", "initContainers"].map(
            (kind) =>
                `{range .items[*].spec.${kind}[?(@.name=="linkerd-proxy")]}{.image}{"\\n"}{end}`,
        );
        const output = `--output=jsonpath=${paths.join("")}`;
        const images = await stack.kubectl(cluster, "get", "pods", ...pods, output);
        return [...new Set(images.split("\n").filter(Boolean))];
    };
    const healthy = () => {
        it("passes `linkerd check` and `linkerd multicluster check` of its own CLI", async () => {
            const failed = [];
            for (const { name } of stack.clusters) {
                failed.push(...(await failedItems(name, "check")));
                failed.push(...(await failedItems(name, "multicluster", "check")));
            }
            assert.deepEqual(failed, []);
        });

        it("finds the gateways of all peers alive", async () => {
            for (const { name } of stack.clusters) {
                const gateways = (await stack.linkerd(name, "multicluster", "gateways")) as {
                    clusterName: string;
                    alive: boolean;
                }[];
                assert.deepEqual(
                    gateways.map(({ clusterName, alive }) => [clusterName, alive]).sort(),
                    stack.clusters.flatMap((peer) =>
                        peer.name === name ? [] : [[peer.name, true]],
                    ),
                    `gateways that ${name} sees`,
                );
            }
        });

        it("has nothing wrong for doctor, and the split's shares for verify", async () => {
            await pRetry(
                async () => {
                    const { findings } = await diagnose(stack);
                    assert.deepEqual(findings, [], describeFindings(findings));
                },
                { retries: 30, factor: 1, minTimeout: 2000 },
            );
            await verified();
        });

        it("shows nothing to change in a preview, nor after a refresh", async () => {
            await stack.pulumi("preview", "--expect-no-changes");
            await stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes");
            await stack.pulumi("preview", "--expect-no-changes");
        });
    };

    before(async function () {
        if (given === undefined) this.skip();
        stack = await SandboxStack.open();
        source = stack.clusters.at(-1)?.name ?? "";
        await destroy();
        empty = await censuses();
    });

    after(async () => {
        await restore?.();
    });

    describe(`upgraded from ${FROM}`, function () {
        before(async function () {
            // Root hooks of a skipped suite run all the same.
            if (given === undefined) this.skip();
            restore = await setVersion(FROM);
            await up();
            await verified();
            const images = await lastImages(stack.settings);
            const standins = images.flatMap(({ name, source: from }) =>
                from === "standin" && name.startsWith("cr.l5d.io/") ? [name] : [],
            );
            console.log(
                standins.length === 0
                    ? `Every image of ${FROM} is real.`
                    : `Of ${FROM} these are stand-ins: ${standins.join(", ")}`,
            );
            await setVersion(given);
        });

        it("previews no delete and no replacement of what links and trust hang on", async () => {
            const steps = await stack.previewSteps();
            const counts = steps.map(({ op }) => op).sort();
            console.log(
                [...new Set(counts)]
                    .map((op) => `${op}: ${String(counts.filter((other) => other === op).length)}`)
                    .join(", "),
            );
            assert.deepEqual(
                steps
                    .filter(({ op, urn }) => /delete|replace/.test(op) && KEPT.test(urn))
                    .map(({ op, urn }) => `${op} ${urn}`),
                [],
            );
        });

        it("loses no request through the split meanwhile", async () => {
            const requests = RequestStream.start(stack, source);
            await sleep(10_000);
            const before = requests.asked.length;
            const started = performance.now();
            let failure: unknown;
            try {
                await up();
            } catch (error) {
                failure = error;
            }
            const seconds = (performance.now() - started) / 1000;
            // What changed hands last is seen a while later.
            await sleep(30_000);
            const asked = await requests.stop();
            console.log(`up took ${seconds.toFixed(1)} s; ${describeAsked(asked)}`);
            if (failure !== undefined) throw failure as Error;
            assert.ok(before > 0, "no request was answered before the upgrade began");
            assert.deepEqual(
                asked.filter(({ failure }) => failure !== undefined),
                [],
                describeAsked(asked),
            );
        });

        it("gives the sample proxies of its own with a restart, and every other pod without one", async () => {
            const image = `cr.l5d.io/linkerd/proxy:${String(given)}`;
            for (const { name } of stack.clusters) {
                for (const namespace of ["linkerd", "linkerd-multicluster"]) {
                    assert.deepEqual(
                        await imagesOf(name, "--namespace", namespace),
                        [image],
                        `proxies in ${namespace} of ${name}`,
                    );
                }
                const sample = ["--namespace", "sample"];
                await stack.kubectl(name, "rollout", "restart", "deployment", ...sample);
                await stack.kubectl(name, "rollout", "status", "deployment", ...sample);
                await pRetry(
                    async () => {
                        assert.deepEqual(
                            await imagesOf(name, ...sample),
                            [image],
                            `sample of ${name}`,
                        );
                    },
                    { retries: 60, factor: 1, minTimeout: 1000 },
                );
            }
        });

        healthy();

        it("leaves nothing but the CRDs of the Gateway API after `pulumi destroy`", async () => {
            await destroy();
            const left = (await censuses()).map((objects, index) =>
                objects.filter((object) => !empty[index]?.includes(object)),
            );
            assert.deepEqual(
                left.flat().filter((object) => !object.endsWith(".gateway.networking.k8s.io")),
                [],
            );
        });
    });

    describe("installed afresh", function () {
        before(async function () {
            if (given === undefined) this.skip();
            await up();
        });

        healthy();
    });
});
