import { pathWord, sh, type ShellText } from "../../components/shell";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";

/** A command of the client `openstack` in the project of a cluster, as it is typed. */
export function openstackCommand(
    { written }: PlainClusterConfig,
    words: readonly string[],
): ShellText {
    const { cloud, cloudsPath } = written;
    return sh`${[
        ...(cloudsPath === undefined ? [] : [sh`OS_CLIENT_CONFIG_FILE=${pathWord(cloudsPath)}`]),
        "openstack",
        ...(cloud === undefined ? [] : ["--os-cloud", cloud]),
        ...words,
    ]}`;
}
