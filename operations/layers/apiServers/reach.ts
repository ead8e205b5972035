import { KubeConfig } from "@kubernetes/client-node";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { oneFinding, type Finding } from "../../findings/finding";
import type { ClusterView, MeshView } from "../../view/meshView";
import type { Examination } from "../../findings/layer";
import { setKey } from "../../remedies/setKeys";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type Remedy } from "../../remedies/remedy";
import { isMisnamed } from "./certificateHosts";
import type { ReachFailure } from "../../view/nodeView";

type ReachLook = ReturnType<ClusterView["reach"]["get"]>;

/** Which API servers the nodes of their peers do not reach. */
export function unreached(view: MeshView): Pick<Examination, "findings" | "notChecked"> {
    return {
        findings: view.clusters.flatMap((source) =>
            view.clusters.flatMap((target, index) => {
                const look = source.reach.get(target.config.name);
                // A server that does not answer here either, or shows another name, is named once.
                const isNamed = "failure" in target.kubernetes || isMisnamedAt(target, look);
                return look === undefined || "seen" in look || isNamed
                    ? []
                    : finding(source, target, index, look);
            }),
        ),
        // Who cannot log in knows nothing of what the nodes reach; the node rules' layer says why.
        notChecked: view.clusters
            .filter((source) => isSilent(source, view))
            .map(({ config }) => `${config.name}: no login on any of its nodes`),
    };
}

/** Whether the certificate alone, of which its own finding tells, keeps the nodes from an API server. */
function isMisnamedAt(target: ClusterView, look: ReachLook): boolean {
    return (
        look !== undefined && "kind" in look && look.kind === "other-server" && isMisnamed(target)
    );
}

/** Whether nodes of a cluster should have been asked what they reach, and none was. */
function isSilent(
    { config, reach }: ClusterView,
    { outputs, config: { links } }: MeshView,
): boolean {
    return (
        outputs !== undefined &&
        config.nodes?.ssh !== undefined &&
        reach.size === 0 &&
        links.some(({ source }) => source === config.name)
    );
}

function finding(
    source: ClusterView,
    target: ClusterView,
    index: number,
    look: ReachFailure,
): Finding[] {
    const [from, { name, apiServer }] = [source.config.name, target.config];
    return oneFinding("error", "peer-api-server-unreachable", `${from}-to-${name}`, {
        what: `${apiServer} cannot be reached from ${from}: ${look.failure}`,
        why: `The service mirror in ${from} watches the Services of ${name} there: mirrors are not made, or stay as they are.`,
        remedy: remedy(target.config, index, look),
    });
}

function remedy(target: PlainClusterConfig, index: number, { kind }: ReachFailure): Remedy {
    const own = serverOf(target);
    // Nothing listens there, or something else: no rule of a firewall changes that.
    const isWrong = kind === "refused" || kind === "other-server";
    const path = ["clusters", index, "apiServer"];
    if (own === undefined || target.apiServer === own) {
        return isWrong
            ? [setKey(path, "https://ADDRESS:PORT"), pulumi("up")]
            : [MAKE_DELETED_AGAIN];
    }
    const [told, works] = [new URL(target.apiServer), new URL(own)];
    // The server answers this machine at another port of the same host.
    const isOtherPort = told.hostname === works.hostname && told.port !== works.port;
    return isWrong || isOtherPort ? [setKey(path), pulumi("up")] : [MAKE_DELETED_AGAIN];
}

function serverOf({ kubeconfig }: PlainClusterConfig): string | undefined {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    return config.getCurrentCluster()?.server;
}
