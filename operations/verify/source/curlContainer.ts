import { V1EphemeralContainer, type V1ContainerStatus, type V1Pod } from "@kubernetes/client-node";
import { allContainers, PROXY } from "../../layers/meshedPods";

/** Name of the first ephemeral container of verify in a pod; the next ones get a number. */
const NAME = "linkerd-multicluster-verify";

/** What the injector gives its proxy; rules of iptables let what this user sends go past it. */
const PROXY_USER = 2102;

/** The first curl that has `%header`. */
const LEAST_CURL = [7, 84] as const;

function proxyUser({ spec }: V1Pod): number {
    const proxy = allContainers(spec).find(({ name }) => name === PROXY);
    return proxy?.securityContext?.runAsUser ?? PROXY_USER;
}

/** Containers of a pod's own that may have a curl; what the proxy's user sends goes past the proxy. */
export function containersToTry(pod: V1Pod): readonly string[] {
    const usual = pod.spec?.securityContext?.runAsUser;
    return (pod.spec?.containers ?? [])
        .filter(({ name }) => name !== PROXY)
        .filter(({ securityContext }) => (securityContext?.runAsUser ?? usual) !== proxyUser(pod))
        .map(({ name }) => name);
}

/** Whether this is what a curl says of itself that can do what is asked of it. */
export function isUsableCurl(version: string): boolean {
    const [, major, minor] = /^curl (\d+)\.(\d+)\./.exec(version) ?? [];
    const [leastMajor, leastMinor] = LEAST_CURL;
    return (
        Number(major) > leastMajor || (Number(major) === leastMajor && Number(minor) >= leastMinor)
    );
}

/** The status of one of a pod's ephemeral containers. */
export function statusOf({ status }: V1Pod, container: string): V1ContainerStatus | undefined {
    return status?.ephemeralContainerStatuses?.find(({ name }) => name === container);
}

/** Name of an ephemeral container of verify that runs in a pod. */
export function runningCurl(pod: V1Pod): string | undefined {
    return (pod.spec?.ephemeralContainers ?? [])
        .filter(({ name }) => name.startsWith(NAME))
        .find(({ name }) => statusOf(pod, name)?.state?.running !== undefined)?.name;
}

/**
 * An ephemeral container with curl for a pod, which waits until the pod ends: one that has ended can
 * be neither removed nor started again. It meets the Pod Security Standard `restricted`.
 */
export function curlContainer(pod: V1Pod, image: string): V1EphemeralContainer {
    const taken = (pod.spec?.ephemeralContainers ?? []).filter(({ name }) => name.startsWith(NAME));
    const nobody = 65532;
    return Object.assign(new V1EphemeralContainer(), {
        name: taken.length === 0 ? NAME : `${NAME}-${taken.length + 1}`,
        image,
        command: ["/bin/sleep", "infinity"],
        securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            runAsUser: proxyUser(pod) === nobody ? nobody + 1 : nobody,
            seccompProfile: { type: "RuntimeDefault" },
        },
    });
}
