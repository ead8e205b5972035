import { strict as assert } from "node:assert";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { ExecaChildProcess } from "execa";
import {
    FORMER_LOADER_FILE,
    LOADER_FILE,
    RULES_FILE,
    RULES_FOLDER,
    UNIT,
    UNIT_FILE,
} from "../../components/nodes/names";
import { nodeCommand, nodeScript, type Verb } from "../../components/nodes/nodeScript";
import { FLOATING, NodeNamespaces, type Variant } from "./nodeNamespaces";
import { OTHER_RULES } from "./otherNodeRules";

const [A, B] = FLOATING;
const ROUTES = [
    { peer: "cluster2", privateAddress: "192.168.2.150", floatingAddress: A },
    { peer: "cluster3", privateAddress: "192.168.3.150", floatingAddress: B },
];

const OUR_LINES = [
    "-A PREROUTING -j LINKERD-MULTICLUSTER",
    ...ROUTES.flatMap(({ peer, privateAddress, floatingAddress }) =>
        [4143, 4191].map(
            (port) =>
                `-A LINKERD-MULTICLUSTER -d ${privateAddress}/32 -p tcp -m tcp --dport ${String(port)} ` +
                `-m comment --comment "linkerd-multicluster: gateway of ${peer}" ` +
                `-j DNAT --to-destination ${floatingAddress}`,
        ),
    ),
];

/** Shell commands that take away a part of what apply makes, or add to it. */
const HALF_STATES = [
    ["all of it is there", ":"],
    ["the chain is empty", "iptables -t nat -F LINKERD-MULTICLUSTER"],
    ["nothing enters the chain", "iptables -t nat -D PREROUTING -j LINKERD-MULTICLUSTER"],
    [
        "the chain is gone",
        "iptables -t nat -D PREROUTING -j LINKERD-MULTICLUSTER; iptables -t nat -F LINKERD-MULTICLUSTER; iptables -t nat -X LINKERD-MULTICLUSTER",
    ],
    [
        "other rules enter the chain too",
        `iptables -t nat -A PREROUTING -j LINKERD-MULTICLUSTER; iptables -t nat -A OUTPUT -p tcp -m comment --comment 'an -A "b"' -g LINKERD-MULTICLUSTER`,
    ],
    ["the rules file is gone", `rm ${RULES_FILE}`],
    ["the folder is gone", `rm -r ${RULES_FOLDER}`],
    ["the loader is gone", `rm ${LOADER_FILE}`],
    ["the unit is gone, but not what enables it", `rm ${UNIT_FILE}`],
    ["the unit is not enabled", `systemctl --quiet disable ${UNIT}`],
    ["a run was interrupted while it wrote", `touch ${RULES_FILE}.new ${UNIT_FILE}.new`],
] as const;

/** A shell command that repeats another until it is killed, which it is between two of them. */
function endless(command: string): string {
    return `trap exit TERM; while :; do ${command}; done`;
}

/** What a process has printed so far. */
function printed({ stdout }: ExecaChildProcess): () => string {
    let text = "";
    stdout?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    return () => text;
}

const VARIANTS = (["nft", "legacy"] as const).filter((variant) =>
    existsSync(`/usr/sbin/iptables-${variant}`),
);

it("the node script is tried with at least one iptables", () => {
    assert.notDeepEqual(VARIANTS, []);
});

for (const variant of VARIANTS) {
    describe(`the node script with iptables-${variant}`, () => {
        suite(variant);
    });
}

/**
 * Real bash, sudo, iptables and kernel, in namespaces. Does not prove what a running systemd makes
 * of the unit: `systemctl` works on files here, or is a stand-in that records its arguments.
 */
function suite(variant: Variant): void {
    let node: NodeNamespaces;
    let otherRules: string[];
    let otherFiles: string;

    const run = (verb: Verb, routes = ROUTES, revision = 1) =>
        node.run(nodeCommand(verb), nodeScript(routes, revision));
    const silently = async (verb: Verb, routes = ROUTES) => {
        const { exitCode, stdout, stderr } = await run(verb, routes);
        assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: "", stderr: "" });
    };
    const fails = async (message: string) => {
        const { exitCode, stdout, stderr } = await run("apply");
        const expected = { exitCode: 1, stdout: "", stderr: `lmn-node: ${message}` };
        assert.deepEqual({ exitCode, stdout, stderr }, expected);
    };
    /**
     * Rules of all tables with their counters. Comments hold the time, and iptables-legacy sets the
     * counters of policies to zero with whatever it does.
     */
    const saved = async () =>
        (await node.shell("iptables-save --counters"))
            .split("\n")
            .filter((line) => !line.startsWith("#"))
            .map((line) => line.replace(/^(:.*) \[.*/, "$1"));
    const isOurs = (line: string) => line.includes("LINKERD-MULTICLUSTER");
    const ourLines = async () =>
        (await node.shell("iptables-save -t nat")).split("\n").filter(isRule);
    const isRule = (line: string) => line.startsWith("-A ") && isOurs(line);
    /** All files that differ from the machine's, with mode and contents. */
    const files = () =>
        node.shell(
            "find /mnt -type f -exec stat -c '%a %n' {} + -exec sha256sum {} + | sort; find /mnt ! -type f ! -type d -ls | awk '{print $3, $11, $12, $13}' | sort",
        );
    const clean = async () => {
        await node.shell("iptables-restore --counters", OTHER_RULES);
    };
    const untouched = async () => {
        assert.deepEqual(await saved(), otherRules);
        assert.equal(await files(), otherFiles);
    };

    before(async () => {
        node = await NodeNamespaces.open(variant);
        await clean();
        otherRules = await saved();
        otherFiles = await files();
    });

    after(() => {
        node.close();
    });

    afterEach(async () => {
        await silently("remove");
        await clean();
        await untouched();
    });

    it("ten runs leave one jump, at the top, and one rule per peer and port, and all else as it was", async () => {
        for (let count = 0; count < 10; count++) await silently("apply");
        assert.deepEqual(await ourLines(), OUR_LINES);
        assert.deepEqual(
            (await saved()).filter((line) => !isOurs(line)),
            otherRules,
        );
    });

    it("runs that meet wait for each other", async () => {
        const all = await Promise.all(Array.from({ length: 6 }, () => run("apply")));
        assert.deepEqual(
            all.map(({ exitCode, stderr }) => [exitCode, stderr]),
            all.map(() => [0, ""]),
        );
        assert.deepEqual(await ourLines(), OUR_LINES);
    });

    it("jumps that somebody else left become one", async () => {
        await silently("apply");
        await node.shell("iptables -t nat -A PREROUTING -j LINKERD-MULTICLUSTER");
        await node.shell(
            `iptables -t nat -A PREROUTING -p tcp -m comment --comment 'an -A "b"' -g LINKERD-MULTICLUSTER`,
        );
        await silently("apply");
        assert.deepEqual(await ourLines(), OUR_LINES);
    });

    it("a jump that is no longer at the top stays where it is", async () => {
        await silently("apply");
        await node.shell("iptables -t nat -I PREROUTING -j cali-PREROUTING");
        const before = await node.shell("iptables -t nat -S PREROUTING");
        await silently("apply");
        assert.equal(await node.shell("iptables -t nat -S PREROUTING"), before);
    });

    it("a peer that is gone leaves no rule behind", async () => {
        await silently("apply");
        await silently("apply", ROUTES.slice(1));
        assert.deepEqual(await ourLines(), [OUR_LINES[0], ...OUR_LINES.slice(3)]);
    });

    it("a connection from a pod reaches the floating IP, on the two ports alone", async () => {
        assert.equal(await node.answer("192.168.2.150", 4143), "");
        await silently("apply");
        assert.equal(await node.answer("192.168.2.150", 4143), A);
        assert.equal(await node.answer("192.168.2.150", 4191), A);
        assert.equal(await node.answer("192.168.3.150", 4191), B);
        assert.equal(await node.answer("192.168.2.150", 5000), "");
        assert.equal(await node.answer(A, 5000), A, "port 5000 answers where nothing is rewritten");
        const counters = (await saved()).filter((line) => / -A LINKERD-MULTICLUSTER /.test(line));
        assert.deepEqual(
            counters.map((line) => line.replace(/:.*/, "]")),
            ["[1]", "[1]", "[0]", "[1]"],
        );
    });

    it("a change of address leaves no moment without a rule, and none with two", async () => {
        await silently("apply");
        const moved = ROUTES.map((route) => ({ ...route, floatingAddress: B }));
        const states = [OUR_LINES, OUR_LINES.map((line) => line.replace(A, B))];
        const watcher = node.run(endless("iptables-save -t nat"));
        const caller = node.inPod(endless("cat </dev/tcp/192.168.2.150/4143 || echo failed"));
        const [saves, answers] = [printed(watcher), printed(caller)];
        const seenRules = () => {
            const samples = saves().split("*nat\n").slice(1, -1);
            return new Set(samples.map((save) => save.split("\n").filter(isRule).join("\n")));
        };
        const seenAnswers = () => new Set(answers().split("\n").slice(0, -1));
        const looked = () => seenRules().size > 1 && seenAnswers().size > 1;
        try {
            // On a busy machine fifteen changes go by between two looks.
            for (let count = 0; count < 15 || (!looked() && count < 300); count++) {
                await silently("apply", moved);
                await silently("apply");
            }
        } finally {
            watcher.kill();
            caller.kill();
        }
        await Promise.all([watcher, caller]);
        assert.deepEqual([...seenAnswers()].sort(), [A, B]);
        assert.deepEqual([...seenRules()].sort(), states.map((lines) => lines.join("\n")).sort());
    });

    it("a reboot brings the rules back, by the command of the unit and nothing else", async () => {
        await silently("apply");
        await node.shell("iptables -t nat -F; iptables -t nat -X");
        await clean();
        assert.deepEqual(await ourLines(), []);
        const unit = await node.shell(`cat ${UNIT_FILE}`);
        const [, command = ""] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
        await node.shell(`exec env --ignore-environment ${command}`);
        assert.deepEqual(await ourLines(), OUR_LINES);
        assert.deepEqual(
            (await saved()).filter((line) => !isOurs(line)),
            otherRules,
        );
    });

    it("the unit is one that systemd takes, and part of a boot", async () => {
        await silently("apply");
        const { exitCode, stdout, stderr } = await node.run(`systemd-analyze verify ${UNIT_FILE}`);
        assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: "", stderr: "" });
        assert.equal(await node.shell(`systemctl is-enabled ${UNIT}`), "enabled");
    });

    it("files are root's to write and everybody's to read", async () => {
        await silently("apply");
        assert.equal(
            await node.shell(
                `stat -c "%U %a %n" ${RULES_FOLDER} ${RULES_FILE} ${LOADER_FILE} ${UNIT_FILE}`,
            ),
            [
                `root 755 ${RULES_FOLDER}`,
                `root 644 ${RULES_FILE}`,
                `root 644 ${LOADER_FILE}`,
                `root 644 ${UNIT_FILE}`,
            ].join("\n"),
        );
    });

    for (const [what, harm] of HALF_STATES) {
        it(`remove takes everything away when ${what}`, async () => {
            await silently("apply");
            await node.shell(harm);
            await silently("remove");
            await untouched();
        });
    }

    it("remove has nothing to do on a node that never had rules", async () => {
        await silently("remove");
        await untouched();
    });

    it("remove leaves what somebody else put into the folder", async () => {
        await silently("apply");
        await node.shell(`echo mine > ${RULES_FOLDER}/notes`);
        await silently("remove");
        assert.equal(await node.shell(`ls ${RULES_FOLDER}`), "notes");
        await node.shell(`rm -r ${RULES_FOLDER}`);
    });

    it("without iptables apply says so and writes nothing, and remove removes files", async () => {
        const link = "/etc/alternatives/iptables";
        await silently("apply");
        await node.shell("iptables -t nat -F; iptables -t nat -X");
        await node.shell(`mv ${link} /run/iptables`);
        await silently("remove");
        await fails("iptables is not installed on this node");
        await node.shell(`mv /run/iptables ${link}`);
        await clean();
        await untouched();
    });

    it("a failure is one line with the node's name, and leaves the rules that were there", async () => {
        const link = "/etc/alternatives/iptables-restore";
        await silently("apply");
        await node.shell(
            `mv ${link} /run/real; printf '#!/bin/sh\\necho line 4 >&2; echo failed >&2; exit 2' > ${link}; chmod +x ${link}`,
        );
        await fails(`cannot load ${RULES_FILE}: line 4 failed`);
        await node.shell(`mv /run/real ${link}`);
        assert.deepEqual(await ourLines(), OUR_LINES);
    });

    it("a file that cannot be written is named", async () => {
        await node.shell(`mkdir -p ${LOADER_FILE}`);
        await fails(
            `cannot write ${LOADER_FILE}: mv: cannot overwrite directory '${LOADER_FILE}' with non-directory`,
        );
        await node.shell(`rm -r ${RULES_FOLDER}`);
    });

    it("the loader of earlier versions is taken away", async () => {
        const folder = dirname(FORMER_LOADER_FILE);
        await node.shell(`mount -t tmpfs tmpfs ${folder}; touch ${FORMER_LOADER_FILE}`);
        await silently("apply");
        assert.equal(await node.shell(`ls ${folder}`), "");
        await node.shell(`umount ${folder}`);
    });

    it("a script that arrives in part does nothing", async () => {
        const lines = nodeScript(ROUTES, 1).trimEnd().split("\n");
        await node.shell(nodeCommand("apply"), lines.slice(0, -1).join("\n"));
        await untouched();
    });

    it("without systemctl the rules are there all the same", async () => {
        await node.shell(
            `mkdir /run/upper /run/work
            mount -t overlay -o lowerdir=/usr/bin,upperdir=/run/upper,workdir=/run/work overlay /usr/bin
            rm /usr/bin/systemctl`,
        );
        await silently("apply");
        assert.deepEqual(await ourLines(), OUR_LINES);
        await silently("remove");
        await node.shell("umount --lazy /usr/bin");
        await untouched();
    });

    it("a running systemd reads its units again, and lets go of one that is active", async () => {
        await node.shell(
            `printf '#!/bin/sh\\necho "$*" >> /run/calls; [ "$2" != is-active ] || [ -e /run/active ]' > /run/systemctl-standin
            chmod +x /run/systemctl-standin
            mount --bind /run/systemctl-standin /usr/bin/systemctl
            mkdir -p /run/systemd/system`,
        );
        const calls = () => node.shell("cat /run/calls; rm /run/calls");
        await silently("apply");
        assert.equal(await calls(), `daemon-reload\n--quiet enable ${UNIT}`);
        await silently("remove");
        assert.equal(await calls(), `--quiet is-active ${UNIT}\ndaemon-reload`);
        await silently("apply");
        await node.shell("rm /run/calls; touch /run/active");
        await silently("remove");
        assert.equal(await calls(), `--quiet is-active ${UNIT}\nstop ${UNIT}\ndaemon-reload`);
        await node.shell("umount /usr/bin/systemctl; rm -r /run/systemd");
    });
}
