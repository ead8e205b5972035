import { isAbsolute, join } from "node:path";
import type { z } from "zod";
import type { NeutronCredentials } from "../../../components/openstack/neutronCredentials";
import type { OpenStackConfig } from "../types/meshConfig";
import { CloudsError, readCloud } from "./readCloud";
import { certificatesIn } from "../keys/certificates";
import { isPlainText } from "../keys/urls";
import { cloudsKey } from "../draft/secretKeys";
import type { OpenStackEntry } from "../keys/openStackEntry";
import {
    readSource,
    readText,
    resolvePath,
    type ClusterPlace,
    type ConfigFiles,
    type RawConfig,
    type Result,
    type SourceKind,
    type SourceText,
} from "../draft/sources";

const CLOUDS: SourceKind = {
    what: "a clouds.yaml",
    example: "~/.config/openstack/clouds.yaml",
    pathKey: ["openstack", "cloudsPath"],
    givenPath: (cluster) => cluster.openstack?.cloudsPath,
    contentsKey: cloudsKey,
    fallback: "~/.config/openstack/clouds.yaml",
};

/** The CA that Keystone's certificate is checked against; its text, so that the state stands alone. */
function readCa(path: string, files: ConfigFiles): string {
    // OpenStack's clients start from the folder that they run in, which nobody knows here.
    if (!isAbsolute(path) && !path.startsWith("~/")) {
        throw new CloudsError("clouds", [`its cacert ${path} is relative; write it from / on`]);
    }
    const contents = readText(resolvePath(path, files), files);
    if (!("text" in contents)) {
        const advice = "write the path of the CA's certificate";
        throw new CloudsError("clouds", [`its cacert ${path}: ${contents.reason}; ${advice}`]);
    }
    if (certificatesIn(contents.text).length > 0) return contents.text;
    throw new CloudsError("clouds", [
        `its cacert ${path} holds no certificate; give the CA's in PEM`,
    ]);
}

function readSecure(folder: string | undefined, files: ConfigFiles): string | undefined {
    if (folder === undefined) return undefined;
    const contents = readText(join(folder, "secure.yaml"), files);
    if ("text" in contents) return contents.text;
    if (contents.code === "ENOENT") return undefined;
    throw new CloudsError("clouds", [
        `the secure.yaml beside it: ${contents.reason}; correct that`,
    ]);
}

/** What lets others read the login to a cloud. */
export function transportRisk({
    authUrl,
    insecure,
}: Pick<NeutronCredentials<string>, "authUrl" | "insecure">): string | undefined {
    if (isPlainText(new URL(authUrl))) return "its auth_url is plain http";
    return insecure === true ? "its Keystone's certificate is not checked" : undefined;
}

function choose(
    { text, key, folder }: SourceText,
    { cluster, index }: ClusterPlace,
    files: ConfigFiles,
): Result<NeutronCredentials<string>> {
    const cloud = cluster.openstack?.cloud;
    try {
        const secure = readSecure(folder, files);
        const found = readCloud(text, secure, cloud, (path) => readCa(path, files));
        const risk = transportRisk(found);
        if (risk === undefined || cluster.openstack?.allowInsecureTransport === true) {
            return { found };
        }
        const advice = `${risk}: whoever stands in between reads the password; correct that, or accept it with clusters[${String(index)}].openstack.allowInsecureTransport: true`;
        return { problems: [{ ...key, advice }] };
    } catch (error) {
        if (!(error instanceof CloudsError)) throw error;
        const cloudKey = { path: ["clusters", index, "openstack", "cloud"], value: cloud };
        const place = error.about === "cloud" ? cloudKey : key;
        return { problems: error.mistakes.map((advice) => ({ ...place, advice })) };
    }
}

/** The connection to the OpenStack project of a cluster. */
export function readClusterCloud(
    place: ClusterPlace,
    entry: unknown,
    raw: RawConfig,
    files: ConfigFiles,
): Result<NeutronCredentials<string>> {
    const source = readSource(CLOUDS, place, entry, raw, files);
    return "problems" in source ? source : choose(source.found, place, files);
}

/** The checked entry with its connection. */
export function openStackConfig(
    entry: z.output<typeof OpenStackEntry>,
    cloud: NeutronCredentials<string>,
): OpenStackConfig<string> {
    const { network, subnet, router, floatingIp, securityGroup, addressPairs } = entry;
    const { pool, address } = floatingIp;
    if (pool === undefined && address === undefined) throw new Error("floatingIp was not checked");
    return {
        cloud,
        network,
        ...(subnet === undefined ? {} : { subnet }),
        ...(router === undefined ? {} : { router }),
        floatingIp: pool !== undefined ? { pool } : { address: address ?? "" },
        ...(securityGroup === undefined ? {} : { securityGroup }),
        addressPairs,
    };
}
