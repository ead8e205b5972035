import { KubeConfig, type V1ObjectMeta, type V1Secret } from "@kubernetes/client-node";
import type { KubernetesView } from "./kubernetesView";
import type { Look } from "../../stacks/survey/look";

/** What a service mirror takes from a kubeconfig in a Secret. */
export interface SecretKubeconfig {
    /** Text, to compare with. */
    readonly text: string;
    readonly server: string;
    readonly token: string;
}

function findSecret(
    { secrets }: KubernetesView,
    namespace: string,
    name: string,
): V1Secret | undefined {
    return secrets.find(
        ({ metadata }) => metadata?.name === name && metadata.namespace === namespace,
    );
}

/** Metadata of a Secret that was seen. */
export function secretMetadata(...secret: Parameters<typeof findSecret>): V1ObjectMeta | undefined {
    return findSecret(...secret)?.metadata;
}

/** The kubeconfig in Secret `name`, or what is wrong with it; never quotes it. */
export function secretKubeconfig(
    view: KubernetesView,
    namespace: string,
    name: string,
): Look<SecretKubeconfig> {
    const place = `Secret ${namespace}/${name}`;
    const secret = findSecret(view, namespace, name);
    if (secret === undefined) return { failure: `${place} is missing` };
    const data = secret.data?.["kubeconfig"];
    if (data === undefined) return { failure: `${place} has no key kubeconfig` };
    const text = Buffer.from(data, "base64").toString();
    const config = new KubeConfig();
    try {
        config.loadFromString(text);
    } catch {
        return { failure: `${place} holds no kubeconfig` };
    }
    const server = config.getCurrentCluster()?.server ?? "";
    const token = config.getCurrentUser()?.token ?? "";
    if (server === "" || token === "") {
        return { failure: `the kubeconfig in ${place} lacks a server or a token` };
    }
    return { seen: { text, server, token } };
}
