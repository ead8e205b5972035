import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import { shellWord } from "./shellWord";

/** A command of the client `openstack` in the project of a cluster, as it is typed. */
export function openstackCommand({ written }: PlainClusterConfig, words: string): string {
    const { cloud, cloudsPath } = written;
    return [
        ...(cloudsPath === undefined ? [] : [`OS_CLIENT_CONFIG_FILE=${shellWord(cloudsPath)}`]),
        "openstack",
        ...(cloud === undefined ? [] : ["--os-cloud", shellWord(cloud)]),
        words,
    ].join(" ");
}
