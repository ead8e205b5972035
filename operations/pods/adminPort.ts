import type { V1Pod } from "@kubernetes/client-node";
import { allContainers, PROXY } from "../layers/meshedPods";

/** Port at which a proxy tells its metrics and shows its certificate, where nothing else is written. */
const ADMIN_PORT = 4191;

/** That port of a pod's proxy. */
export function adminPort({ spec }: V1Pod): number {
    const proxy = allContainers(spec).find(({ name }) => name === PROXY);
    return proxy?.ports?.find(({ name }) => name === "linkerd-admin")?.containerPort ?? ADMIN_PORT;
}
