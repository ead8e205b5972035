import { LINKERD_TAG } from "../toolchain/parts";

/** A file of an image: a program of the toolchain, or something of this machine. */
export type ImageFile = {
    /** As for chmod; programs are 0755. */
    readonly mode?: string;
    /** File capabilities, permitted, effective and inheritable. */
    readonly capabilities?: readonly string[];
    /** Adds the shared libraries that a program of this machine needs. */
    readonly libraries?: true;
    /** Left out when the machine does not have it. */
    readonly optional?: true;
} & (
    | {
          /** Name in the toolchain's folder. */
          readonly program: string;
          /** Absolute path in the image. */
          readonly path: string;
      }
    | {
          /** Absolute path on this machine, a folder for all files in it; see {@link TRIPLET}. */
          readonly machine: string;
          readonly path: string;
      }
);

/** Stands in paths for Debian's name of the machine type, for example `x86_64-linux-gnu`. */
export const TRIPLET = "{triplet}";

/** An image that the clusters ask for, and how it is made when nobody gives a real one. */
export interface Image {
    /** Full reference, as the charts and manifests write it. */
    readonly name: string;
    /** What runs in it here. */
    readonly runs: string;
    /** What a stand-in takes the place of; without it the image is made of real programs. */
    readonly replaces?: string;
    /** Images that must be real too when this one is. */
    readonly needsReal?: readonly string[];
    readonly entrypoint: readonly string[];
    readonly environment?: readonly string[];
    readonly user?: string;
    readonly files: readonly ImageFile[];
    readonly links?: readonly { readonly path: string; readonly target: string }[];
    readonly folders?: readonly { readonly path: string; readonly mode: string }[];
}

const policyController = `cr.l5d.io/linkerd/policy-controller:${LINKERD_TAG}`;
const libexec = "/usr/lib/linkerd";

// The charts run everything without root: what iptables needs must come with the files themselves.
const firewall = { capabilities: ["net_admin", "net_raw"] } as const;

const certificates: ImageFile = {
    machine: "/etc/ssl/certs/ca-certificates.crt",
    path: "/etc/ssl/certs/ca-certificates.crt",
    mode: "0644",
    optional: true,
};

const xtables = ["iptables", "iptables-save", "iptables-restore"];

/** Every image that the pods of a sandbox cluster ask for, with the chart's default names. */
export const catalog: readonly Image[] = [
    {
        name: `cr.l5d.io/linkerd/controller:${LINKERD_TAG}`,
        runs: "linkerd2's controller: identity, destination, proxy-injector, sp-validator, service-mirror, heartbeat",
        entrypoint: ["/controller"],
        environment: [`LINKERD_CONTAINER_VERSION_OVERRIDE=${LINKERD_TAG}`],
        files: [{ program: "linkerd-controller", path: "/controller" }, certificates],
    },
    {
        name: `cr.l5d.io/linkerd/proxy:${LINKERD_TAG}`,
        runs: "linkerd2's proxy-identity, then linkerd2-proxy-standin",
        replaces: "linkerd2-proxy and linkerd-await (Rust)",
        // The real proxy lets nothing in before the policy controller has answered it.
        needsReal: [policyController],
        entrypoint: [`${libexec}/linkerd2-proxy-identity`],
        environment: [`LINKERD_CONTAINER_VERSION_OVERRIDE=${LINKERD_TAG}`],
        files: [
            { program: "linkerd-proxy-identity", path: `${libexec}/linkerd2-proxy-identity` },
            { program: "linkerd2-proxy-standin", path: `${libexec}/linkerd2-proxy` },
            { program: "linkerd-await-standin", path: `${libexec}/linkerd-await` },
            // The chart's preStop hook, when proxy.waitBeforeExitSeconds is set.
            { machine: "/bin/sleep", path: "/bin/sleep", libraries: true },
        ],
    },
    {
        name: policyController,
        runs: "policy-controller-standin",
        replaces: "linkerd-policy-controller (Rust)",
        entrypoint: ["/bin/linkerd-policy-controller"],
        files: [{ program: "policy-controller-standin", path: "/bin/linkerd-policy-controller" }],
    },
    {
        name: "cr.l5d.io/linkerd/proxy-init:v2.2.3",
        runs: "linkerd2-proxy-init v1.6.2, the newest that is published as a Go module, with this machine's iptables",
        entrypoint: ["/usr/local/bin/proxy-init"],
        environment: ["PATH=/usr/local/bin:/usr/sbin:/sbin"],
        user: "65534",
        files: [
            { program: "proxy-init", path: "/usr/local/bin/proxy-init", ...firewall },
            ...["xtables-legacy-multi", "xtables-nft-multi"].map((program) => ({
                machine: `/usr/sbin/${program}`,
                path: `/usr/sbin/${program}`,
                libraries: true as const,
                ...firewall,
            })),
            {
                // Debian's place; the programs above look nowhere else.
                machine: `/usr/lib/${TRIPLET}/xtables`,
                path: `/usr/lib/${TRIPLET}/xtables`,
                libraries: true,
            },
        ],
        links: [
            // "iptables" is the legacy program, as in the real image.
            ...xtables.map((path) => ({ path, target: "xtables-legacy-multi" })),
            ...xtables.flatMap((path) => [
                {
                    path: path.replace("iptables", "iptables-legacy"),
                    target: "xtables-legacy-multi",
                },
                { path: path.replace("iptables", "iptables-nft"), target: "xtables-nft-multi" },
            ]),
        ].map(({ path, target }) => ({ path: `/usr/sbin/${path}`, target })),
        folders: [{ path: "/run", mode: "0777" }],
    },
    {
        name: "cr.l5d.io/linkerd/extension-init:v0.1.0",
        runs: "extension-init-standin",
        replaces: "linkerd-extension-init (Rust)",
        entrypoint: ["/bin/linkerd-extension-init"],
        files: [{ program: "extension-init-standin", path: "/bin/linkerd-extension-init" }],
    },
    {
        name: "cr.l5d.io/linkerd/smi-adaptor:v0.2.7",
        runs: "smi-adaptor-standin",
        replaces: "the adaptor of linkerd-smi",
        entrypoint: ["/smi-adaptor"],
        files: [{ program: "smi-adaptor-standin", path: "/smi-adaptor" }],
    },
    {
        // Also the image that containerd holds every pod's namespaces with.
        name: "registry.k8s.io/pause:3.2",
        runs: "pause-standin",
        replaces: "Kubernetes' pause (C)",
        entrypoint: ["/pause"],
        user: "65535:65535",
        files: [{ program: "pause-standin", path: "/pause" }],
    },
    {
        name: "registry.k8s.io/coredns/coredns:v1.14.7",
        runs: "CoreDNS",
        entrypoint: ["/coredns"],
        user: "65532:65532",
        files: [{ program: "coredns", path: "/coredns", capabilities: ["net_bind_service"] }],
    },
    ...["controller", "speaker"].map((part) => ({
        name: `quay.io/metallb/${part}:v0.15.2`,
        runs: `MetalLB's ${part}`,
        entrypoint: [`/${part}`],
        files: [{ program: `metallb-${part}`, path: `/${part}` }],
    })),
    ...["v1", "v2"].map((version) => ({
        // Runs as root, as the original, which names no user either.
        name: `docker.io/istio/examples-helloworld-${version}:1.0`,
        runs: "helloworld-standin",
        replaces: "Istio's sample (Python)",
        entrypoint: ["/helloworld"],
        environment: [`SERVICE_VERSION=${version}`],
        files: [
            { program: "helloworld-standin", path: "/helloworld" },
            // The preStop hook: the original has a shell and its tools.
            { machine: "/bin/sleep", path: "/bin/sleep", libraries: true as const },
        ],
    })),
    {
        name: "docker.io/curlimages/curl:8.11.1",
        runs: "this machine's curl and sleep",
        entrypoint: ["/usr/bin/curl"],
        environment: ["PATH=/usr/bin:/bin"],
        // The number of the original's curl_user; the name would need an /etc/passwd.
        user: "100",
        files: [
            // Names are looked up by libc itself: no NSS plug-ins since glibc 2.34 (Debian 12).
            { machine: "/usr/bin/curl", path: "/usr/bin/curl", libraries: true },
            { machine: "/bin/sleep", path: "/bin/sleep", libraries: true },
            certificates,
        ],
    },
];
