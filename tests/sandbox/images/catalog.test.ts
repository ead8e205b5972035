import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { catalog } from "../../../sandbox/images/catalog";
import { describeImages } from "../../../sandbox/images/describe";
import { PARTS } from "../../../sandbox/toolchain/parts";
import { requiredVersion } from "../../../sandbox/toolchain/versions";
import { ConfigKeys } from "../../../stacks/configuration/keys/configKeys";

const project = join(__dirname, "../../..");

describe("catalog", () => {
    it("carries the names of the charts of 2.14.10 and of the sandbox's own manifests", () => {
        assert.deepEqual(
            catalog.map(({ name }) => name),
            [
                "cr.l5d.io/linkerd/controller:stable-2.14.10",
                "cr.l5d.io/linkerd/proxy:stable-2.14.10",
                "cr.l5d.io/linkerd/policy-controller:stable-2.14.10",
                "cr.l5d.io/linkerd/proxy-init:v2.2.3",
                "cr.l5d.io/linkerd/extension-init:v0.1.0",
                "cr.l5d.io/linkerd/smi-adaptor:v0.2.7",
                "registry.k8s.io/pause:3.2",
                "registry.k8s.io/coredns/coredns:v1.14.7",
                "quay.io/metallb/controller:v0.15.2",
                "quay.io/metallb/speaker:v0.15.2",
                "docker.io/istio/examples-helloworld-v1:1.0",
                "docker.io/istio/examples-helloworld-v2:1.0",
                "docker.io/curlimages/curl:8.11.1",
            ],
        );
    });

    it("has the sample's images under the names that the program asks for", () => {
        const { images } = ConfigKeys.shape.sample.parse(undefined);
        const names = catalog.map(({ name }) => name);
        assert.deepEqual(
            Object.values(images).filter((name) => !names.includes(name)),
            [],
        );
    });

    it("has a helloworld that answers as the version in its name", () => {
        const helloworlds = catalog.filter(({ name }) => name.includes("helloworld"));
        assert.deepEqual(
            helloworlds.map(({ name, environment }) => [name, environment]),
            [
                ["docker.io/istio/examples-helloworld-v1:1.0", ["SERVICE_VERSION=v1"]],
                ["docker.io/istio/examples-helloworld-v2:1.0", ["SERVICE_VERSION=v2"]],
            ],
        );
    });

    it("has a client that runs without root, with curl on its PATH and sleep where it is asked for", () => {
        const client = catalog.find(({ name }) => name.startsWith("docker.io/curlimages/"));
        assert.equal(client?.user, "100");
        assert.deepEqual(client.environment, ["PATH=/usr/bin:/bin"]);
        assert.deepEqual(
            client.files.filter((file) => file.libraries),
            ["/usr/bin/curl", "/bin/sleep"].map((path) => ({
                machine: path,
                path,
                libraries: true,
            })),
        );
    });

    it("takes its programs from the toolchain, and calls exactly the stand-ins stand-ins", () => {
        for (const image of catalog) {
            const programs = image.files.flatMap((file) => ("program" in file ? file.program : []));
            const parts = programs.map((name) => PARTS.find((part) => part.name === name));
            assert.ok(!parts.includes(undefined), `${image.name}: ${programs.join(", ")}`);
            const standins = parts.filter((part) => part?.standin === true).length;
            assert.equal(standins > 0, image.replaces !== undefined, image.name);
        }
    });

    const pins: [string, string, string][] = [
        ["toolchain/coredns", "github.com/coredns/coredns", "registry.k8s.io/coredns/coredns"],
        ["toolchain/metallb", "go.universe.tf/metallb", "quay.io/metallb/controller"],
        ["toolchain/metallb", "go.universe.tf/metallb", "quay.io/metallb/speaker"],
    ];
    for (const [folder, module, repository] of pins) {
        it(`tags ${repository} with the version that is built`, () => {
            const goMod = readFileSync(join(project, "sandbox", folder, "go.mod"), "utf8");
            const name = `${repository}:${requiredVersion(goMod, module)}`;
            assert.ok(
                catalog.some((image) => image.name === name),
                name,
            );
        });
    }

    it("asks only for partners that are in it", () => {
        const names = catalog.map(({ name }) => name);
        const partners = catalog.flatMap(({ needsReal }) => needsReal ?? []);
        assert.deepEqual(
            partners.filter((name) => !names.includes(name)),
            [],
        );
    });

    it("is what docs/images.md tells about", () => {
        const page = readFileSync(join(project, "docs/images.md"), "utf8");
        const rows = page.split("\n").filter((line) => line.startsWith("| `"));
        assert.deepEqual(
            rows.map((row) => row.split("`")[1]),
            catalog.map(({ name }) => name),
        );
    });
});

describe("describeImages", () => {
    it("says for each image what it is", () => {
        const lines = describeImages([
            { name: "registry.k8s.io/pause:3.2", archive: "a", source: "standin" },
            { name: "registry.k8s.io/pause:3.2", archive: "a", source: "pulled" },
            { name: "registry.k8s.io/coredns/coredns:v1.14.7", archive: "b", source: "built" },
        ]);
        assert.deepEqual(lines, [
            "registry.k8s.io/pause:3.2: stand-in in place of Kubernetes' pause (C) (pause-standin)",
            "registry.k8s.io/pause:3.2: real, pulled",
            "registry.k8s.io/coredns/coredns:v1.14.7: real programs, built here (CoreDNS)",
        ]);
    });
});
