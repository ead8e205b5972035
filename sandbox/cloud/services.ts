import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pRetry, { AbortError } from "p-retry";
import { requireFreePort } from "../system/freePort";
import type { DaemonSpec } from "../system/launchCommand";
import { daemonAlive, describeDeath, startDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import { REGION } from "./clouds";
import {
    keystoneUrl,
    passwordFile,
    serviceConfig,
    serviceFolder,
    SERVICES,
    type Service,
} from "./paths";
import { pythonFolder } from "./virtualEnvironment";

/** What an operator does when a port is taken: the setting, and a port that is likely to be free. */
const PORTS: Readonly<Record<Service, { variable: string; example: number }>> = {
    keystone: { variable: "SANDBOX_KEYSTONE_PORT", example: 15010 },
    neutron: { variable: "SANDBOX_NEUTRON_PORT", example: 19710 },
};

/** Starts Keystone and Neutron unless they run as they should, and waits until both answer. */
export async function startServices(
    settings: Settings,
    virtualEnvironment: string,
    report: (line: string) => void,
): Promise<void> {
    for (const service of SERVICES) {
        if (!daemonAlive(settings, service)) {
            const { variable, example } = PORTS[service];
            await requireFreePort(variable, portOf(settings, service), example);
        }
        await startDaemon(settings, serviceDaemon(settings, virtualEnvironment, service));
    }
    report("waiting for Keystone and Neutron");
    await Promise.all(SERVICES.map((service) => waitForAnswer(settings, service)));
}

/** The daemon of one service. */
export function serviceDaemon(
    settings: Settings,
    virtualEnvironment: string,
    service: Service,
): DaemonSpec {
    const folder = serviceFolder(settings, service);
    const script = join(pythonFolder(settings), "serve.py");
    const revision = [script, serviceConfig(settings, service)].reduce(
        (hash, file) => hash.update(readFileSync(file)),
        createHash("sha256"),
    );
    return {
        name: service,
        command: join(virtualEnvironment, "bin", "python"),
        args: [script, service, String(portOf(settings, service)), folder],
        cwd: folder,
        env: {
            // Eventlet's farewell, at every import.
            PYTHONWARNINGS: "ignore",
            PYTHONUNBUFFERED: "1",
            // A daemon is restarted when its command line changes; so it is when these files do.
            SANDBOX_REVISION: revision.digest("hex"),
            ...serviceEnvironment(settings, service),
        },
    };
}

function serviceEnvironment(settings: Settings, service: Service): Record<string, string> {
    const folder = serviceFolder(settings, service);
    if (service === "neutron") {
        return { OS_NEUTRON_CONFIG_DIR: folder, OS_NEUTRON_CONFIG_FILES: "neutron.conf" };
    }
    return {
        OS_KEYSTONE_CONFIG_DIR: folder,
        OS_BOOTSTRAP_REGION_ID: REGION,
        OS_BOOTSTRAP_PUBLIC_URL: keystoneUrl(settings),
        // Without it keystonemiddleware answers every call to Neutron with 500.
        OS_BOOTSTRAP_INTERNAL_URL: keystoneUrl(settings),
        OS_BOOTSTRAP_ADMIN_URL: keystoneUrl(settings),
        // The password itself would be seen in the process's environment.
        ADMIN_PASSWORD_FILE: passwordFile(settings, "admin"),
    };
}

function portOf(settings: Settings, service: Service): number {
    return service === "keystone" ? settings.keystonePort : settings.neutronPort;
}

/** Whether an API answers with its versions: Keystone with status 300, Neutron with 200. */
export async function answers(url: string): Promise<boolean> {
    try {
        return (await fetch(url, { redirect: "manual" })).status < 400;
    } catch {
        return false;
    }
}

async function waitForAnswer(settings: Settings, service: Service): Promise<void> {
    const url = `http://127.0.0.1:${String(portOf(settings, service))}/`;
    await pRetry(
        async () => {
            if (!daemonAlive(settings, service)) {
                throw new AbortError(describeDeath(settings, service));
            }
            if (!(await answers(url))) {
                const log = join(settings.stateDir, "logs", `${service}.log`);
                throw new Error(`${service} does not answer on ${url} after 120 s; see ${log}`);
            }
        },
        { retries: 600, minTimeout: 200, factor: 1 },
    );
}
