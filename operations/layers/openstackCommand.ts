import type { PlainClusterConfig } from "../../stacks/validation/parseConfig";
import { word } from "./word";

/** A command of the client `openstack` in the project of a cluster, as it is typed. */
export function openstackCommand({ written }: PlainClusterConfig, words: string): string {
    const { cloud, cloudsPath } = written;
    return [
        ...(cloudsPath === undefined ? [] : [`OS_CLIENT_CONFIG_FILE=${word(cloudsPath)}`]),
        "openstack",
        ...(cloud === undefined ? [] : ["--os-cloud", word(cloud)]),
        words,
    ].join(" ");
}
