import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { parse, stringify } from "yaml";
import { cloudsFile } from "../../sandbox/cloud/paths";
import { sshFiles } from "../../sandbox/node/sshFiles";
import { stackConfigFile } from "../../sandbox/stack/stackConfig";
import { SandboxStack, type Step } from "./stack";

const PREFIX = "linkerd-multicluster:";

type Config = Record<string, unknown>;

/** `npm run configure`: from kubeconfigs and a clouds.yaml to a stack's file that works. */
describe("configure", function () {
    let stack: SandboxStack;
    let file: string;
    let flags: string[];

    const configure = (...more: string[]) => stack.operation("configure", ...flags, ...more);
    const written = async () => (parse(await readFile(file, "utf8")) as { config: Config }).config;

    before(async () => {
        stack = await SandboxStack.open();
        const { settings, clusters } = stack;
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        file = join(settings.stateDir, "Pulumi.configured.yaml");
        flags = [
            ...["--config-file", file, "--clouds-path", cloudsFile(settings)],
            ...["--ssh-key", sshFiles(settings).privateKey],
            ...["--kubeconfig", ...clusters.map(({ name }) => stack.kubeconfig(name))],
        ];
    });

    // What an operator has of the sandbox: its salt, its charts and its Linkerd.
    beforeEach(async () => {
        const text = await readFile(stackConfigFile(stack.settings), "utf8");
        const document = parse(text) as { config: Config };
        const kept = Object.entries(document.config).filter(
            ([key]) => ![`${PREFIX}clusters`, `${PREFIX}sample`].includes(key),
        );
        const linkerd = SandboxStack.givenLinkerd ?? "stable-2.14.10";
        const config = { ...Object.fromEntries(kept), [`${PREFIX}linkerdVersion`]: linkerd };
        await writeFile(file, stringify({ ...document, config }));
    });

    after(() => rm(file, { force: true }));

    it("asks for the host keys that nobody knows, with their fingerprints, and writes nothing", async () => {
        const before = await readFile(file, "utf8");
        const { exitCode, stdout, stderr } = await configure("--known-hosts", "/dev/null", "--yes");
        const bastions = stack.clusters.map(
            ({ name, masterFloatingIp }) => `bastion of ${name}, ${masterFloatingIp}`,
        );
        const keys = stdout.split("\n").filter((line) => line.includes("SHA256:"));
        assert.deepEqual(
            keys.map((line) => line.replace(/SHA256:[\w+/]{43}$/, "SHA256:…")),
            bastions.map((bastion) => `  ${bastion}: ed25519 SHA256:…`),
        );
        assert.deepEqual(
            [exitCode, stderr.split("\n")],
            [
                2,
                [
                    "Nothing was written.",
                    "Missing on the command line:",
                    ...bastions.map(
                        (bastion) =>
                            `  --accept-host-keys  once the keys above are compared: ${bastion}`,
                    ),
                ],
            ],
        );
        assert.equal(await readFile(file, "utf8"), before);
    });

    it("writes what the sandbox writes itself, green for doctor --pre, and the same plan", async () => {
        const { exitCode, stdout, stderr } = await configure(
            ...["--known-hosts", "/dev/null", "--accept-host-keys", "--yes"],
        );
        assert.equal(exitCode, 0, stdout + stderr);
        assert.ok(stdout.endsWith(`Next: pulumi up --config-file ${file}`), stdout);
        const { [`${PREFIX}clusters`]: clusters } = await written();
        const known = (clusters as { nodes: { knownHosts: string } }[]).map(({ nodes }) =>
            nodes.knownHosts.split("\n").map((line) => line.split(" ").slice(0, 2)),
        );
        const { projectDir } = stack.settings;
        const shown = (path: string) => {
            const short = relative(projectDir, path);
            return short.startsWith("..") || isAbsolute(short) ? path : short;
        };
        assert.deepEqual(
            [clusters, known],
            [
                stack.clusters.map(({ name, gatewayAddress, openstack, nodes }, index) => ({
                    name,
                    kubeconfigPath: shown(stack.kubeconfig(name)),
                    gateway: { ip: gatewayAddress },
                    openstack: {
                        cloud: name,
                        network: openstack.network,
                        floatingIp: { pool: "public" },
                        securityGroup: openstack.securityGroup,
                        addressPairs: "manage",
                        cloudsPath: shown(cloudsFile(stack.settings)),
                    },
                    nodes: {
                        hosts: nodes.map((node) => ({ name: node.name, address: node.ip })),
                        knownHosts: (clusters as { nodes: { knownHosts: string } }[])[index]?.nodes
                            .knownHosts,
                        privateKeyPath: shown(sshFiles(stack.settings).privateKey),
                    },
                })),
                stack.clusters.map(({ masterFloatingIp, nodes }) => [
                    [masterFloatingIp, "ssh-ed25519"],
                    ...nodes.map(({ ip }) => [ip, "ssh-ed25519"]),
                    [""],
                ]),
            ],
        );
        // The engine tells independent steps in one order or another.
        const plan = (steps: readonly Step[]) =>
            steps
                .map(({ op, urn, newState }) => [op, urn, newState?.inputs] as const)
                .sort(([, one], [, other]) => (one < other ? -1 : 1));
        const own = plan(await stack.previewSteps());
        assert.ok(own.length > 100, String(own.length));
        assert.deepEqual(plan(await stack.previewSteps("--config-file", file)), own);
    });

    it("takes known host keys from their file, and changes nothing when it runs again", async () => {
        const known = ["--known-hosts", sshFiles(stack.settings).knownHosts, "--yes"];
        const first = await configure(...known);
        assert.equal(first.exitCode, 0, first.stdout + first.stderr);
        const text = await readFile(file, "utf8");
        assert.ok(!text.includes("ssh-ed25519"), text);
        const second = await configure(...known);
        assert.deepEqual(
            [second.exitCode, second.stderr],
            [
                2,
                "Nothing was written.\nMissing on the command line:\n  --force  to change the clusters that Pulumi.configured.yaml has",
            ],
        );
        const third = await configure(...known, "--force");
        assert.equal(third.exitCode, 0, third.stdout + third.stderr);
        assert.match(third.stdout, /^.*Pulumi\.configured\.yaml has all of this already\.$/m);
        assert.equal(await readFile(file, "utf8"), text);
        assert.ok(!existsSync(`${file}.new`));
    });
});
