import { KubeConfig } from "@kubernetes/client-node";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import type { Finding } from "../../findings/finding";
import type { ClusterView, MeshView } from "../../view/meshView";
import type { Examination } from "../../findings/layer";
import { configSet } from "../../remedies/configSet";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type Remedy } from "../../remedies/remedy";
import type { ReachFailure } from "../../view/nodeView";

/** Which API servers the nodes of their peers do not reach. */
export function unreached(view: MeshView): Pick<Examination, "findings" | "notChecked"> {
    const found = view.clusters.map((source) => {
        const failures = view.clusters.flatMap((target, index) => {
            const look = source.reach.get(target.config.name);
            return look !== undefined && "failure" in look ? [{ target, index, look }] : [];
        });
        // Who cannot log in knows nothing of what the nodes reach; the node rules' layer says why.
        if (isSilent(source, view)) {
            const { name } = source.config;
            return { findings: [], notChecked: [`${name}: no login on any of its nodes`] };
        }
        return {
            findings: failures
                // A server that does not answer here either is named once.
                .filter(({ target }) => "seen" in target.kubernetes)
                .map(({ target, index, look }) => finding(source, target, index, look)),
            notChecked: [],
        };
    });
    return {
        findings: found.flatMap(({ findings }) => findings),
        notChecked: found.flatMap(({ notChecked }) => notChecked),
    };
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
): Finding {
    const [from, { name, apiServer }] = [source.config.name, target.config];
    return {
        severity: "error",
        code: "peer-api-server-unreachable",
        where: `${from}-to-${name}`,
        what: `${apiServer} cannot be reached from ${from}: ${look.failure}`,
        why: `The service mirror in ${from} watches the Services of ${name} there: mirrors are not made, or stay as they are.`,
        remedy: remedy(target.config, index, look),
    };
}

function remedy(target: PlainClusterConfig, index: number, { kind }: ReachFailure): Remedy {
    const own = serverOf(target);
    // Nothing listens there, or something else: no rule of a firewall changes that.
    const isWrong = kind === "refused" || kind === "other-server";
    if (own === undefined || target.apiServer === own) {
        return isWrong
            ? configSet(index, "apiServer", "https://ADDRESS:PORT")
            : [MAKE_DELETED_AGAIN];
    }
    const [told, works] = [new URL(target.apiServer), new URL(own)];
    // The server answers this machine at another port of the same host.
    const isOtherPort = told.hostname === works.hostname && told.port !== works.port;
    return isWrong || isOtherPort
        ? [pulumi("config rm", `--path 'clusters[${index}].apiServer'`), pulumi("up")]
        : [MAKE_DELETED_AGAIN];
}

function serverOf({ kubeconfig }: PlainClusterConfig): string | undefined {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    return config.getCurrentCluster()?.server;
}
