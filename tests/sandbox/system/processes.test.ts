import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { launchCommand } from "../../../sandbox/system/launchCommand";
import {
    daemonAlive,
    describeDeath,
    listDaemons,
    parseStartTime,
    startDaemon,
    stopDaemon,
} from "../../../sandbox/system/processes";
import type { Settings } from "../../../sandbox/settings/settings";
import { readSettings } from "../../../sandbox/settings/settings";

describe("launchCommand", () => {
    it("joins control groups first, then namespaces, and hands arguments over unquoted", () => {
        const { file, args } = launchCommand(
            {
                name: "x",
                command: "/bin/my program",
                args: ["--a=$HOME", "b c"],
                netns: "lmc-c1n1",
                mountNamespace: "/run/lmc-sandbox/lmc-c1n1.mnt",
                cgroup: "lmc/c1n1",
            },
            (group) => [`/g/cpu/${group}/procs`, `/g/pids/${group}/procs`],
        );
        assert.equal(file, "/bin/sh");
        assert.deepEqual(args, [
            "-c",
            "echo $$ > '/g/cpu/lmc/c1n1/procs' || exit 1\n" +
                "echo $$ > '/g/pids/lmc/c1n1/procs' || exit 1\n" +
                "exec nsenter --net=/run/netns/lmc-c1n1 --mount=/run/lmc-sandbox/lmc-c1n1.mnt " +
                '-- "$@"',
            "sh",
            "/bin/my program",
            "--a=$HOME",
            "b c",
        ]);
    });

    it("starts a daemon of the machine itself directly", () => {
        const { args } = launchCommand({ name: "x", command: "a", args: [] });
        assert.equal(args[1], 'exec "$@"');
    });
});

describe("parseStartTime", () => {
    const rest = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20";
    it("finds field 22 behind a name with blanks and parentheses", () => {
        assert.equal(parseStartTime(`42 (a ) S (b) S ${rest}`), "4711");
    });
    it("takes a zombie for dead", () => {
        assert.equal(parseStartTime(`42 (sh) Z ${rest}`), undefined);
    });
});

describe("daemons", () => {
    let settings: Settings;
    const sleep = { name: "sleeper", command: "sleep", args: ["600"] };

    beforeEach(async () => {
        const folder = await mkdtemp(join(tmpdir(), "sandbox-"));
        settings = readSettings(folder, {});
    });
    afterEach(async () => {
        for (const { name } of listDaemons(settings)) await stopDaemon(settings, name);
        await rm(settings.projectDir, { recursive: true });
    });

    const pid = () => listDaemons(settings)[0]?.pid;

    it("start once, keep running and stop", async () => {
        await startDaemon(settings, sleep);
        const first = pid();
        await startDaemon(settings, sleep);
        assert.equal(pid(), first);
        assert.deepEqual(listDaemons(settings), [{ name: "sleeper", pid: first, alive: true }]);
        await stopDaemon(settings, "sleeper");
        assert.equal(daemonAlive(settings, "sleeper"), false);
        assert.deepEqual(listDaemons(settings), []);
    });

    it("restart when their command line has changed", async () => {
        await startDaemon(settings, sleep);
        const first = pid();
        await startDaemon(settings, { ...sleep, args: ["601"] });
        assert.notEqual(pid(), first);
        assert.equal(daemonAlive(settings, "sleeper"), true);
    });

    it("never touch a process that took over the pid", async () => {
        await startDaemon(settings, sleep);
        const file = join(settings.stateDir, "pids", "sleeper.json");
        const record = JSON.parse(await readFile(file, "utf8")) as object;
        await writeFile(file, JSON.stringify({ ...record, startTime: "1" }));
        assert.equal(daemonAlive(settings, "sleeper"), false);
        await stopDaemon(settings, "sleeper");
        await writeFile(file, JSON.stringify(record));
        assert.equal(daemonAlive(settings, "sleeper"), true);
    });

    it("see only PATH, HOME and what is given", async () => {
        const env = { GIVEN: "yes" };
        process.env["SANDBOX_TEST_LEAK"] = "leaked";
        await startDaemon(settings, {
            name: "env",
            command: "sh",
            args: ["-c", "env; exec sleep 600"],
            env,
        });
        delete process.env["SANDBOX_TEST_LEAK"];
        const log = join(settings.stateDir, "logs", "env.log");
        for (let i = 0; i < 100 && !(await readFile(log, "utf8")).includes("PATH="); i++) {
            await delay(20);
        }
        const text = await readFile(log, "utf8");
        assert.match(text, /^GIVEN=yes$/m);
        assert.doesNotMatch(text, /leaked/);
    });

    it("that have ended are described with the end of their log", async () => {
        const failing = { name: "failing", command: "sh", args: ["-c", "echo no such thing"] };
        // Whether the start notices depends on who is faster; the description does not.
        await startDaemon(settings, failing).catch(() => undefined);
        while (daemonAlive(settings, "failing")) await delay(5);
        assert.equal(
            describeDeath(settings, "failing"),
            `failing has ended; the end of ${settings.stateDir}/logs/failing.log:\nno such thing`,
        );
    });
});
