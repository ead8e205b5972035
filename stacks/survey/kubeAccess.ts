import { pathWord, type Word } from "../../components/shell";
import type { PlainClusterConfig } from "../configuration/types/plainConfig";

/**
 * Options by which kubectl or helm finds a cluster. K-PaaS calls every context `cluster1`: where the
 * configuration names a file, only the file tells the clusters apart.
 */
export function kubeAccess(
    { context, written }: Pick<PlainClusterConfig, "context" | "written">,
    contextOption: "--context" | "--kube-context",
): readonly Word[] {
    const { kubeconfigPath } = written;
    if (kubeconfigPath === undefined) return [contextOption, context];
    return [
        "--kubeconfig",
        pathWord(kubeconfigPath),
        // Without one the program takes the file's current-context, and so do they.
        ...(written.context === undefined ? [] : [contextOption, context]),
    ];
}
