import { strict as assert } from "node:assert";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pRetry from "p-retry";
import { passwordFile } from "../../sandbox/cloud/paths";
import { census } from "./census";
import { diagnose } from "./doctorOutput";
import { runGuide, undoGuide } from "./guide";
import { differences, readLinkObjects, type KubernetesObject } from "./linkObjects";
import { allowedDifferences } from "./allowedDifferences";
import { filesUnder, secretTexts } from "./secretTexts";
import { CERTIFICATE_ITEMS, LINK_ITEMS, type CheckOutput } from "./checkItems";
import { SandboxStack } from "./stack";

describe("The mesh on two real clusters", function () {
    let stack: SandboxStack;
    let empty: string[][];
    let planned: string[];
    const printed: string[] = [];
    let fromProgram: Record<string, KubernetesObject[]>;
    const seconds: Record<string, number> = {};

    const timed = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
        const started = performance.now();
        const result = await work();
        seconds[name] = (performance.now() - started) / 1000;
        return result;
    };
    const censuses = () =>
        Promise.all(
            stack.clusters.map(({ name }) => census(stack.tool("kubectl"), stack.kubeconfig(name))),
        );
    const pairs = () =>
        stack.clusters.flatMap((source) =>
            stack.clusters
                .filter((target) => target !== source)
                .map((target) => ({ source: source.name, target: target.name })),
        );
    const linkObjects = async () =>
        Object.fromEntries(
            await Promise.all(
                pairs().map(
                    async ({ source, target }) =>
                        [
                            `${source}-to-${target}`,
                            await readLinkObjects(
                                stack.tool("kubectl"),
                                stack.kubeconfig(source),
                                target,
                            ),
                        ] as const,
                ),
            ),
        );
    const check = async (cluster: string, ...args: string[]) =>
        (await stack.linkerd(cluster, ...args, "--wait=60s")) as CheckOutput;

    before(async () => {
        stack = await SandboxStack.open();
        // A run that was interrupted leaves its mesh.
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        empty = await censuses();
    });

    it("previews every resource on an empty stack, before any CRD exists, and makes nothing", async () => {
        const steps = await stack.previewSteps();
        planned = steps.map((step) => step.urn).sort();
        assert.deepEqual([...new Set(steps.map((step) => step.op))], ["create"]);
        assert.deepEqual(await censuses(), empty);
    });

    it("comes up with one `pulumi up`, making exactly what the preview showed", async () => {
        printed.push(
            await timed("first up", () => stack.pulumi("up", "--yes", "--skip-preview", "--diff")),
        );
        // The engine makes default providers on the way and leaves them out of previews.
        const made = (await stack.resources())
            .map((resource) => resource.urn)
            .filter((urn) => !/^urn:.*::pulumi:providers:.*::default/.test(urn))
            .sort();
        assert.deepEqual(made, planned);
        fromProgram = await linkObjects();
    });

    it("shows nothing to change in a preview after it", async () => {
        await timed("no-change preview", () => stack.pulumi("preview", "--expect-no-changes"));
    });

    it("shows nothing to change after a refresh", async () => {
        await stack.pulumi("refresh", "--yes", "--skip-preview", "--expect-no-changes");
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("notes no stack of the program in the state, but the one of the SDK's own resource", async () => {
        const noted = (await stack.resources()).filter(
            ({ stackTrace }) => stackTrace !== undefined,
        );
        assert.deepEqual(
            noted.map(({ type }) => type),
            ["pulumi:pulumi:Stack"],
        );
    });

    it("changes nothing in a second `pulumi up`", async () => {
        await stack.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
    });

    it("takes over a state of before the OpenStack providers were children of their clusters", async () => {
        const urns = async () => (await stack.resources()).map(({ urn }) => urn).sort();
        const before = await urns();
        const file = join(stack.settings.stateDir, "state-before.json");
        const state = JSON.parse(
            (await stack.pulumi("stack", "export")).replaceAll(
                /::[^"]*\$pulumi:providers:openstack::/g,
                (types) =>
                    `${types.slice(0, types.indexOf("::", 2))}::pulumi:providers:openstack::`,
            ),
        ) as { deployment: { resources: { urn: string; type: string; parent?: string }[] } };
        const { resources } = state.deployment;
        const providers = resources.filter(({ type }) => type === "pulumi:providers:openstack");
        for (const provider of providers) provider.parent = resources[0]?.urn ?? "";
        assert.deepEqual(
            providers.map(({ urn }) => urn.split("::").slice(2)).sort(),
            stack.clusters.map(({ name }) => ["pulumi:providers:openstack", `${name}-openstack`]),
        );
        await writeFile(file, JSON.stringify(state), { mode: 0o600 });
        await stack.pulumi("stack", "import", "--file", file);
        assert.notDeepEqual(await urns(), before);
        await stack.pulumi("preview", "--expect-no-changes");
        await stack.pulumi("up", "--yes", "--skip-preview", "--expect-no-changes");
        assert.deepEqual(await urns(), before);
    });

    it("passes the first six items of `linkerd multicluster check` in both clusters", async () => {
        for (const { name } of stack.clusters) {
            const { categories } = await check(name, "multicluster", "check");
            const checks = categories.find(
                (category) => category.categoryName === "linkerd-multicluster",
            )?.checks;
            const peers = stack.clusters.flatMap((peer) => (peer.name === name ? [] : [peer.name]));
            assert.deepEqual(
                checks?.slice(0, 6).map(({ description, result }) => [description, result]),
                [
                    "Link CRD exists",
                    ...LINK_ITEMS.map((item) => [item, ...peers].join("\n\t* ")),
                ].map((item) => [item, "success"]),
            );
        }
    });

    it("passes the certificate items of `linkerd check` in both clusters", async () => {
        for (const { name } of stack.clusters) {
            const { categories } = await check(name, "check");
            const checks = categories
                .filter(({ categoryName }) =>
                    ["linkerd-identity", "linkerd-webhooks-and-apisvc-tls"].includes(categoryName),
                )
                .flatMap((category) => category.checks);
            assert.deepEqual(
                checks.map(({ description, result }) => [description, result]),
                CERTIFICATE_ITEMS.map((item) => [item, "success"]),
            );
        }
    });

    it("finds each other's gateway alive", async () => {
        for (const { source, target } of pairs()) {
            const gateways = (await stack.linkerd(source, "multicluster", "gateways")) as {
                clusterName: string;
                alive: boolean;
            }[];
            assert.deepEqual(
                gateways
                    .filter(({ clusterName }) => clusterName === target)
                    .map(({ alive }) => alive),
                [true],
            );
        }
    });

    it("keeps keys, tokens, passwords and kubeconfigs out of the state, the outputs and the logs", async () => {
        const shown = JSON.stringify(await stack.resources("--show-secrets"));
        const kubeconfigs = await Promise.all(
            stack.clusters.map(({ name }) => readFile(stack.kubeconfig(name), "utf8")),
        );
        const passwords = await Promise.all(
            stack.clusters.map(({ name }) => readFile(passwordFile(stack.settings, name), "utf8")),
        );
        assert.deepEqual(
            passwords.filter((password) => !shown.includes(password)),
            [],
            "the state holds the passwords, encrypted",
        );
        const inTheClear = [...secretTexts(shown, kubeconfigs), ...passwords];
        assert.ok(inTheClear.length > 20, "tokens, private keys and client keys");
        const places = [
            JSON.stringify(await stack.resources()),
            await stack.pulumi("stack", "output", "--json"),
            ...(await filesUnder(join(stack.settings.stateDir, "backend"))),
            ...printed,
        ];
        for (const place of places) {
            assert.deepEqual(
                inTheClear.filter((secret) => place.includes(secret)),
                [],
            );
        }
    });

    it("makes a new token reach both Secrets and restart the mirror", async () => {
        const [first, second] = stack.clusters.map(({ name }) => name);
        const account = `linkerd-service-mirror-remote-access-${String(first)}`;
        const credentials = ["get", "secret", `cluster-credentials-${String(second)}`];
        const uid = ["--output=jsonpath={.metadata.uid}"];
        const inLinkerd = [...credentials, "--namespace=linkerd"];
        const before = await stack.kubectl(String(first), ...inLinkerd, ...uid);
        await stack.kubectl(
            String(second),
            ..."delete secret --namespace=linkerd-multicluster".split(" "),
            `${account}-token`,
        );
        await stack.pulumi("up", "--yes", "--skip-preview", "--refresh");
        const after = await stack.kubectl(String(first), ...inLinkerd, ...uid);
        assert.notEqual(after, before, "linkerd-destination ignores an updated Secret");
        const objects = await linkObjects();
        const link = `${String(first)}-to-${String(second)}`;
        assert.deepEqual(
            differences(objects[link], fromProgram[link]).map(({ path }) => path),
            [
                "/0/data/kubeconfig/users/0/user/token",
                "/1/data/kubeconfig/users/0/user/token",
                "/8/metadata/annotations/deployment.kubernetes.io/revision",
                "/8/spec/template/metadata/annotations/linkerd-multicluster/credentials-sha256",
            ],
        );
        await stack.pulumi("preview", "--expect-no-changes");
    });

    // kubelet hands a changed Secret to its pods after a minute or two.
    if (process.env["E2E_FULL"]) {
        it("gives every cluster a new issuer, which linkerd-identity takes without a restart", async () => {
            const restore = await stack.configure((config) => {
                config["linkerd-multicluster:issuerGeneration"] = 2;
            });
            const uids = () =>
                Promise.all(
                    stack.clusters.map(({ name }) =>
                        stack.kubectl(
                            name,
                            ..."get secret,pod --namespace=linkerd".split(" "),
                            "--output=jsonpath={range .items[*]}{.metadata.uid} {end}",
                        ),
                    ),
                );
            const before = await uids();
            try {
                await stack.pulumi("up", "--yes", "--skip-preview");
                assert.deepEqual(await uids(), before);
                for (const { name } of stack.clusters) {
                    // kubelet hands a changed Secret to its pods within about a minute.
                    await pRetry(
                        async () => {
                            const events = await stack.kubectl(
                                name,
                                ..."get events --namespace=linkerd --output=name".split(" "),
                                "--field-selector=reason=IssuerUpdated",
                            );
                            assert.notEqual(events, "", `${name}: the issuer was not taken`);
                        },
                        { retries: 75, factor: 1, minTimeout: 2000 },
                    );
                }
            } finally {
                await restore();
            }
            await stack.pulumi("up", "--yes", "--skip-preview");
        });
    }

    it("mirrors an exported Service", async () => {
        const [target, source] = stack.clusters.map(({ name }) => name);
        for (const name of [target, source]) {
            await stack.kubectl(String(name), "create", "namespace", "exported");
        }
        await stack.kubectl(
            String(target),
            ..."create service clusterip hello --tcp=5000 --namespace=exported".split(" "),
        );
        await stack.kubectl(
            String(target),
            ..."label service hello mirror.linkerd.io/exported=true --namespace=exported".split(
                " ",
            ),
        );
        await stack.kubectl(
            String(source),
            ..."wait --for=create --timeout=60s --namespace=exported".split(" "),
            `service/hello-${String(target)}`,
        );
        // A workload of the operator's own in the mesh, whatever becomes of its pod.
        const image = { name: "caller", image: "registry.k8s.io/pause:3.2" };
        const labels = { app: "caller" };
        const annotations = { "linkerd.io/inject": "enabled" };
        const deployment = {
            apiVersion: "apps/v1",
            kind: "Deployment",
            metadata: { name: "caller", namespace: "exported" },
            spec: {
                selector: { matchLabels: labels },
                template: {
                    metadata: { labels, annotations },
                    spec: { containers: [image] },
                },
            },
        };
        const file = join(stack.settings.stateDir, "caller.json");
        await writeFile(file, JSON.stringify(deployment));
        await stack.kubectl(String(source), "apply", "--filename", file);
        await stack.kubectl(
            String(source),
            ..."rollout status deployment caller --namespace=exported --timeout=120s".split(" "),
        );
    });

    it("revokes one link alone, with its account, its mirrors and its lease", async () => {
        const [target = "", source = ""] = stack.clusters.map(({ name }) => name);
        const restore = await stack.configure((config) => {
            config["linkerd-multicluster:links"] = [{ source: target, target: source }];
            // The sample's split needs the other link.
            config["linkerd-multicluster:sample"] = { enabled: false };
        });
        const accept = async () => {
            await stack.configure((config) => {
                config["linkerd-multicluster:acceptCutOff"] = true;
            });
        };
        try {
            const refused = await stack.pulumiFails("preview");
            assert.ok(
                refused.includes(
                    `links is a list of 1: ${source}-to-${target}: without this link ${source} loses the Services exported/hello-${target}, and cuts them off from Deployment exported/caller; write the link again, or set acceptCutOff to true`,
                ),
                refused,
            );
            await accept();
            await stack.pulumi("up", "--yes", "--skip-preview");
            const left = await stack.kubectl(
                source,
                "get",
                "services,leases,serviceaccounts,links,secrets",
                ..."--all-namespaces --output=name".split(" "),
            );
            assert.deepEqual(
                left.split("\n").filter((name) => name.endsWith(`-${target}`)),
                [`serviceaccount/linkerd-service-mirror-remote-access-${target}`],
            );
            const accounts = await stack.kubectl(
                target,
                ..."get serviceaccounts --namespace=linkerd-multicluster --output=name".split(" "),
            );
            assert.deepEqual(accounts.split("\n"), [
                "serviceaccount/default",
                "serviceaccount/linkerd-gateway",
                `serviceaccount/linkerd-service-mirror-${source}`,
            ]);
            await stack.pulumi("preview", "--expect-no-changes");
        } finally {
            await restore();
        }
        await stack.pulumi("up", "--yes", "--skip-preview");
        await stack.kubectl(
            source,
            ..."wait --for=create --timeout=60s --namespace=exported".split(" "),
            `service/hello-${target}`,
        );
    });

    it("refuses to destroy what others use, deletes nothing, and names it", async () => {
        const [target, source] = stack.clusters.map(({ name }) => name);
        const before = (await stack.resources()).map(({ urn }) => urn);
        const refused = await stack.pulumiFails("destroy", "--yes", "--skip-preview");
        console.log(refused);
        for (const line of [
            `  - ${String(target)}: exported Services exported/hello`,
            `  - ${String(source)}: meshed workloads Deployment exported/caller`,
        ]) {
            assert.ok(refused.includes(line), refused);
        }
        assert.doesNotMatch(refused, /^\s+at /m);
        assert.deepEqual(
            (await stack.resources()).map(({ urn }) => urn),
            before,
        );
    });

    it("leaves nothing behind after `pulumi destroy`", async () => {
        const restore = await stack.configure((config) => {
            config["linkerd-multicluster:acceptCutOff"] = true;
        });
        await stack.pulumi("up", "--yes", "--skip-preview");
        await restore();
        await timed("destroy", () => stack.pulumi("destroy", "--yes", "--skip-preview"));
        const [target, source] = stack.clusters.map(({ name }) => name);
        const services = await Promise.all(
            [target, source].map((name) =>
                stack.kubectl(
                    String(name),
                    ..."get services,endpoints --namespace=exported --output=name".split(" "),
                ),
            ),
        );
        assert.deepEqual(services, ["service/hello\nendpoints/hello", ""]);
        for (const name of [target, source]) {
            await stack.kubectl(String(name), "delete", "namespace", "exported");
        }
        assert.deepEqual(await stack.resources(), []);
        assert.deepEqual(await censuses(), empty);
    });

    // Three more installations: too long for CI.
    if (process.env["E2E_FULL"]) {
        it("makes the ten objects of each link as the guide's commands do", async () => {
            await timed("guide", () => runGuide(stack));
            const byHand = await linkObjects();
            const inTheWay = (await diagnose(stack, "--pre")).findings.filter(
                ({ layer, what }) => layer === "releases" && what.includes("linkerd-multicluster"),
            );
            assert.deepEqual(
                inTheWay.map(({ where }) => where),
                stack.clusters.map(({ name }) => name),
            );
            await undoGuide(stack);
            assert.deepEqual(await censuses(), empty);
            for (const { source, target } of pairs()) {
                const link = `${source}-to-${target}`;
                assert.deepEqual(
                    differences(fromProgram[link], byHand[link]).map(({ path }) => path),
                    allowedDifferences.map(({ path }) => path).sort(),
                );
            }
        });

        it("comes up again, reading the gateway's address from the Service", async () => {
            const restore = await stack.configure((config) => {
                const clusters = config["linkerd-multicluster:clusters"] as { gateway?: unknown }[];
                for (const cluster of clusters) delete cluster.gateway;
            });
            try {
                const steps = await stack.previewSteps();
                assert.deepEqual([...new Set(steps.map((step) => step.op))], ["create"]);
                await stack.pulumi("up", "--yes", "--skip-preview");
                await stack.pulumi("preview", "--expect-no-changes");
                for (const { source, target } of pairs()) {
                    const service = await stack.kubectl(
                        target,
                        ..."get service linkerd-gateway --namespace=linkerd-multicluster".split(
                            " ",
                        ),
                        "--output=jsonpath={.status.loadBalancer.ingress[0].ip}",
                    );
                    const link = await stack.kubectl(
                        source,
                        ..."get link --namespace=linkerd-multicluster".split(" "),
                        target,
                        "--output=jsonpath={.spec.gatewayAddress}",
                    );
                    assert.equal(link, service);
                }
                await stack.pulumi("destroy", "--yes", "--skip-preview");
            } finally {
                await restore();
            }
        });

        it("comes up again, in a time that is printed beside the guide's", async () => {
            await timed("up", () => stack.pulumi("up", "--yes", "--skip-preview"));
            await stack.pulumi("destroy", "--yes", "--skip-preview");
            const row = (name: string) => `${name.padEnd(20)}${(seconds[name] ?? 0).toFixed(1)} s`;
            console.log(Object.keys(seconds).map(row).join("\n"));
            console.log(
                `up / guide = ${((seconds["up"] ?? 0) / (seconds["guide"] ?? 1)).toFixed(2)}`,
            );
        });
    }

    it("reports every mistake of a configuration at once, and makes nothing", async () => {
        const restore = await stack.configure((config) => {
            config["linkerd-multicluster:colour"] = "blue";
            config["linkerd-multicluster:issuerLifetime"] = "a year";
            config["linkerd-multicluster:linkerdVersion"] = 2.2; // what YAML reads 2.20 as
        });
        try {
            const printed = await stack.pulumiFails("up", "--yes", "--skip-preview");
            for (const word of ["colour", "a year", "edge-26.7.1"]) {
                assert.ok(printed.includes(word), `${word} is missing in:\n${printed}`);
            }
            assert.doesNotMatch(printed, /^\s+at /m);
            // The engine registers the stack itself before it starts the program.
            assert.deepEqual(
                (await stack.resources()).map((resource) => resource.type),
                ["pulumi:pulumi:Stack"],
            );
        } finally {
            await restore();
        }
    });
});
