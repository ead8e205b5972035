import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { exporting, splitting } from "./guideSample";
import type { SandboxStack } from "./stack";

/** Programs of the toolchain that the guide's operator types by hand. */
interface GuideTools {
    readonly helm: string;
    readonly linkerd: string;
    readonly kubectl: string;
}

/** One cluster as the guide sees it. */
interface GuideCluster {
    readonly name: string;
    readonly kubeconfig: string;
    /** Address that MetalLB is to give the gateway. */
    readonly gatewayAddress: string;
}

async function openssl(folder: string, ...args: string[]) {
    await execa("openssl", args, { cwd: folder });
}

/**
 * Guide step 3.1. `step` is not in the toolchain; openssl makes the same two certificates.
 * Returns the folder with ca.crt, issuer.crt and issuer.key.
 */
async function makeGuideCertificates(folder: string): Promise<string> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const key = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"];
    await openssl(folder, "genpkey", ...key, "-out", "ca.key");
    await openssl(
        folder,
        ..."req -x509 -new -sha256 -key ca.key -out ca.crt -days 3650".split(" "),
        ..."-subj /CN=root.linkerd.cluster.local".split(" "),
        ..."-addext keyUsage=critical,keyCertSign,cRLSign".split(" "),
    );
    await openssl(folder, "genpkey", ...key, "-out", "issuer.key");
    await openssl(
        folder,
        ..."req -new -key issuer.key -out issuer.csr -subj /CN=identity.linkerd.cluster.local".split(
            " ",
        ),
    );
    await writeFile(
        join(folder, "issuer.ext"),
        "basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\n",
    );
    await openssl(
        folder,
        ..."x509 -req -sha256 -in issuer.csr -CA ca.crt -CAkey ca.key -CAcreateserial".split(" "),
        ..."-out issuer.crt -days 365 -extfile issuer.ext".split(" "),
    );
    return folder;
}

/**
 * Guide steps 3.2 to 3.4 in one cluster, with what makes them reliable when no person waits in
 * between: pinned versions, and `--wait` where the next step needs what this one starts.
 */
async function installCharts(
    tools: GuideTools,
    cluster: GuideCluster,
    charts: string,
    certificates: string,
) {
    const helm = (...args: string[]) =>
        execa(tools.helm, [...args, "--kubeconfig", cluster.kubeconfig, "--repo", charts]);
    await helm(
        ..."install linkerd-crds linkerd-crds --version 1.8.0 -n linkerd --create-namespace".split(
            " ",
        ),
    );
    await helm(
        ..."install linkerd-control-plane linkerd-control-plane --version 1.16.11 -n linkerd --wait".split(
            " ",
        ),
        "--set-file",
        `identityTrustAnchorsPEM=${certificates}/ca.crt`,
        "--set-file",
        `identity.issuer.tls.crtPEM=${certificates}/issuer.crt`,
        "--set-file",
        `identity.issuer.tls.keyPEM=${certificates}/issuer.key`,
    );
    await helm(
        ..."install linkerd-multicluster linkerd-multicluster --version 30.11.11".split(" "),
        ..."-n linkerd-multicluster --create-namespace --wait".split(" "),
        "--set",
        `gateway.loadBalancerIP=${cluster.gatewayAddress}`,
        "--set",
        "gateway.pauseImage=registry.k8s.io/pause:3.2",
    );
}

async function link(tools: GuideTools, source: GuideCluster, target: GuideCluster) {
    const objects = await execa(tools.linkerd, [
        "--kubeconfig",
        target.kubeconfig,
        "multicluster",
        "link",
        "--cluster-name",
        target.name,
    ]);
    const kubectl = (args: string[], input = "") =>
        execa(tools.kubectl, ["--kubeconfig", source.kubeconfig, ...args], { input });
    await kubectl(["apply", "--filename=-"], objects.stdout);
    // The program waits for the service mirror, so this does.
    await kubectl([
        ..."rollout status --namespace linkerd-multicluster".split(" "),
        `deployment/linkerd-service-mirror-${target.name}`,
    ]);
}

/** Guide steps 3.6 and 4 in one cluster; `first` is the one that exports. */
async function installSample(
    tools: GuideTools,
    cluster: GuideCluster,
    first: string,
    charts: string,
) {
    const inCluster = ["--kubeconfig", cluster.kubeconfig];
    const kubectl = (args: string, input = "") =>
        execa(tools.kubectl, [...inCluster, ...args.split(" ")], { input });
    await execa(tools.helm, [
        ..."install linkerd-smi linkerd-smi --version 1.0.4 -n linkerd-smi".split(" "),
        ..."--create-namespace --wait".split(" "),
        ...inCluster,
        "--repo",
        charts,
    ]);
    await kubectl("create namespace sample");
    await kubectl("annotate namespace sample linkerd.io/inject=enabled");
    await kubectl("apply --filename=-", cluster.name === first ? exporting() : splitting(first));
    await kubectl("rollout status deployment --namespace sample");
}

/** The programs, clusters and charts of a sandbox, as the guide sees them. */
function inSandbox(stack: SandboxStack) {
    const { chartPort, stateDir } = stack.settings;
    const tools: GuideTools = {
        helm: stack.tool("helm"),
        linkerd: stack.tool("linkerd"),
        kubectl: stack.tool("kubectl"),
    };
    const clusters = stack.clusters.map(({ name, gatewayAddress }): GuideCluster => ({
        name,
        gatewayAddress,
        kubeconfig: stack.kubeconfig(name),
    }));
    const charts = `http://127.0.0.1:${String(chartPort)}`;
    return { tools, clusters, charts, folder: join(stateDir, "guide") };
}

/**
 * Guide steps 3.1 to 3.4, 3.6 and 4 for all clusters, side by side, linked in every direction.
 *
 * Without step 2.2 and the console and iptables of step 3.5, which nobody can script for a console.
 */
export async function runGuide(stack: SandboxStack): Promise<void> {
    const { tools, clusters, charts, folder } = inSandbox(stack);
    const certificates = await makeGuideCertificates(folder);
    await Promise.all(
        clusters.map((cluster) => installCharts(tools, cluster, charts, certificates)),
    );
    await Promise.all(
        clusters.flatMap((source) =>
            clusters
                .filter((target) => target !== source)
                .map((target) => link(tools, source, target)),
        ),
    );
    const [first] = clusters;
    await Promise.all(
        clusters.map((cluster) => installSample(tools, cluster, first?.name ?? "", charts)),
    );
}

/** What the guide does not say: how to remove all of it again. */
export async function undoGuide(stack: SandboxStack): Promise<void> {
    const { tools, clusters } = inSandbox(stack);
    await Promise.all(
        clusters.map(async (cluster) => {
            for (const target of clusters.filter((other) => other !== cluster)) {
                const unlink = await execa(
                    tools.linkerd,
                    [
                        "--kubeconfig",
                        cluster.kubeconfig,
                        ..."multicluster unlink --cluster-name".split(" "),
                        target.name,
                    ],
                    { stripFinalNewline: false },
                );
                await execa(
                    tools.kubectl,
                    [
                        "--kubeconfig",
                        cluster.kubeconfig,
                        ..."delete --ignore-not-found --filename=-".split(" "),
                    ],
                    { input: unlink.stdout },
                );
            }
            const helm = (release: string, namespace: string) =>
                execa(tools.helm, [
                    ..."uninstall --wait --kubeconfig".split(" "),
                    cluster.kubeconfig,
                    "--namespace",
                    namespace,
                    release,
                ]);
            await execa(tools.kubectl, [
                "--kubeconfig",
                cluster.kubeconfig,
                ..."delete namespace sample".split(" "),
            ]);
            await helm("linkerd-smi", "linkerd-smi");
            await helm("linkerd-multicluster", "linkerd-multicluster");
            await helm("linkerd-control-plane", "linkerd");
            await helm("linkerd-crds", "linkerd");
            await execa(tools.kubectl, [
                "--kubeconfig",
                cluster.kubeconfig,
                ..."delete namespace linkerd linkerd-multicluster linkerd-smi".split(" "),
            ]);
        }),
    );
}
