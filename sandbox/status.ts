import { planAddresses } from "./settings/addresses";
import { cloudStatus, isCloudDaemon, type CloudStatus } from "./cloud/status";
import { clusterStatus, type ClusterStatus } from "./cluster/status";
import { describeImages } from "./images/describe";
import { lastImages } from "./images/ensureImages";
import { listDaemons, type DaemonState } from "./system/processes";
import type { Settings } from "./settings/settings";
import { lastToolchain, type ToolchainPart } from "./toolchain/toolchain";

/** Everything that `status` tells. */
export interface StatusFacts {
    readonly stateDir: string;
    readonly clusters: readonly ClusterStatus[];
    readonly cloud: CloudStatus;
    readonly daemons: readonly DaemonState[];
    readonly parts: readonly ToolchainPart[];
    /** One line per image. */
    readonly images: readonly string[];
}

/** Looks at the sandbox and describes it; changes nothing. */
export async function sandboxStatus(settings: Settings): Promise<string> {
    const clusters = await clusterStatus(settings);
    const names = new Set(planAddresses(settings).clusters.map(({ name }) => name));
    return renderStatus({
        stateDir: settings.stateDir,
        clusters,
        cloud: await cloudStatus(settings),
        // Those of the clusters and of the cloud are told with them.
        daemons: listDaemons(settings).filter(
            ({ name }) => !names.has(name.split("-")[0] ?? "") && !isCloudDaemon(name),
        ),
        parts: await lastToolchain(settings),
        images: describeImages(await lastImages(settings)),
    });
}

/** Text of `status`. Pure. */
export function renderStatus(facts: StatusFacts): string {
    const { stateDir, clusters, cloud, daemons, parts, images } = facts;
    const differences = [cloud.differs, ...parts.flatMap(renderDifference)];
    return [
        `State folder: ${stateDir}`,
        ...clusters.flatMap(renderCluster),
        ...renderCloud(cloud),
        ...section("Other processes", daemons.map(renderDaemon)),
        ...section("Programs", parts.map(renderPart)),
        ...section("Images", images),
        ...section("What differs from the official programs", differences),
    ].join("\n");
}

function section(title: string, lines: readonly string[]): string[] {
    return ["", `${title}:`, ...(lines.length === 0 ? ["none yet"] : lines).map(indent)];
}

function indent(line: string): string {
    return `  ${line}`;
}

function renderCluster(cluster: ClusterStatus): string[] {
    return section(cluster.name, [
        ...renderState(cluster.problems),
        ...(cluster.daemons.length === 0
            ? []
            : [
                  `API server ${cluster.apiServer}, gateway ${cluster.gatewayAddress}`,
                  `kubeconfig ${cluster.kubeconfig}`,
                  `nodes ${cluster.nodes.map(({ name, ip }) => `${name} ${ip}`).join(", ")}`,
                  renderProcesses(cluster.daemons),
              ]),
    ]);
}

function renderCloud(cloud: CloudStatus): string[] {
    return section("OpenStack", [
        ...renderState(cloud.problems),
        ...(cloud.daemons.length === 0
            ? []
            : [
                  `Keystone ${cloud.keystone}, Neutron ${cloud.neutron}`,
                  `clouds.yaml ${cloud.cloudsFile} with ${cloud.clouds.join(", ")}`,
                  renderProcesses(cloud.daemons),
              ]),
    ]);
}

function renderState(problems: readonly string[]): readonly string[] {
    return problems.length === 0 ? ["ready"] : problems;
}

function renderProcesses(daemons: ClusterStatus["daemons"]): string {
    const running = daemons.filter(({ alive }) => alive).length;
    const names = daemons.map(({ name }) => name).join(", ");
    return `${String(running)} of ${String(daemons.length)} processes run: ${names}`;
}

function renderDaemon({ name, pid, alive }: DaemonState): string {
    return `${name}: ${alive ? `process ${String(pid)}` : "has ended"}`;
}

function renderPart({ name, from, standin, seconds }: ToolchainPart): string {
    const time = seconds === 0 ? "" : `, built in ${seconds.toFixed(1)} s`;
    return `${name}: ${standin ? "stand-in, " : ""}${from}${time}`;
}

function renderDifference({ name, differs, standin }: ToolchainPart): string[] {
    if (differs !== undefined) return [`${name}: ${differs}`];
    return standin ? [`${name}: a stand-in of this project; its image says what it replaces`] : [];
}
