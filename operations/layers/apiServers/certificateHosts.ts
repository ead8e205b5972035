import { sh } from "../../../components/shell";
import { oneFinding } from "../../findings/finding";
import { enumerate } from "../../findings/enumerate";
import type { Examination } from "../../findings/layer";
import { hostOf } from "../../../stacks/configuration/keys/urls";
import type { ClusterView, MeshView } from "../../view/meshView";

/** Whether the API server of a cluster showed a certificate without the host that its peers use. */
export function isMisnamed({ servingCertificate: look }: ClusterView): boolean {
    return "seen" in look && !look.seen.namesHost;
}

/** API servers whose certificates do not name the hosts at which the service mirrors of peers watch them. */
export function misnamedServers({
    clusters,
    config,
}: MeshView): Pick<Examination, "findings" | "notChecked"> {
    const targets = clusters.filter(
        ({ kubernetes, config: { name } }) =>
            "seen" in kubernetes && config.links.some(({ target }) => target === name),
    );
    return {
        findings: targets.flatMap((cluster) => {
            const { name, apiServer } = cluster.config;
            const { servingCertificate: look } = cluster;
            if ("failure" in look || !isMisnamed(cluster)) return [];
            const host = hostOf(new URL(apiServer));
            const { names } = look.seen;
            const extra = [...names, host].join(",");
            return oneFinding("error", "api-server-certificate-host-missing", name, {
                what: `the certificate of its API server does not name ${host}, the host in ${apiServer}; it names ${names.length === 0 ? "none" : enumerate(names)}`,
                why: "The service mirrors of its peers watch it there and verify the certificate, whatever the kubeconfig of this machine skips: they mirror nothing.",
                // kubeadm keeps a certificate that is there, and kubelet starts the server again.
                remedy: [
                    sh`sudo mv /etc/kubernetes/pki/apiserver.crt /etc/kubernetes/pki/apiserver.key /etc/kubernetes/  # on each control plane node`,
                    sh`sudo kubeadm init phase certs apiserver --apiserver-cert-extra-sans ${extra}`,
                    sh`sudo pkill kube-apiserver`,
                ],
            });
        }),
        notChecked: targets.flatMap(({ config: { name }, servingCertificate: look }) =>
            "failure" in look
                ? [`${name}: the certificate of its API server: ${look.failure}`]
                : [],
        ),
    };
}
