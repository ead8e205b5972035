import { rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import pRetry from "p-retry";
import { keyPair } from "../../../sandbox/cluster/certificates";
import { certificatePlan, opensslConfig } from "../../../sandbox/cluster/certificatePlan";
import { controlPlaneDaemon, startApiServer } from "../../../sandbox/cluster/controlPlane";
import { clusterFiles } from "../../../sandbox/cluster/files";
import { METALLB_NAMESPACE } from "../../../sandbox/cluster/metallb";
import { waitForApiServer } from "../../../sandbox/cluster/readiness";
import type { ClusterAddresses } from "../../../sandbox/settings/addresses";
import { stopDaemon } from "../../../sandbox/system/processes";
import type { Entry, RunFault, RunScene } from "./runFault";

const OUTAGE_MS = 20_000;
const HOUR_MS = 3_600_000;

function stop({ stack }: RunScene, { name }: ClusterAddresses, program: string): Promise<void> {
    // Whoever watches the API server keeps it from ending by itself.
    return stopDaemon(stack.settings, controlPlaneDaemon(name, program), 1);
}

/** Starts of etcd and API server what does not run, and waits until it answers. */
async function start({ stack: { settings, toolFolder } }: RunScene, cluster: ClusterAddresses) {
    const files = clusterFiles(settings, cluster.name);
    await startApiServer(settings, cluster, files, toolFolder);
    await waitForApiServer(settings, cluster, files);
}

async function stopFor20Seconds(scene: RunScene): Promise<void> {
    await stop(scene, scene.second, "kube-apiserver");
    await delay(OUTAGE_MS);
    await start(scene, scene.second);
}

/** Another number of gateway pods, which Helm waits for. */
function gateways(replicas: number) {
    return (_: Entry, second: Entry) => {
        second.gateway.replicas = replicas;
    };
}

const whileHelmWorks = ({ second }: RunScene) =>
    new RegExp(`${second.name}-multicluster-release updating`);

/** Gives the API server a certificate from one hour ahead, made as the cluster's own is. */
async function serveTomorrow(scene: RunScene): Promise<void> {
    const { first, stack } = scene;
    const { pki } = clusterFiles(stack.settings, first.name);
    const { certFile, keyFile } = keyPair(pki, "kube-apiserver");
    const ca = keyPair(pki, "ca");
    const spec = certificatePlan(first).find(({ name }) => name === "kube-apiserver");
    if (spec === undefined) throw new Error("no certificate of an API server is planned");
    const folder = join(stack.settings.stateDir, "clock");
    await execa("mkdir", ["-p", folder]);
    const at = (name: string) => join(folder, name);
    await writeFile(at("index"), "");
    await writeFile(
        at("config"),
        `${opensslConfig(spec)}[ca]\ndefault_ca = own\n[own]\ndatabase = ${at("index")}\nrand_serial = yes\nnew_certs_dir = ${folder}\npolicy = any\ndefault_md = sha256\n[any]\ncommonName = supplied\n`,
    );
    const time = (ms: number) => new Date(ms).toISOString().replace(/[-:T]|\.\d+/g, "");
    await execa("openssl", [
        "req",
        "-new",
        "-config",
        at("config"),
        "-key",
        keyFile,
        "-out",
        at("csr"),
    ]);
    await execa("openssl", [
        ...["ca", "-batch", "-notext", "-config", at("config"), "-extensions", "extensions"],
        ...["-cert", ca.certFile, "-keyfile", ca.keyFile, "-in", at("csr"), "-out", at("crt")],
        ...["-startdate", time(Date.now() + HOUR_MS), "-enddate", time(Date.now() + 10 * HOUR_MS)],
    ]);
    await stop(scene, first, "kube-apiserver");
    await rename(certFile, `${certFile}.now`);
    await rename(at("crt"), certFile);
    await rm(folder, { recursive: true });
    const files = clusterFiles(stack.settings, first.name);
    await startApiServer(stack.settings, first, files, stack.toolFolder);
}

/** What happens to the clusters themselves. */
export const CLUSTER_RUN_FAULTS: readonly RunFault[] = [
    {
        title: "the API server of one cluster is stopped for 20 s while Helm upgrades there",
        work: gateways(2),
        at: whileHelmWorks,
        inject: stopFor20Seconds,
        where: ({ second }) => second,
        says: /connection refused/,
    },
    {
        title: "the API server of one cluster does not run when the update begins",
        work: gateways(1),
        inject: (scene) => stop(scene, scene.second, "kube-apiserver"),
        clear: (scene) => start(scene, scene.second),
        where: ({ second }) => second,
        says: /the API server of \S+ does not tell what is there: the connection is refused/,
    },
    {
        title: "etcd of one cluster is restarted while Helm upgrades there",
        work: gateways(2),
        at: whileHelmWorks,
        inject: async (scene) => {
            await stop(scene, scene.second, "etcd");
            await start(scene, scene.second);
        },
    },
    {
        title: "the clock of a first node is an hour ahead: so is the certificate of its API server",
        inject: serveTomorrow,
        clear: async (scene) => {
            const { pki } = clusterFiles(scene.stack.settings, scene.first.name);
            const { certFile } = keyPair(pki, "kube-apiserver");
            await stop(scene, scene.first, "kube-apiserver");
            await rename(`${certFile}.now`, certFile);
            await start(scene, scene.first);
        },
        where: ({ first }) => first,
        says: /its certificate is not valid yet by the clock of this machine/,
    },
    {
        title: "MetalLB is stopped, and started when the gateway's Service waits for an address",
        work: gateways(1),
        prepare: withoutMetalLb,
        at: whileHelmWorks,
        inject: async (scene) => {
            await pRetry(() => scene.kubectl(scene.second, `get ${GATEWAY}`), {
                retries: 60,
                factor: 1,
            });
            await scaleMetalLb(scene, 1);
        },
        clear: (scene) => scaleMetalLb(scene, 1),
    },
    {
        title: "MetalLB is stopped, and does not come back within `releaseTimeout`",
        work: (first, second, config) => {
            gateways(2)(first, second);
            config["linkerd-multicluster:releaseTimeout"] = "30s";
        },
        prepare: withoutMetalLb,
        inject: () => Promise.resolve(),
        clear: async (scene) => {
            await scaleMetalLb(scene, 1);
            await scene.stack.configure((config) => {
                delete config["linkerd-multicluster:releaseTimeout"];
            });
        },
        where: ({ second }) => second,
        says: /Helm Release linkerd-multicluster/,
    },
];

const GATEWAY = "service linkerd-gateway --namespace=linkerd-multicluster";

function scaleMetalLb({ kubectl, second }: RunScene, replicas: number): Promise<string> {
    const deployment = `deployment/controller --namespace=${METALLB_NAMESPACE}`;
    return kubectl(second, `scale ${deployment} --replicas=${String(replicas)}`);
}

async function withoutMetalLb(scene: RunScene): Promise<void> {
    const { kubectl, second } = scene;
    await scaleMetalLb(scene, 0);
    // Helm makes it anew.
    await kubectl(second, `delete ${GATEWAY}`);
}
