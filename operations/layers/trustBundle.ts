import { CONTROL_PLANE_NAMESPACE } from "../../components/linkerd/names";
import type { KubernetesView } from "../view/kubernetesView";
import { objectNamed } from "./objectNamed";

/** The trust anchors that a cluster hands out to its proxies, as PEM. */
export function trustBundle({ configMaps }: KubernetesView): string | undefined {
    const roots = objectNamed(configMaps, CONTROL_PLANE_NAMESPACE, "linkerd-identity-trust-roots");
    return roots?.data?.["ca-bundle.crt"];
}
