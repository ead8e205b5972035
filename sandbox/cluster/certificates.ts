import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import type { ClusterAddresses } from "../settings/addresses";
import type { CertificateSpec } from "./certificatePlan";
import { CA, certificatePlan, opensslConfig } from "./certificatePlan";

/** Paths of one certificate and its key. */
export interface KeyPair {
    readonly certFile: string;
    readonly keyFile: string;
}

/** Makes what is missing of a cluster's CA, certificates and service account key in `folder`. */
export async function ensureCertificates(cluster: ClusterAddresses, folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const fresh = await ensureCertificate(folder, CA);
    const plan = certificatePlan(cluster);
    await Promise.all(plan.map((spec) => ensureCertificate(folder, spec, fresh)));
    await ensureServiceAccountKey(folder);
}

/** Where a certificate of the plan lies. */
export function keyPair(folder: string, name: string): KeyPair {
    return { certFile: join(folder, `${name}.crt`), keyFile: join(folder, `${name}.key`) };
}

/** Key that signs service account tokens, and its public half. */
export function serviceAccountKey(folder: string): { keyFile: string; publicFile: string } {
    return { keyFile: join(folder, "sa.key"), publicFile: join(folder, "sa.pub") };
}

/** Makes one certificate unless the one there was made from the same text; says whether it did. */
async function ensureCertificate(
    folder: string,
    spec: CertificateSpec,
    force = false,
): Promise<boolean> {
    const { certFile, keyFile } = keyPair(folder, spec.name);
    const configFile = join(folder, `${spec.name}.cnf`);
    const config = opensslConfig(spec);
    const before = existsSync(certFile) ? await readFile(configFile, "utf8").catch(() => "") : "";
    if (before === config && !force) return false;
    await rm(certFile, { force: true });
    await writeFile(configFile, config);
    const ca = keyPair(folder, CA.name);
    await execa("openssl", [
        ...["req", "-x509", "-config", configFile, "-days", "3650", "-sha256", "-nodes"],
        ...["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
        ...["-keyout", keyFile, "-out", `${certFile}.new`],
        ...(spec.name === CA.name ? [] : ["-CA", ca.certFile, "-CAkey", ca.keyFile]),
    ]);
    await chmod(keyFile, 0o600);
    await rename(`${certFile}.new`, certFile);
    return true;
}

async function ensureServiceAccountKey(folder: string): Promise<void> {
    const { keyFile, publicFile } = serviceAccountKey(folder);
    if (existsSync(publicFile)) return;
    await execa("openssl", [
        ...["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"],
        ...["-out", keyFile],
    ]);
    await chmod(keyFile, 0o600);
    await execa("openssl", ["pkey", "-in", keyFile, "-pubout", "-out", publicFile]);
}
