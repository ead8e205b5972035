import { requestFailure } from "../../stacks/survey/requestFailure";
import { readClusterCloud } from "../../stacks/configuration/clouds/readClusterCloud";
import { readYaml } from "../../stacks/configuration/draft/yamlText";
import { cloudsKey } from "../../stacks/configuration/draft/secretKeys";
import {
    readText,
    resolvePath,
    type ConfigFiles,
    type RawConfig,
} from "../../stacks/configuration/draft/sources";
import { NeutronReader } from "../../stacks/survey/neutronReader";
import type { KubernetesView } from "../view/kubernetesView";
import { lookAtKubernetes } from "../view/lookAtKubernetes";
import { Decisions, valueAt, type Given } from "./decisions";
import type { KubeconfigChoice } from "./kubeconfigs";
import { lookAtProject } from "./lookAtProject";
import { nodeAddresses } from "./nodes";
import type { ProjectView, SiteCluster } from "./siteView";

/** Where OpenStack's own clients and the program look. */
const USUAL_CLOUDS = "~/.config/openstack/clouds.yaml";

/** A cluster to look at. */
export interface LookedAt {
    readonly name: string;
    readonly index: number;
    readonly choice: KubeconfigChoice;
    readonly written: unknown;
    readonly given: Given;
}

/** What looks go through. */
export interface SiteAccess {
    readonly raw: RawConfig;
    readonly files: ConfigFiles;
    /** Logins to clouds, by their credentials: Keystone may lock out a user who fails too often. */
    readonly readers: Map<string, Promise<NeutronReader>>;
}

/** What is seen of a cluster, or why it cannot be described. Changes nothing. */
export async function lookAtSite(
    cluster: LookedAt,
    access: SiteAccess,
): Promise<{ readonly seen: SiteCluster } | { readonly failure: string }> {
    const { name, choice } = cluster;
    const look = await lookAtKubernetes(choice.minimal);
    if ("failure" in look) return { failure: `${name}: ${look.failure}` };
    const nodes = nodeAddresses(look.seen.nodes);
    const mistake = kubernetesMistake(look.seen, nodes.length);
    if (mistake !== undefined) return { failure: `${name}: ${mistake}` };
    const decisions = new Decisions(name, cluster.written, cluster.given);
    const told = (key: string) => decisions.told(key);
    const isExternal = told("gateway.exposure") === "external";
    const looks = isExternal
        ? []
        : await Promise.all(
              cloudNames(cluster, told, access).map((cloud) =>
                  lookAtCloudEntry(
                      cluster,
                      cloud,
                      told,
                      nodes.map(({ address }) => address),
                      access,
                  ),
              ),
          );
    return {
        seen: {
            name,
            server: choice.minimal.server,
            kubernetes: look.seen,
            projects: looks.flatMap((one) => ("seen" in one ? [one.seen] : [])),
            unasked: looks.flatMap((one) => ("failure" in one ? [one.failure] : [])),
        },
    };
}

function kubernetesMistake(
    { unlistable, nodes }: KubernetesView,
    addresses: number,
): string | undefined {
    if (unlistable.includes("nodes")) {
        return "the user of its kubeconfig may not list nodes; give an administrator's kubeconfig, which `pulumi up` needs too";
    }
    return addresses < nodes.length || addresses === 0
        ? `${String(nodes.length - addresses)} of its ${String(nodes.length)} nodes have an InternalIP of IPv4 not; the program needs one of each`
        : undefined;
}

type Told = (key: string) => unknown;

/** The entries that may be the cluster's. */
function cloudNames({ name }: LookedAt, told: Told, { raw, files }: SiteAccess): readonly string[] {
    const cloud = told("openstack.cloud");
    if (typeof cloud === "string") return [cloud];
    const path = told("openstack.cloudsPath");
    const secret = raw.values[cloudsKey(name)];
    const file = readText(
        resolvePath(typeof path === "string" ? path : USUAL_CLOUDS, files),
        files,
    );
    const text = secret ?? ("text" in file ? file.text : "");
    const read = readYaml(text);
    const clouds = "value" in read ? valueAt(read.value, "clouds") : undefined;
    return typeof clouds === "object" && clouds !== null ? Object.keys(clouds) : [];
}

async function lookAtCloudEntry(
    { name, index }: LookedAt,
    cloud: string,
    told: Told,
    addresses: readonly string[],
    { raw, files, readers }: SiteAccess,
): Promise<{ readonly seen: ProjectView } | { readonly failure: string }> {
    const path = told("openstack.cloudsPath");
    const openstack = {
        cloud,
        ...(typeof path === "string" ? { cloudsPath: path } : {}),
        allowInsecureTransport: told("openstack.allowInsecureTransport") === true,
    };
    const place = { cluster: { name, openstack }, index };
    const login = readClusterCloud(place, { openstack }, raw, files);
    if ("problems" in login) {
        const advice = login.problems.map((problem) => problem.advice).join("; ");
        return { failure: `cloud ${cloud}: ${advice}` };
    }
    const key = JSON.stringify(login.found);
    const opening = readers.get(key) ?? NeutronReader.open(login.found);
    readers.set(key, opening);
    try {
        return { seen: await lookAtProject(cloud, await opening, addresses) };
    } catch (error) {
        return { failure: `cloud ${cloud}: ${requestFailure(error)}` };
    }
}
