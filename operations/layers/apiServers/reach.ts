import { KubeConfig } from "@kubernetes/client-node";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import type { Finding } from "../../findings/finding";
import type { ClusterView, MeshView } from "../../view/meshView";
import type { Examination } from "../../findings/layer";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";

/** Which API servers the nodes of their peers do not reach. */
export function unreached(view: MeshView): Pick<Examination, "findings" | "notChecked"> {
    const found = view.clusters.map((source) => {
        const failures = view.clusters.flatMap((target, index) => {
            const look = source.reach.get(target.config.name);
            return look !== undefined && "failure" in look
                ? [{ target, index, failure: look.failure }]
                : [];
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
                .map(({ target, index, failure }) => finding(source, target, index, failure)),
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
    failure: string,
): Finding {
    const [from, { name, apiServer }] = [source.config.name, target.config];
    return {
        severity: "error",
        where: `${from}-to-${name}`,
        what: `${apiServer} cannot be reached from ${from}: ${failure}`,
        why: `The service mirror in ${from} watches the Services of ${name} there: mirrors are not made, or stay as they are.`,
        remedy: remedy(target.config, index, failure),
    };
}

function remedy(target: PlainClusterConfig, index: number, failure: string): string {
    const own = serverOf(target);
    const key = `clusters[${index}].apiServer`;
    // Nothing listens there, or something else: no rule of a firewall changes that.
    const isWrong = /refused|names other hosts|the CA in the kubeconfig|speaks no TLS/.test(
        failure,
    );
    if (own === undefined || target.apiServer === own) {
        return isWrong
            ? `pulumi config set --path '${key}' https://ADDRESS:PORT\npulumi up`
            : MAKE_DELETED_AGAIN;
    }
    const [told, works] = [new URL(target.apiServer), new URL(own)];
    // The server answers this machine at another port of the same host.
    const isOtherPort = told.hostname === works.hostname && told.port !== works.port;
    return isWrong || isOtherPort
        ? `pulumi config rm --path '${key}'\npulumi up`
        : MAKE_DELETED_AGAIN;
}

function serverOf({ kubeconfig }: PlainClusterConfig): string | undefined {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    return config.getCurrentCluster()?.server;
}
