import { KubeConfig } from "@kubernetes/client-node";
import { sh, type ShellText } from "../../components/shell";
import { transportRisk } from "../../stacks/configuration/clouds/readClusterCloud";
import { isPlainText } from "../../stacks/configuration/keys/urls";
import type {
    PlainClusterConfig,
    PlainMeshConfig,
} from "../../stacks/configuration/types/plainConfig";
import { renderPath, type ConfigPath } from "../../stacks/configuration/types/problem";
import { oneFinding, type Finding } from "../findings/finding";
import { pulumi, type RemedyLine } from "../remedies/remedy";
import { setKey } from "../remedies/setKeys";

const KEY = "allowInsecureTransport";

/** A place that others can read, or where nobody checks who answers: loading refuses it without its key. */
function accepted(
    place: ConfigPath,
    {
        what,
        why,
        first,
        once,
    }: { what: string; why: string; first: readonly RemedyLine[]; once: ShellText },
): Finding[] {
    const where = renderPath([...place, KEY]);
    const words = place.length === 0 ? sh`${where}` : sh`--path ${where}`;
    const remedy = [...first, pulumi("config rm", words, once), pulumi("up")];
    return oneFinding("warning", "transport-insecure", where, { what, why, remedy });
}

function repositories({ charts }: PlainMeshConfig): Finding[] {
    const all = { chartRepository: charts.repository, smiChartRepository: charts.smi?.repository };
    const plain = Object.entries(all).filter(
        ([, url]) => url !== undefined && isPlainText(new URL(url)),
    );
    if (plain.length === 0) return [];
    return accepted([], {
        what: `accepts plain http: ${plain.map(([key, url]) => `${key} is ${String(url)}`).join(", ")}`,
        why: "Anybody on the way can put other charts in, and whoever makes the charts has the clusters.",
        first: plain.map(([key]) => setKey([key], "HTTPS_URL")),
        once: sh` # once the repository answers there`,
    });
}

function apiServer({ kubeconfig }: PlainClusterConfig, index: number): Finding[] {
    const config = new KubeConfig();
    config.loadFromString(kubeconfig);
    const cluster = config.getCurrentCluster();
    if (cluster?.skipTLSVerify !== true) return [];
    return accepted(["clusters", index], {
        what: `accepts a kubeconfig with insecure-skip-tls-verify for ${cluster.server}`,
        why: "Whoever answers in the API server's place is handed the credentials, mostly those of an administrator.",
        first: [sh`sudo cat /etc/kubernetes/pki/ca.crt  # on a control plane node: the CA`],
        once: sh` # once the kubeconfig has the CA`,
    });
}

function cloud({ openstack }: PlainClusterConfig, index: number): Finding[] {
    const risk = openstack === undefined ? undefined : transportRisk(openstack.cloud);
    if (openstack === undefined || risk === undefined) return [];
    return accepted(["clusters", index, "openstack"], {
        what: `accepts the cloud at ${openstack.cloud.authUrl}: ${risk}`,
        why: "Whoever stands in between reads the password of the OpenStack project.",
        first: [],
        once: sh` # once clouds.yaml has an https auth_url and checks its certificate`,
    });
}

/** Every place whose `allowInsecureTransport` is in use. */
export function insecureTransport(config: PlainMeshConfig): Finding[] {
    return [
        ...repositories(config),
        ...config.clusters.flatMap((cluster, index) => [
            ...apiServer(cluster, index),
            ...cloud(cluster, index),
        ]),
    ];
}
