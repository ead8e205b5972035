import { randomBytes } from "node:crypto";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AddressPlan, ClusterAddresses, NodeAddresses } from "../settings/addresses";
import { planAddresses } from "../settings/addresses";
import type { NodeImage } from "../node/imageStore";
import { ensureImageStore, recordImages } from "../node/imageStore";
import { ensureRuntimeFolder } from "../node/mounts";
import type { NodeCredentials, NodeImages } from "../node/node";
import { prepareNode, startNode, startRuntime } from "../node/node";
import { startSshd } from "../node/sshd";
import { sshFiles } from "../node/sshFiles";
import { ensureSshFiles } from "../node/sshKeys";
import type { Settings } from "../settings/settings";
import type { Toolchain } from "../toolchain/toolchain";
import type { ClusterApi } from "./api";
import { applyObjects, clusterApi, createObject, nodeObject } from "./api";
import { kubeletCertificate } from "./certificatePlan";
import { ensureCertificates, keyPair } from "./certificates";
import { startApiServer, startControllers } from "./controlPlane";
import { coreDnsObjects } from "./coreDns";
import type { ClusterFiles } from "./files";
import { adminKubeconfig, clusterFiles, kubeconfigsFolder } from "./files";
import { writeKubeconfig } from "./kubeconfig";
import type { Manifest } from "./manifest";
import { addressPool, memberlistSecret, metallbObjects, readMetallbManifest } from "./metallb";
import { waitForApiServer, waitForWorkloads } from "./readiness";

/** Starts all clusters on the network that upNetwork made, and returns when their pods are ready. */
export async function upClusters(
    settings: Settings,
    toolchain: Pick<Toolchain, "bin" | "moduleDir">,
    images: readonly NodeImage[],
    report: (line: string) => void,
): Promise<void> {
    const plan = planAddresses(settings);
    const pauseImage = imageNamed(images, "registry.k8s.io/pause");
    const dnsImage = imageNamed(images, "registry.k8s.io/coredns/coredns");
    const metallb = await readMetallbManifest(await toolchain.moduleDir("metallb"));
    const addons = [...coreDnsObjects(dnsImage), ...metallbObjects(metallb)];
    await prepareNodes(settings, plan);
    const record = await recordImages(images);
    const nodeImages = ensureImageStore(settings, images, record).then((store) => {
        report("images are unpacked");
        return { store, images, record, pauseImage };
    });
    const context = { settings, bin: toolchain.bin, nodeImages, addons, report };
    await Promise.all(plan.clusters.map((cluster) => upCluster(context, cluster)));
}

interface Context {
    readonly settings: Settings;
    readonly bin: string;
    readonly nodeImages: Promise<NodeImages>;
    readonly addons: readonly Manifest[];
    readonly report: (line: string) => void;
}

async function prepareNodes(settings: Settings, plan: AddressPlan): Promise<void> {
    await ensureRuntimeFolder(settings);
    await ensureSshFiles(settings);
    const authorizedKey = await readFile(sshFiles(settings).publicKey, "utf8");
    await Promise.all(
        plan.clusters
            .flatMap(({ nodes }) => nodes)
            .map(async (node) => {
                await prepareNode(settings, node, authorizedKey);
                await startSshd(settings, node);
            }),
    );
}

/** Brings up one cluster; nodes get their images while the API server starts. */
async function upCluster(context: Context, cluster: ClusterAddresses): Promise<void> {
    const { settings, bin, report } = context;
    const files = clusterFiles(settings, cluster.name);
    await ensureCertificates(cluster, files.pki);
    await writeKubeconfigs(settings, cluster, files);
    await startApiServer(settings, cluster, files, bin);
    const api = clusterApi(adminKubeconfig(settings, cluster.name));
    const answering = waitForApiServer(settings, cluster, files).then(() => {
        report(`${cluster.name}: the API server answers`);
    });
    await Promise.all([
        answering.then(() => startControllers(settings, cluster, files, bin)),
        answering.then(() => applyAddons(context, cluster, api)),
        ...cluster.nodes.map(async (node) => {
            await startRuntime(settings, node, await context.nodeImages);
            await answering;
            await applyObjects(api, [nodeObject(node)]);
            await startNode(settings, node, bin, credentials(files, node));
        }),
    ]);
    report(`${cluster.name}: kubelets run, CoreDNS and MetalLB are applied`);
    await waitForWorkloads(settings, cluster, api);
    report(`${cluster.name}: ready`);
}

async function applyAddons(
    { addons }: Context,
    cluster: ClusterAddresses,
    api: ClusterApi,
): Promise<void> {
    await applyObjects(api, addons);
    await createObject(api, memberlistSecret(randomBytes(96).toString("base64")));
    await applyObjects(api, addressPool(cluster));
}

async function writeKubeconfigs(
    settings: Settings,
    cluster: ClusterAddresses,
    { pki, components }: ClusterFiles,
): Promise<void> {
    await mkdir(components, { recursive: true, mode: 0o700 });
    await mkdir(kubeconfigsFolder(settings), { recursive: true, mode: 0o700 });
    const own = [
        "kube-controller-manager",
        "kube-scheduler",
        "kube-proxy",
        ...cluster.nodes.map(kubeletCertificate),
    ].map((name) => ({
        name,
        user: name,
        file: join(components, `${name}.yaml`),
        server: cluster.internalApiServer,
    }));
    const admin = {
        name: "admin",
        user: `${cluster.name}-admin`,
        file: adminKubeconfig(settings, cluster.name),
        server: cluster.apiServer,
    };
    await Promise.all(
        [...own, admin].map(({ name, user, file, server }) =>
            writeKubeconfig(
                file,
                { cluster: cluster.name, user, server },
                keyPair(pki, "ca").certFile,
                keyPair(pki, name),
            ),
        ),
    );
}

function credentials({ pki, components }: ClusterFiles, node: NodeAddresses): NodeCredentials {
    const name = kubeletCertificate(node);
    return {
        caFile: keyPair(pki, "ca").certFile,
        ...keyPair(pki, name),
        kubeletKubeconfig: join(components, `${name}.yaml`),
        proxyKubeconfig: join(components, "kube-proxy.yaml"),
    };
}

function imageNamed(images: readonly NodeImage[], repository: string): string {
    const image = images.find(({ name }) => name.startsWith(`${repository}:`));
    if (image !== undefined) return image.name;
    const names = images.map(({ name }) => name).join(", ");
    throw new Error(`no image of ${repository} among the images of the sandbox: ${names}`);
}
