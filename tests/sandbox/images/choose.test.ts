import assert from "node:assert/strict";
import type { Image } from "../../../sandbox/images/catalog";
import { chooseImages, toPull, type GivenArchive } from "../../../sandbox/images/choose";

const controller = image("l5d/controller:1");
const policy = image("l5d/policy:1", { replaces: "policy" });
const proxy = image("l5d/proxy:1", { replaces: "proxy", needsReal: [policy.name] });
const pause = image("k8s/pause:1", { replaces: "pause" });
const catalog = [controller, proxy, policy, pause];

function image(name: string, more: Partial<Image> = {}): Image {
    return { name, runs: name, entrypoint: [], files: [], ...more };
}

function given(archive: string, ...names: string[]): GivenArchive {
    return { archive, names };
}

describe("toPull", () => {
    it("names the stand-ins that the operator has given no archive for", () => {
        const names = toPull(catalog, [given("a.tar", pause.name, "other:1")]).map((i) => i.name);
        assert.deepEqual(names, [proxy.name, policy.name]);
    });
});

describe("chooseImages", () => {
    const cases: {
        title: string;
        given: GivenArchive[];
        pulled: Record<string, string>;
        sources: string[];
    }[] = [
        {
            title: "builds everything when nothing is given",
            given: [],
            pulled: {},
            sources: ["built", "standin", "standin", "standin"],
        },
        {
            title: "prefers a given archive to a pulled one and to a build",
            given: [given("a.tar", controller.name, pause.name)],
            pulled: { [pause.name]: "pause.tar" },
            sources: ["folder a.tar", "standin", "standin", "folder a.tar"],
        },
        {
            title: "takes a pulled pair",
            given: [],
            pulled: { [proxy.name]: "proxy.tar", [policy.name]: "policy.tar" },
            sources: ["built", "pulled proxy.tar", "pulled policy.tar", "standin"],
        },
        {
            title: "leaves a pulled proxy aside while the policy controller is a stand-in",
            given: [],
            pulled: { [proxy.name]: "proxy.tar" },
            sources: ["built", "standin", "standin", "standin"],
        },
        {
            title: "takes a pulled proxy beside a given policy controller",
            given: [given("a.tar", policy.name)],
            pulled: { [proxy.name]: "proxy.tar" },
            sources: ["built", "pulled proxy.tar", "folder a.tar", "standin"],
        },
    ];
    for (const test of cases) {
        it(test.title, () => {
            const choices = chooseImages(catalog, test.given, new Map(Object.entries(test.pulled)));
            const sources = choices.map(({ source, archive }) =>
                archive === undefined ? source : `${source} ${archive}`,
            );
            assert.deepEqual(sources, test.sources);
        });
    }

    it("reports everything that is wrong with the folder at once", () => {
        const archives = [
            given("a.tar", pause.name),
            given("b.tar", pause.name, proxy.name),
            { archive: "c.tar", names: [], error: "unexpected EOF" },
        ];
        assert.throws(() => chooseImages(catalog, archives, new Map()), {
            message: [
                "The image folder cannot be used:",
                "- c.tar is no docker archive (unexpected EOF): make one with `docker save --output FILE IMAGE`, or move the file elsewhere",
                "- a.tar and b.tar each carry k8s/pause:1: remove all but one",
                "- b.tar carries l5d/proxy:1, which works only with a real l5d/policy:1: put an archive of that beside it",
            ].join("\n"),
        });
    });
});
