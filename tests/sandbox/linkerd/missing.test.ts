import assert from "node:assert/strict";
import { describeMissing, type Looked } from "../../../sandbox/linkerd/missing";
import { outsideVersion } from "../../../sandbox/linkerd/versions";

const version = outsideVersion("edge-25.10.7");
const [controller = "", proxy = "", proxyInit = ""] = version.images;
const there: Looked = {
    folder: ".sandbox-images",
    charts: {
        "linkerd-crds": { path: "/parts/linkerd-crds" },
        "linkerd-control-plane": { from: "https://helm.linkerd.io/edge/index.yaml" },
        "linkerd-multicluster": { path: "/parts/linkerd-multicluster-2025.10.7.tgz" },
    },
    images: {
        [controller]: { path: "/parts/linkerd.tar" },
        [proxy]: { path: "/parts/linkerd.tar" },
        [proxyInit]: { from: "https://cr.l5d.io/v2/" },
    },
    cli: { path: "/parts/linkerd" },
};
const describeIt = (looked: Partial<Looked>) =>
    describeMissing(version, { ...there, ...looked }, "x64");
const first =
    "Linkerd edge-25.10.7 is in no package registry, so its parts must be given. Missing:";
const last =
    "Put them into .sandbox-images, or name the folder that has them with --linkerd-from FOLDER.";
const silent = { because: "https://helm.linkerd.io/edge/index.yaml answers 403" };

describe("describeMissing", () => {
    it("says nothing when every part is there or can be had", () => {
        assert.equal(describeIt({}), undefined);
    });

    it("says once why a place did not help, and what to type for each chart", () => {
        const charts = {
            ...there.charts,
            "linkerd-crds": silent,
            "linkerd-control-plane": silent,
        };
        assert.equal(
            describeIt({ charts }),
            [
                first,
                "",
                "Charts, version 2025.10.7, as archives or as folders with a Chart.yaml:",
                "  (https://helm.linkerd.io/edge/index.yaml answers 403)",
                "    helm pull linkerd-crds --repo https://helm.linkerd.io/edge --version 2025.10.7",
                "    helm pull linkerd-control-plane --repo https://helm.linkerd.io/edge --version 2025.10.7",
                "",
                last,
            ].join("\n"),
        );
    });

    it("names images and CLI in the same message, the CLI of this machine's type", () => {
        const images = {
            ...there.images,
            [proxy]: { because: "https://cr.l5d.io/v2/: Could not resolve host: cr.l5d.io" },
        };
        assert.equal(
            describeIt({ images, cli: { because: "/parts/linkerd says stable-2.14.10" } }),
            [
                first,
                "",
                "Images, as docker archives:",
                "  (https://cr.l5d.io/v2/: Could not resolve host: cr.l5d.io)",
                "    docker pull cr.l5d.io/linkerd/proxy:edge-25.10.7",
                "    docker save --output linkerd-images.tar cr.l5d.io/linkerd/proxy:edge-25.10.7",
                "",
                "The CLI, as an executable file named linkerd there or on PATH:",
                "  (/parts/linkerd says stable-2.14.10)",
                "    curl --location --output linkerd https://github.com/linkerd/linkerd2/releases/download/edge-25.10.7/linkerd2-cli-edge-25.10.7-linux-amd64",
                "    chmod +x linkerd",
                "",
                last,
            ].join("\n"),
        );
    });
});
