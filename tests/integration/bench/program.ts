// The program alone, without engine, plugins and survey: `node --stack-trace-limit=0 --require=./typescript.cjs
// tests/integration/bench/program.ts [CLUSTERS]` plans a mesh with all links against the stand-in of the
// engine that the unit tests have.
import * as pulumi from "@pulumi/pulumi";
import type { ClusterConfig } from "../../../stacks/configuration/types/meshConfig";
import { Mesh } from "../../../stacks/mesh";
import type { Placement } from "../../../stacks/survey/placement";
import { cluster, meshConfig, SAMPLE, surveyOf } from "../../support/fixtures";
import { record } from "../../support/record";

const NODES = [1, 2, 3];

/** Cluster number `index`, with three nodes behind a bastion; `index` is part of its addresses. */
function clusterNumber(index: number): ClusterConfig {
    const name = `cluster${String(index)}`;
    const bastion = `203.0.113.${String(index)}`;
    const hostKey = "ssh-ed25519 key";
    return cluster(name, {
        apiServer: `https://${bastion}:6443`,
        gateway: { ip: `10.${String(index)}.0.200`, replicas: 1 },
        openstack: {
            cloud: { authUrl: "https://keystone.example:5000/v3", password: pulumi.secret(name) },
            network: "network",
            floatingIp: { pool: "public" },
            securityGroup: "group",
            addressPairs: "manage",
        },
        nodes: {
            hosts: NODES.map((node) => ({
                name: `${name}-node${String(node)}`,
                address: `10.${String(index)}.0.1${String(node)}`,
                skipped: false,
                hostKey,
            })),
            revision: 1,
            ssh: {
                user: "ubuntu",
                port: 22,
                privateKey: pulumi.secret(name),
                dialErrorLimit: 10,
                perDialTimeoutSeconds: 15,
                bastion: { host: bastion, port: 22, user: "ubuntu", hostKey },
            },
        },
    });
}

function placementNumber(index: number): Placement {
    return {
        networkId: "network",
        subnetId: "subnet",
        nodePorts: NODES.map((node) => ({
            node: `node${String(node)}`,
            address: `10.${String(index)}.0.1${String(node)}`,
            portId: `port ${String(node)} of ${String(index)}`,
            skipped: false,
            addressPairs: [],
        })),
        floatingIp: { pool: "public" },
        securityGroupId: `group of ${String(index)}`,
        egressAddresses: [`203.0.113.${String(index)}`, `203.0.113.${String(100 + index)}`],
    };
}

async function main(count: number): Promise<void> {
    // As index.ts does.
    Object.defineProperty(Error, "stackTraceLimit", { get: () => 0, set: () => undefined });
    const before = process.cpuUsage();
    const started = performance.now();
    const numbers = Array.from({ length: count }, (_, index) => index + 1);
    const { resources } = await record(
        () => {
            const config = meshConfig(numbers.map(clusterNumber), { sample: SAMPLE });
            const placements = new Map(
                numbers.map((index) => [`cluster${String(index)}`, placementNumber(index)]),
            );
            new Mesh("mesh", config, { ...surveyOf(config), placements });
        },
        { mode: "repreview" },
    );
    const { user, system } = process.cpuUsage(before);
    const wall = (performance.now() - started) / 1000;
    const peak = process.resourceUsage().maxRSS / 1024;
    console.log(
        `${String(count)} clusters: ${String(resources.length)} resources, ${wall.toFixed(1)} s, ` +
            `${((user + system) / 1e6).toFixed(1)} s of CPU, ${peak.toFixed(0)} MiB`,
    );
}

void main(Number(process.argv[2] ?? 20));
