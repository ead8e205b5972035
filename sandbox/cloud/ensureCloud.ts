import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { planAddresses } from "../settings/addresses";
import type { Settings } from "../settings/settings";
import { renderClouds, type CloudUser } from "./clouds";
import { keystoneConfig, neutronConfig } from "./configuration";
import {
    cloudFolder,
    cloudsFile,
    keystoneUrl,
    passwordFile,
    pythonLink,
    serviceConfig,
    serviceFolder,
    SERVICES,
} from "./paths";
import type { Account } from "./identity";
import { provision } from "./provision";
import { startServices } from "./services";
import { ensureVirtualEnvironment } from "./virtualEnvironment";

/**
 * Keystone and Neutron on 127.0.0.1 with everything in them that a site of the platform has before the
 * guide begins: an external network, and for each cluster a project, a user, a network, a router, a
 * security group, the nodes' ports and the first node's floating IP.
 *
 * What is there stays; what is missing is made.
 */
export async function ensureCloud(
    settings: Settings,
    report: (line: string) => void,
): Promise<void> {
    const virtualEnvironment = await ensureVirtualEnvironment(settings, report);
    await mkdir(cloudFolder(settings), { recursive: true });
    // SQLite makes files of its own there, which hold what the database holds.
    await chmod(cloudFolder(settings), 0o700);
    const plan = planAddresses(settings);
    const admin = await ensureUser(settings, "admin");
    const neutron = await ensureUser(settings, "neutron");
    const tenants = await Promise.all(plan.clusters.map(({ name }) => ensureUser(settings, name)));
    for (const service of SERVICES) {
        await mkdir(serviceFolder(settings, service), { recursive: true });
    }
    await writePrivate(serviceConfig(settings, "keystone"), keystoneConfig(settings));
    const config = neutronConfig(settings, virtualEnvironment, neutron.password);
    await writePrivate(serviceConfig(settings, "neutron"), config);
    await writePrivate(
        cloudsFile(settings),
        renderClouds(keystoneUrl(settings), [...tenants, admin]),
    );
    // For the operator: openstacksdk is there too.
    await rm(pythonLink(settings), { force: true });
    await symlink(virtualEnvironment, pythonLink(settings));
    await startServices(settings, virtualEnvironment, report);
    const accounts: Account[] = [
        // The role with which keystonemiddleware may validate everybody's tokens.
        { ...neutron, project: "service", role: "service" },
        ...tenants.map((user) => ({ ...user, project: user.name, role: "member" as const })),
    ];
    await provision(settings, plan, admin.password, accounts, report);
}

async function ensureUser(settings: Settings, name: string): Promise<CloudUser> {
    const file = passwordFile(settings, name);
    if (!existsSync(file)) {
        await mkdir(dirname(file), { recursive: true });
        await writePrivate(file, randomBytes(24).toString("base64url"));
    }
    return { name, password: await readFile(file, "utf8") };
}

async function writePrivate(file: string, text: string): Promise<void> {
    await writeFile(file, text, { mode: 0o600 });
}
