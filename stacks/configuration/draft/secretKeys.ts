import type { Draft } from "./draft";
import { inPlainText, type Problem } from "../types/problem";
import type { RawConfig } from "./sources";

/** The flat key under which the contents of a cluster's kubeconfig are stored. */
export function kubeconfigKey(cluster: string): string {
    return `${cluster}Kubeconfig`;
}

/** The flat key under which the contents of a cluster's clouds.yaml are stored. */
export function cloudsKey(cluster: string): string {
    return `${cluster}Clouds`;
}

/** The flat key under which the private key for a cluster's nodes is stored. */
export function sshKeyKey(cluster: string): string {
    return `${cluster}SshKey`;
}

/** The flat key under which the passphrase of that private key is stored. */
export function sshKeyPassphraseKey(cluster: string): string {
    return `${cluster}SshKeyPassphrase`;
}

/** The flat key under which a cluster's own issuer is stored: its certificates and its key. */
export function issuerKey(cluster: string): string {
    return `${cluster}Issuer`;
}

/** The flat keys that the names of the clusters allow besides those of the schema. */
export function flatSecretKeys({ clusters }: Draft): string[] {
    const kinds = [kubeconfigKey, cloudsKey, sshKeyKey, sshKeyPassphraseKey, issuerKey];
    return (clusters ?? []).flatMap(({ name }) =>
        name === undefined ? [] : kinds.map((key) => key(name)),
    );
}

/** Keys that are stored in the clear and should not be, and the reverse. */
export function secrecyProblems({ values, secretKeys }: RawConfig, draft: Draft): Problem[] {
    const inTheClear = [
        "imagePullCredentials",
        "chartRepositoryPassword",
        ...flatSecretKeys(draft),
    ].filter((key) => values[key] !== undefined && !secretKeys.has(key));
    const problems = inTheClear.map((key) => inPlainText(key, values[key]));
    if (!secretKeys.has("chartValues")) return problems;
    const advice =
        "Helm keeps values in the clear, in its release and in the cluster; take the secret out, and give the chart the name of a Secret instead";
    return [...problems, { path: ["chartValues"], value: values["chartValues"], advice }];
}
