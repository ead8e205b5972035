import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execaSync } from "execa";
import { findLinkerd, lastLinkerd } from "../../../sandbox/linkerd/findLinkerd";
import { isImageArchive, type Ask } from "../../../sandbox/linkerd/lookFor";
import { outsideVersion } from "../../../sandbox/linkerd/versions";
import { readSettings } from "../../../sandbox/settings/settings";

const VERSION = "edge-26.7.1";
const [controller = "", proxy = ""] = outsideVersion(VERSION).images;

describe("findLinkerd", () => {
    let project: string;
    let folder: string;
    let asked: string[];

    const settings = () => readSettings(project, {});
    const write = (file: string, text: string) => {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
    };
    const chart = (path: string, name: string, version: string) => {
        write(join(path, "Chart.yaml"), `name: ${name}\nversion: ${version}\n`);
    };
    const images = (file: string, ...names: string[]) => {
        write("manifest.json", JSON.stringify([{ RepoTags: names }, { RepoTags: null }]));
        execaSync("tar", ["-cf", join(folder, file), "-C", folder, "manifest.json"]);
        rmSync(join(folder, "manifest.json"));
    };
    const cli = (file: string, version: string, mode = 0o755) => {
        write(file, `#!/bin/sh\n[ "$*" = "version --client --short" ] && echo ${version}\n`);
        chmodSync(join(folder, file), mode);
    };
    const everything = () => {
        chart("linkerd2/charts/linkerd-crds", "linkerd-crds", "0.0.0-undefined");
        chart("linkerd-control-plane", "linkerd-control-plane", "2026.7.1");
        write("linkerd-multicluster-2026.7.1.tgz", "");
        images("images.tar", controller, proxy);
        cli("linkerd", VERSION);
    };
    const silent: Ask = (url) => {
        asked.push(url);
        return Promise.resolve({ because: `${url} answers 403` });
    };
    const answering: Ask = (url, ...statuses) => {
        asked.push(`${url} ${statuses.join(" ")}`);
        return Promise.resolve({ from: url });
    };
    const find = (ask: Ask) => findLinkerd(settings(), VERSION, folder, ask);

    beforeEach(() => {
        project = mkdtempSync(join(tmpdir(), "linkerd-"));
        folder = join(project, "parts");
        mkdirSync(folder);
        asked = [];
    });
    afterEach(() => {
        rmSync(project, { recursive: true });
    });

    it("takes charts from archives, folders and Linkerd's sources, images from archives, and asks nobody", async () => {
        everything();
        const given = await find(silent);
        assert.deepEqual(
            [Object.fromEntries(given.charts), Object.fromEntries(given.images), given.cli],
            [
                {
                    "linkerd-control-plane": join(folder, "linkerd-control-plane"),
                    "linkerd-multicluster": join(folder, "linkerd-multicluster-2026.7.1.tgz"),
                    "linkerd-crds": join(folder, "linkerd2/charts/linkerd-crds"),
                },
                {
                    [controller]: join(folder, "images.tar"),
                    [proxy]: join(folder, "images.tar"),
                },
                join(folder, "linkerd"),
            ],
        );
        assert.deepEqual(asked, []);
    });

    it("is remembered for the next command, once everything was found", async () => {
        await assert.rejects(find(silent));
        assert.equal(await lastLinkerd(settings()), undefined);
        everything();
        await find(silent);
        assert.deepEqual(await lastLinkerd(settings()), { linkerd: VERSION, folder });
    });

    it("leaves to repository and registry what is not there, when they answer", async () => {
        cli("linkerd2-cli-edge-26.7.1-linux-amd64", VERSION);
        cli("linkerd2-cli-edge-26.7.1-linux-arm64", VERSION);
        const given = await find(answering);
        assert.deepEqual(
            [...given.charts.values(), ...given.images.values()],
            Array(5).fill(undefined),
        );
        assert.deepEqual(asked.sort(), [
            "https://cr.l5d.io/v2/ 200 401",
            "https://helm.linkerd.io/edge/index.yaml 200",
        ]);
    });

    const faults: [string, () => void, RegExp][] = [
        [
            "a chart of another version",
            () => {
                chart("linkerd-control-plane", "linkerd-control-plane", "2025.10.7");
            },
            /\(\S*\/parts\/linkerd-control-plane is 2025\.10\.7; https:\/\/helm\.linkerd\.io\/edge\/index\.yaml answers 403\)\n {4}helm pull linkerd-control-plane /,
        ],
        [
            "an archive without one of the images",
            () => {
                images("images.tar", controller);
            },
            /\n {2}\(https:\/\/cr\.l5d\.io\/v2\/ answers 403\)\n {4}docker pull cr\.l5d\.io\/linkerd\/proxy:edge-26\.7\.1\n {4}docker save /,
        ],
        [
            "a CLI of another version",
            () => {
                cli("linkerd", "stable-2.14.10");
            },
            /\(\S*\/parts\/linkerd says stable-2\.14\.10.*\)\n {4}curl /,
        ],
        [
            "a CLI that is not executable",
            () => {
                cli("linkerd", VERSION, 0o644);
            },
            /\(\S*\/parts\/linkerd is not executable.*\)\n {4}curl /,
        ],
    ];
    for (const [what, make, message] of faults) {
        it(`says that ${what} does not do`, async () => {
            everything();
            make();
            await assert.rejects(find(silent), message);
        });
    }
});

describe("isImageArchive", () => {
    for (const [file, is] of [
        ["/a/images.tar", true],
        ["/a/proxy.tar.gz", true],
        ["/a/linkerd-images.tgz", true],
        ["/a/linkerd-control-plane-2025.10.7.tgz", false],
        ["/a/linkerd-crds-1.8.0.tgz", false],
        ["/a/linkerd", false],
    ] as const) {
        it(`${is ? "takes" : "does not take"} ${file} for one`, () => {
            assert.equal(isImageArchive(file), is);
        });
    }
});
