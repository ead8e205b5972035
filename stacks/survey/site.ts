import type * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import type { NodePort } from "../../components/openstack/nodePorts";
import { operatorError } from "../../components/operatorError";
import type { ClusterConfig, MeshConfig } from "../configuration/types/meshConfig";
import { checkNodes } from "./nodes";
import type { NodesToCheck } from "./nodesCheck";
import { egressOf, egressProblem, hijackProblems, siteProblems } from "./siteChecks";
import type { Gathered, OpenStackCluster, SiteFacts } from "./siteFacts";
import { CloudFailure } from "./siteFailure";
import { gatherFacts } from "./siteLookups";
import { neutronOf } from "./siteNeutron";
import { renderProblem, type Problem } from "../configuration/types/problem";

/** Where a cluster lies in OpenStack; everything by id. */
export interface ClusterSite {
    readonly networkId: string;
    readonly subnetId: string;
    /** Ports of the nodes; a skipped node without a port is left out. */
    readonly nodePorts: readonly NodePort[];
    /** The pool by its name, since the provider looks it up by nothing else, or the existing address. */
    readonly floatingIp: { readonly pool: string } | { readonly address: string };
    /** The operator's group. */
    readonly securityGroupId?: string;
    /** IPv4 addresses from which the cluster's pods reach other clusters, sorted; empty where no link starts here. */
    readonly egressAddresses: readonly string[];
}

/**
 * Looks up where the clusters with an OpenStack part lie, and compares their nodes with the
 * configuration, before anything is made.
 *
 * Rejects with one error for the operator that lists everything that is wrong over all clusters.
 */
export async function lookUpSites(
    config: MeshConfig,
    providers: ReadonlyMap<string, openstack.Provider>,
    nodes: readonly NodesToCheck[],
): Promise<ReadonlyMap<string, ClusterSite>> {
    const [gathered, nodeProblems] = await Promise.all([
        Promise.all(config.clusters.map((cluster, index) => gather(cluster, index, providers))),
        checkNodes(nodes),
    ]);
    const sites = gathered.flatMap(({ facts }) => facts ?? []);
    const problems = [
        ...config.clusters.flatMap((cluster, index) => {
            const { facts, problems: absent } = gathered[index] ?? { problems: [] };
            return [
                ...absent,
                ...(facts === undefined ? [] : siteProblems(facts)),
                ...egressProblems(config, cluster, index, gathered[index]),
            ];
        }),
        ...hijackProblems(sites, config.links),
        ...nodeProblems,
    ];
    if (problems.length > 0) throw report(problems);
    return new Map(sites.map((facts) => [facts.cluster.name, siteOf(facts)]));
}

async function gather(
    cluster: ClusterConfig,
    index: number,
    providers: ReadonlyMap<string, openstack.Provider>,
): Promise<Gathered> {
    if (!isOpenStack(cluster)) return { problems: [] };
    const provider = providers.get(cluster.name);
    if (provider === undefined) throw new Error(`no OpenStack provider for ${cluster.name}`);
    try {
        return await gatherFacts(cluster, index, neutronOf(provider));
    } catch (error) {
        if (!(error instanceof CloudFailure)) throw error;
        const advice = `the cloud of ${cluster.name} cannot be asked: ${error.message}; check its entry in clouds.yaml, and that this machine reaches the cloud`;
        const path = ["clusters", index, "openstack", "cloud"];
        return { problems: [{ path, value: cluster.openstack.cloud.authUrl, advice }] };
    }
}

function isOpenStack(cluster: ClusterConfig): cluster is OpenStackCluster {
    return cluster.openstack !== undefined;
}

/** Whoever is linked to a cluster that Neutron filters has to have known addresses. */
function egressProblems(
    { clusters, links }: MeshConfig,
    cluster: ClusterConfig,
    index: number,
    gathered: Gathered | undefined,
): Problem[] {
    const filtered = new Set(clusters.filter(isOpenStack).map(({ name }) => name));
    const isNeeded = links.some(
        ({ source, target }) => source === cluster.name && filtered.has(target),
    );
    if (!isNeeded || cluster.egressAddresses !== undefined) return [];
    if (isOpenStack(cluster)) {
        // Without facts something else is wrong, and said.
        const { facts } = gathered ?? {};
        if (facts?.subnet === undefined || facts.router?.externalNetworkId === "") return [];
        if (cluster.openstack.router !== undefined && facts.router === undefined) return [];
        if (egressOf(facts) !== undefined) return [];
    }
    return [egressProblem(cluster.name, index)];
}

function siteOf(facts: SiteFacts): ClusterSite {
    const { networkId, subnet, floatingIp, hosts, securityGroupId } = facts;
    if (subnet === undefined || floatingIp === undefined) {
        throw new Error(`the site of ${facts.cluster.name} was not checked`);
    }
    return {
        networkId,
        subnetId: subnet.id,
        nodePorts: hosts.flatMap(({ port }) => port ?? []),
        floatingIp:
            "pool" in floatingIp ? { pool: floatingIp.pool } : { address: floatingIp.address },
        ...(securityGroupId === undefined ? {} : { securityGroupId }),
        egressAddresses: egressOf(facts) ?? [],
    };
}

function report(problems: readonly Problem[]): Error {
    const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
    return operatorError(
        [
            `The configuration of stack "${pulumi.getStack()}" has ${count} that its clouds and clusters show; nothing was changed:`,
            ...problems.map((problem) => `  - ${renderProblem(problem, {}, new Set())}`),
            "What is looked up, and what to do, is described in docs/openstack.md.",
        ].join("\n"),
    );
}
