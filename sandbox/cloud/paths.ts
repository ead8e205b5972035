import { join } from "node:path";
import type { Settings } from "../settings/settings";

/** The OpenStack services of the sandbox; also the names of their daemons and folders. */
export const SERVICES = ["keystone", "neutron"] as const;

/** One of {@link SERVICES}. */
export type Service = (typeof SERVICES)[number];

/** Folder of everything about Keystone and Neutron in the state folder; only its owner may enter it. */
export function cloudFolder({ stateDir }: Settings): string {
    return join(stateDir, "cloud");
}

/** Folder of one service: its configuration and its database. */
export function serviceFolder(settings: Settings, service: Service): string {
    return join(cloudFolder(settings), service);
}

/** Configuration file of one service. */
export function serviceConfig(settings: Settings, service: Service): string {
    return join(serviceFolder(settings, service), `${service}.conf`);
}

/** SQLite file of one service, in write-ahead mode: others may read it while the service writes. */
export function serviceDatabase(settings: Settings, service: Service): string {
    return join(serviceFolder(settings, service), `${service}.sqlite`);
}

/** SQLite file of Neutron. */
export function neutronDatabase(settings: Settings): string {
    return serviceDatabase(settings, "neutron");
}

/** File with the password of one OpenStack user, and nothing else. */
export function passwordFile(settings: Settings, user: string): string {
    return join(cloudFolder(settings), "passwords", user);
}

/** clouds.yaml with an entry for each cluster, named as the cluster, and one named `admin`. */
export function cloudsFile(settings: Settings): string {
    return join(cloudFolder(settings), "clouds.yaml");
}

/** Link to the virtual environment that Keystone and Neutron run in. */
export function pythonLink(settings: Settings): string {
    return join(cloudFolder(settings), "venv");
}

/** URL of Keystone. */
export function keystoneUrl({ keystonePort }: Settings): string {
    return `http://127.0.0.1:${String(keystonePort)}/v3`;
}

/** URL of Neutron, as the catalogue has it: without the version. */
export function neutronUrl({ neutronPort }: Settings): string {
    return `http://127.0.0.1:${String(neutronPort)}`;
}
