import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import type { Outcome } from "../../../operations/verify/curl";
import type { Timed } from "../../../operations/verify/podClient";
import { watch, type Watch } from "../../../operations/verify/watch";

/** A clock that stands still but for those who sleep, and what happens by it. */
class Story {
    public readonly events: string[] = [];
    #now = 0;

    public readonly clock = {
        now: () => this.#now,
        sleep: (milliseconds: number) => {
            this.#now += milliseconds;
            // What came back meanwhile is seen before.
            return setImmediate();
        },
    };

    /** Lets time pass in which nobody sleeps. */
    public pass(milliseconds: number): void {
        this.#now += milliseconds;
    }

    public tell(event: string): void {
        this.events.push(`${this.#now / 1000} ${event}`);
    }

    public answers(count: number): readonly Timed<Outcome>[] {
        const answer = { answer: { milliseconds: 1 }, at: this.#now };
        return Array.from({ length: count }, () => answer);
    }

    public watch(changes: Partial<Watch<string>>): ReturnType<typeof watch> {
        return watch(
            {
                seconds: 2,
                rate: 5,
                open: () => Promise.resolve("pod"),
                run: (source, count, perSecond) => {
                    this.tell(`${source} ${count} at ${perSecond}/s`);
                    return Promise.resolve(this.answers(count));
                },
                look: (source) => {
                    this.tell(`look at ${source}`);
                    return Promise.resolve();
                },
                ...changes,
            },
            this.clock,
        );
    }
}

describe("a watch", () => {
    let story: Story;

    beforeEach(() => {
        story = new Story();
    });

    it("asks in each second, in runs that are short", async () => {
        const { outcomes, unsent, isLost } = await story.watch({ rate: 25 });
        assert.deepEqual([outcomes.length, unsent, isLost], [50, [], false]);
        assert.deepEqual(story.events, [
            "0 look at pod",
            ...["0 pod 9 at 9/s", "0 pod 8 at 8/s", "0 pod 8 at 8/s"],
            ...["1 pod 9 at 9/s", "1 pod 8 at 8/s", "1 pod 8 at 8/s"],
            "1 look at pod",
        ]);
    });

    it("looks at the proxy every ten seconds", async () => {
        await story.watch({ seconds: 21, rate: 1 });
        assert.deepEqual(
            story.events.filter((event) => event.includes("look")),
            ["0 look at pod", "10 look at pod", "20 look at pod", "20 look at pod"],
        );
    });

    it("finds another pod where one is lost, and counts what was not sent", async () => {
        const pods = ["old", "new"];
        const { outcomes, unsent, isLost } = await story.watch({
            seconds: 4,
            open: () => Promise.resolve(pods.shift() ?? "none"),
            run: (source, count) => {
                story.tell(`${source} ${count}`);
                return source === "old" && story.clock.now() === 1000
                    ? Promise.reject(new Error("the pod is gone"))
                    : Promise.resolve(story.answers(count));
            },
        });
        assert.deepEqual(unsent, [{ reason: "the pod is gone", count: 5 }]);
        assert.deepEqual([outcomes.length, isLost], [15, false]);
        assert.deepEqual(story.events, [
            "0 look at old",
            "0 old 5",
            "1 old 5",
            "2 look at new",
            "2 new 5",
            "3 new 5",
            "3 look at new",
        ]);
    });

    it("counts the requests of seconds in which no pod was found", async () => {
        let opened = 0;
        const { outcomes, unsent, isLost } = await story.watch({
            seconds: 5,
            open: () => {
                opened += 1;
                if (opened !== 2) return Promise.resolve("pod");
                story.pass(2500);
                return Promise.reject(new Error("no pod is ready"));
            },
            run: (_, count) =>
                Promise.resolve(story.answers(story.clock.now() === 0 ? count - 2 : count)),
        });
        assert.deepEqual(unsent, [
            { reason: "curl ended before", count: 2 },
            { reason: "no pod is ready", count: 10 },
        ]);
        assert.deepEqual([outcomes.length, isLost], [13, false]);
    });

    it("knows a pod that stays away to the end", async () => {
        const pods = ["old"];
        const { outcomes, unsent, isLost } = await story.watch({
            seconds: 4,
            open: async () => pods.shift() ?? Promise.reject(new Error("no pod is ready")),
            run: (_, count) =>
                story.clock.now() === 0
                    ? Promise.resolve(story.answers(count))
                    : Promise.reject(new Error("the pod is gone")),
        });
        assert.deepEqual(unsent, [
            { reason: "the pod is gone", count: 5 },
            { reason: "no pod is ready", count: 10 },
        ]);
        assert.deepEqual([outcomes.length, isLost], [5, true]);
    });

    it("takes no pod for lost that ends in the last second", async () => {
        const { isLost } = await story.watch({
            run: () => Promise.reject(new Error("the pod is gone")),
            seconds: 1,
        });
        assert.equal(isLost, false);
    });

    it("rejects where the first pod is not found", async () => {
        const open = () => Promise.reject(new Error("no pod"));
        await assert.rejects(story.watch({ open }), { message: "no pod" });
    });
});
