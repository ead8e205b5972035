import type { V1Pod } from "@kubernetes/client-node";
import { createHash } from "node:crypto";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import type { KubernetesView } from "../../view/kubernetesView";
import { enumerate } from "../../findings/enumerate";
import { kubectlIn, rolloutRestart } from "../../remedies/kubectl";
import { groupBy } from "../../findings/groupBy";
import { trustBundle } from "../trustBundle";
import { hasProxy, meshedPods, PROXY, proxyStatus } from "../meshedPods";
import { deploymentOf } from "../../../components/linkerd/podOwner";
import type { ReachableCluster } from "../reachableClusters";

/** What can be wrong with the proxy of a pod, and what a Deployment with such pods means. */
interface Trouble {
    readonly code: Code;
    readonly what: string;
    readonly why: string;
    readonly remedy: "restart" | "logs";
}

const NO_PROXY: Trouble = {
    code: "proxy-missing",
    what: `no container ${PROXY}`,
    why: "Without a proxy there is no mTLS, and nothing is split or sent to a gateway. webhookFailurePolicy Ignore lets a pod pass that starts while the injector does not answer.",
    remedy: "restart",
};
const OLD_ANCHORS: Trouble = {
    code: "proxy-anchors-outdated",
    what: "other trust anchors than ConfigMap linkerd-identity-trust-roots",
    why: "A proxy gets its anchors when its pod is made; it does not trust certificates that other anchors signed.",
    remedy: "restart",
};

function notReady(pod: V1Pod): Trouble | undefined {
    const status = proxyStatus(pod);
    if (status?.ready === true) return undefined;
    const reason = status?.state?.waiting?.reason ?? status?.state?.terminated?.reason;
    return {
        code: "proxy-not-ready",
        what: `a proxy that is not ready${reason === undefined ? "" : ` (${reason})`}`,
        why: "Until it has its certificate from linkerd-identity, the pod takes and makes no connections.",
        remedy: "logs",
    };
}

function sha256(text: string): string {
    return createHash("sha256").update(text).digest("hex");
}

/**
 * What `linkerd.io/trust-root-sha256` may be. The injector hashes the ConfigMap's text, which the
 * chart has trimmed; the chart hashes its value for the control plane, which ends with a line break.
 */
export function anchorHashes(kubernetes: KubernetesView): readonly string[] {
    const bundle = trustBundle(kubernetes);
    return bundle === undefined
        ? []
        : [bundle, bundle.trim(), `${bundle.trim()}\n`].map((text) => sha256(text));
}

function troubleOf(pod: V1Pod, hashes: readonly string[]): Trouble | undefined {
    if (!hasProxy(pod)) return NO_PROXY;
    const hash = pod.metadata?.annotations?.["linkerd.io/trust-root-sha256"];
    if (hash !== undefined && hashes.length > 0 && !hashes.includes(hash)) return OLD_ANCHORS;
    return notReady(pod);
}

/** Pods without a working proxy, one finding for a Deployment and what is wrong with its pods. */
export function podFindings({ name, config, kubernetes }: ReachableCluster): Finding[] {
    const hashes = anchorHashes(kubernetes);
    const troubled = meshedPods(kubernetes).flatMap((pod) => {
        const trouble = troubleOf(pod, hashes);
        const namespace = pod.metadata?.namespace ?? "";
        const deployment = `deployment/${deploymentOf(pod) ?? ""}`;
        return trouble === undefined ? [] : [{ pod, namespace, deployment, trouble }];
    });
    const groups = groupBy(troubled, ({ namespace, deployment, trouble }) =>
        [namespace, deployment, trouble.what].join(" "),
    );
    return [...groups.values()].flatMap((group) => {
        const [{ namespace, deployment, trouble }] = group;
        const names = group.map(({ pod }) => `${namespace}/${pod.metadata?.name ?? ""}`);
        return oneFinding("error", trouble.code, name, {
            what: `${enumerate(names)} ${group.length === 1 ? "has" : "have"} ${trouble.what}`,
            why: trouble.why,
            remedy: [
                trouble.remedy === "restart"
                    ? rolloutRestart(config, namespace, deployment)
                    : kubectlIn(config, namespace, "logs", deployment, `--container=${PROXY}`),
            ],
        });
    });
}
