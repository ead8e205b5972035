import { strict as assert } from "node:assert";
import { table } from "table";
import { census } from "./census";
import { momentsOfDestroy, momentsOfUp, type Moment } from "./interruption/moments";
import { removeEmptyAttributes, runNamed } from "./interruption/recovery";
import { end, Run } from "./interruption/run";
import { World } from "./interruption/world";
import { inNode } from "./nodeChain";
import { SandboxStack, type StateResource } from "./stack";

/** A row of the table that docs/reliability.md has. */
interface Kill {
    readonly moment: string;
    /** What was there, or gone, when the engine was killed. */
    readonly object: string;
    /** The resource, where the state has it. */
    readonly resource: string | undefined;
    readonly noted: boolean;
    readonly left: readonly string[];
    readonly seconds: number;
    /** Whether the kill left an empty file beside the state: see docs/openstack.md. */
    readonly emptied: boolean;
    recovery: string;
}

/**
 * One chain of runs: each goes on where the one before was killed, the last comes to its end.
 *
 * Does not prove what every instant leaves behind: a kill strikes within some 50 ms of its moment, so
 * that the same object is noted in one run and not in another. The table says which it was.
 */
describe("A killed engine", function () {
    this.timeout(3_600_000);
    let stack: SandboxStack;
    let world: World;
    let empty: unknown;
    const kills: Kill[] = [];
    const everything = async () => ({
        neutron: await world.neutron(),
        chains: await world.chains(),
        clusters: await Promise.all(
            stack.clusters.map(({ name }) => census(stack.tool("kubectl"), stack.kubeconfig(name))),
        ),
    });
    const inState = (resources: readonly StateResource[], object: string) => {
        const [cluster, id] = object.includes(":") ? object.split(":") : ["", object];
        return resources
            .map(({ urn, id: own }) => ({ name: urn.split("::").at(-1) ?? "", own }))
            .find(({ name, own }) => name.startsWith(cluster ?? "") && (own === id || name === id))
            ?.name;
    };

    /** The second line of the recovery; with few steps at once, so that each is seen. */
    const start = (command: "up" | "destroy") =>
        Run.pulumi(stack, command, "--yes", "--skip-preview", "--parallel", "2");
    const recovered = (
        printed: string,
        { object, resource }: Kill,
        resources: readonly StateResource[],
    ) => {
        const name = resource ?? inState(resources, object);
        const line = new RegExp(` ${String(name)} (imported|created|updated|deleted)`);
        return line.exec(printed)?.[1];
    };

    /** One run after the other, each killed at the first moment that is left; the last comes to its end. */
    async function chain(command: "up" | "destroy", moments: readonly Moment[]) {
        const change = command === "up" ? "more" : "fewer";
        let left = moments;
        let last: Kill | undefined;
        for (;;) {
            if (last !== undefined) await stack.pulumi("cancel", "--yes");
            const started = performance.now();
            let run = start(command);
            let hit = await run.until(change, left);
            const named =
                hit === undefined && (await run.ended) !== 0
                    ? await runNamed(stack, run.printed)
                    : [];
            if (named.length > 0) {
                run = start(command);
                hit = await run.until(change, left);
            }
            const seconds = Math.round((performance.now() - started) / 1000);
            // Of a run that is killed only the state tells what it did.
            const processes = hit === undefined ? [] : await run.kill();
            if (hit === undefined) assert.equal(await run.ended, 0, run.printed);
            const emptied = await removeEmptyAttributes(stack);
            const resources = await stack.resources();
            if (last !== undefined && !last.noted) {
                last.recovery =
                    named.length > 0
                        ? `${String(new Set(named).size)} named commands`
                        : (recovered(run.printed, last, resources) ?? "not yet");
            }
            if (hit === undefined) break;
            const { seen: moment, object } = hit;
            left = left.filter((one) => one !== moment);
            if (moment.pluginsWorkOn === true) await workedOn();
            await end(processes);
            const resource = inState(resources, object);
            const noted = (resource !== undefined) === (command === "up");
            last = {
                moment: `${command}: ${moment.what}`,
                object,
                resource,
                noted,
                left: processes.map(
                    ({ command: words }) => words.split(" ")[0]?.split("/").at(-1) ?? "",
                ),
                seconds,
                emptied,
                recovery: noted ? "nothing" : "",
            };
            kills.push(last);
            console.log(JSON.stringify(last));
        }
        return left;
    }

    /**
     * What a plugin does between the kill and its own end can pass over a moment: those once more, from
     * the start.
     */
    async function killAtAll(command: "up" | "destroy", moments: readonly Moment[]) {
        let left = await chain(command, moments);
        if (left.length > 0) {
            await stack.pulumi(command === "up" ? "destroy" : "up", "--yes", "--skip-preview");
            left = await chain(command, left);
        }
        assert.deepEqual(
            left.map(({ what }) => what),
            [],
            "moments that no run came to",
        );
    }

    /** The release that was being installed is: its plugin did not notice that the engine is gone. */
    async function workedOn() {
        for (;;) {
            const pending = await Promise.all(
                stack.clusters.map(({ name }) =>
                    stack.kubectl(
                        name,
                        ...["get", "secrets", "--all-namespaces", "--output", "name"],
                        ...["--selector", "owner=helm,status=pending-install"],
                    ),
                ),
            );
            if (pending.every((one) => one === "")) return;
        }
    }

    before(async () => {
        stack = await SandboxStack.open();
        process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"] = "true";
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        world = await World.open(stack);
        empty = await everything();
    });

    after(() => {
        delete process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"];
        const rows = kills.map(({ moment, object, noted, emptied, left, recovery, seconds }) => [
            moment,
            object,
            noted ? "yes" : "no",
            emptied ? "yes" : "no",
            recovery,
            String(seconds),
            String(left.length),
        ]);
        const head = ["moment", "object", "noted", "emptied", "recovery", "s", "left"];
        console.log(table([head, ...rows]));
    });

    it("of `up` is followed by one that goes on, at fifteen moments", async () => {
        await killAtAll("up", momentsOfUp(world));
    });

    it("leaves nothing twice and nothing unowned", async () => {
        const ids = new Set((await stack.resources()).map(({ id }) => id));
        const unowned = (
            await Promise.all(
                ["floatingips", "ports", "security-groups"].map(async (collection) =>
                    (await world.marked(collection)).filter(({ id }) => !ids.has(id)),
                ),
            )
        ).flat();
        assert.deepEqual(unowned, []);
        const rules = (await world.marked("security-group-rules")).map((rule) =>
            JSON.stringify([
                rule["security_group_id"],
                rule["port_range_min"],
                rule["remote_ip_prefix"],
            ]),
        );
        assert.deepEqual([...new Set(rules)], rules);
        assert.equal((await world.marked("floatingips")).length, stack.clusters.length);
        const pairs = await world.pairs();
        assert.deepEqual(
            pairs.filter((one) => !ids.has(one)),
            [],
        );
        assert.deepEqual([...new Set(pairs)], pairs);
        const chains = await Promise.all(
            stack.clusters
                .flatMap(({ nodes }) => nodes)
                .map(async (node) =>
                    (await inNode(node, "iptables-save", "--table", "nat"))
                        .split("\n")
                        .filter((line) => line.includes("LINKERD-MULTICLUSTER")),
                ),
        );
        for (const lines of chains) assert.deepEqual([...new Set(lines)], lines);
        delete process.env["PULUMI_K8S_UPSERT_EXISTING_OBJECTS"];
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("of `destroy` is followed by one that goes on, at eight moments, and nothing stays", async () => {
        await stack.pulumi("refresh", "--yes", "--skip-preview", "--clear-pending-creates");
        await killAtAll("destroy", momentsOfDestroy(world));
        assert.deepEqual(await everything(), empty);
    });
});
