import { basename } from "node:path";
import type { Part, Repair } from "./part";

const KUBERNETES = {
    module: "toolchain/kubernetes",
    source: "k8s.io/kubernetes",
    stamps: {
        "k8s.io/component-base/version.gitVersion": "{version}",
        "k8s.io/component-base/version.gitMajor": "{major}",
        "k8s.io/component-base/version.gitMinor": "{minor}",
        "k8s.io/component-base/version.gitTreeState": "clean",
        "k8s.io/client-go/pkg/version.gitVersion": "{version}",
    },
} as const;

/** Go module of Linkerd. */
export const LINKERD_MODULE = "github.com/linkerd/linkerd2";

/** Tag of the commit that the module's version names; the release was stamped with it. */
export const LINKERD_TAG = "stable-2.14.10";

const LINKERD = {
    module: "toolchain/linkerd",
    source: LINKERD_MODULE,
    stamps: { [`${LINKERD_MODULE}/pkg/version.Version`]: LINKERD_TAG },
    withoutSumDatabase: LINKERD_MODULE,
} as const;

/**
 * 4.25.0 writes a new object by server-side apply, which takes over one that exists. Since 4.29.0 (upstream
 * pull request 4278) the plugin creates it, and the API server refuses, unless a variable asks for the
 * former. The field manager is the one whose fields the first update of the plugin takes over.
 */
const REFUSE_EXISTING: Repair = {
    file: "pkg/await/await.go",
    changes: [
        [
            "\t\t\tif c.ServerSideApply {\n",
            '\t\t\tif c.ServerSideApply && (os.Getenv("PULUMI_K8S_UPSERT_EXISTING_OBJECTS") == "true" ||\n' +
                "\t\t\t\tkinds.IsPatchResource(c.URN, c.Inputs.GetKind())) {\n",
        ],
        [
            "metav1.CreateOptions{\n\t\t\t\t\tFieldManager: c.FieldManager,",
            'metav1.CreateOptions{\n\t\t\t\t\tFieldManager: "pulumi-kubernetes",',
        ],
    ],
};

/** Every program of the sandbox. The large ones that share packages stand together: the second is cheap. */
export const PARTS: readonly Part[] = [
    { ...KUBERNETES, name: "k8s", package: ".", coldSeconds: 223 },
    { ...KUBERNETES, name: "kubelet", package: "k8s.io/kubernetes/cmd/kubelet", coldSeconds: 14 },
    {
        ...KUBERNETES,
        name: "kube-proxy",
        package: "k8s.io/kubernetes/cmd/kube-proxy",
        coldSeconds: 6,
    },
    { ...KUBERNETES, name: "kubectl", package: "k8s.io/kubernetes/cmd/kubectl", coldSeconds: 17 },
    {
        name: "coredns",
        coldSeconds: 47,
        module: "toolchain/coredns",
        package: ".",
        source: "github.com/coredns/coredns",
    },
    {
        name: "metallb-controller",
        coldSeconds: 70,
        module: "toolchain/metallb",
        package: "go.universe.tf/metallb/controller",
        source: "go.universe.tf/metallb",
    },
    {
        name: "metallb-speaker",
        coldSeconds: 5,
        module: "toolchain/metallb",
        package: "go.universe.tf/metallb/speaker",
        source: "go.universe.tf/metallb",
    },
    { ...LINKERD, name: "linkerd", package: "github.com/linkerd/linkerd2/cli", coldSeconds: 78 },
    {
        ...LINKERD,
        name: "linkerd-controller",
        coldSeconds: 6,
        package: "./controller",
        embeds: { "controller/charts": "charts" },
    },
    {
        ...LINKERD,
        name: "linkerd-proxy-identity",
        coldSeconds: 1,
        package: "github.com/linkerd/linkerd2/proxy-identity",
    },
    { name: "image-builder", module: "images/builder", package: "." },
    {
        name: "proxy-init",
        module: "images/proxy-init",
        package: "github.com/linkerd/linkerd2-proxy-init",
        source: "github.com/linkerd/linkerd2-proxy-init",
        differs: "1.6.2 under the name v2.2.3: later versions are not published as Go modules",
    },
    ...[
        "linkerd2-proxy-standin",
        "linkerd-await-standin",
        "policy-controller-standin",
        "extension-init-standin",
        "smi-adaptor-standin",
        "helloworld-standin",
        "pause-standin",
    ].map((name) => ({
        name,
        module: "images/standins",
        package: `./${name}`,
        standin: true as const,
    })),
    {
        name: "helm",
        coldSeconds: 54,
        module: "toolchain/helm",
        package: "helm.sh/helm/v3/cmd/helm",
        source: "helm.sh/helm/v3",
        stamps: { "helm.sh/helm/v3/internal/version.version": "{version}" },
    },
    {
        name: "pulumi",
        coldSeconds: 268,
        module: "toolchain/pulumi",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        source: "github.com/pulumi/pulumi/pkg/v3",
        stamps: { "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": "{version}" },
        pulumi: true,
        differs: "the official source, built here; a later version than the SDK in package.json",
    },
    {
        name: "nodejs-language-host",
        coldSeconds: 13,
        module: "toolchain/langhost",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        source: "github.com/pulumi/pulumi/sdk/v3",
        pulumi: true,
        differs:
            "the last version that is published as a Go module; it takes the runtime options as flags",
    },
    {
        name: "pulumi-resource-tls",
        coldSeconds: 35,
        module: "toolchain/bridge",
        package: "./tls",
        source: "github.com/hashicorp/terraform-provider-tls",
        pulumi: true,
        plugin: "@pulumi/tls",
        differs: "the same Terraform provider, bridged here without the official documentation",
    },
    {
        name: "pulumi-resource-openstack",
        coldSeconds: 13,
        module: "toolchain/bridge",
        package: "./openstack",
        source: "github.com/terraform-provider-openstack/terraform-provider-openstack",
        pulumi: true,
        plugin: "@pulumi/openstack",
        differs: "the same Terraform provider, bridged here for the Neutron resources only",
    },
    {
        name: "pulumi-resource-command-standin",
        coldSeconds: 21,
        module: "toolchain/command",
        package: ".",
        pulumi: true,
        plugin: "@pulumi/command",
        standin: true,
        differs:
            "a stand-in for a plugin that is not published as a Go module: local.Command without " +
            "assets and archives, and remote.Command",
    },
    {
        name: "pulumi-resource-kubernetes",
        coldSeconds: 97,
        module: "toolchain/kubernetes-provider",
        package: ".",
        source: "github.com/pulumi/pulumi-kubernetes/provider/v4",
        embeds: { "schema.json": "cmd/pulumi-resource-kubernetes/schema.json" },
        repairs: [REFUSE_EXISTING],
        pulumi: true,
        plugin: "@pulumi/kubernetes",
        differs:
            "4.25.0 source answering for 4.34.2, changed to refuse objects that exist already, as it " +
            "does since 4.29.0; YAML components are not built in",
    },
];

/** First part that is built from a Go module, given by its path or by the name of our folder for it. */
export function partFrom(parts: readonly Part[], name: string): Part & { source: string } {
    for (const part of parts) {
        if (part.source === name || (part.source !== undefined && basename(part.module) === name)) {
            return { ...part, source: part.source };
        }
    }
    const known = [...new Set(parts.flatMap(({ source }) => source ?? []))].join(", ");
    throw new Error(`No part is built from the Go module "${name}"; there are ${known}`);
}
