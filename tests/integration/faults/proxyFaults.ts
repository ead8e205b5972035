import type { Fault } from "./fault";

const INJECTOR = "deployment/linkerd-proxy-injector";
const LINKERD = "--namespace=linkerd";
const SAMPLE = "--namespace=sample";

/** Controllers that are scaled to nothing, and what that did. */
export const PROXY_FAULTS: readonly Fault[] = [
    {
        title: "an injector that does not run",
        code: "control-plane-down",
        where: ({ first }) => first.name,
        what: /linkerd-proxy-injector/,
        inject: ({ kubectl, first }) => kubectl(first, `scale ${INJECTOR} --replicas=0 ${LINKERD}`),
    },
    {
        title: "a pod that started while the injector was away",
        code: "proxy-missing",
        where: ({ second }) => second.name,
        what: /sample\/sleep/,
        inject: async ({ kubectl, second }) => {
            const gone = "--selector=linkerd.io/control-plane-component=proxy-injector";
            await kubectl(second, `scale ${INJECTOR} --replicas=0 ${LINKERD}`);
            await kubectl(second, `wait --for=delete pod --timeout=60s ${gone} ${LINKERD}`);
            await kubectl(second, `rollout restart deployment/sleep ${SAMPLE}`);
            await kubectl(second, `rollout status deployment/sleep --timeout=60s ${SAMPLE}`);
            await kubectl(second, `scale ${INJECTOR} --replicas=1 ${LINKERD}`);
            await kubectl(second, `rollout status ${INJECTOR} --timeout=60s ${LINKERD}`);
        },
        clear: ({ kubectl, second }) =>
            kubectl(second, `scale ${INJECTOR} --replicas=1 ${LINKERD}`),
    },
    {
        title: "a service mirror that does not run",
        code: "service-mirror-down",
        where: ({ second }) => second.name,
        what: /replica/,
        inject: ({ kubectl, first, second }) =>
            kubectl(
                second,
                `scale deployment/linkerd-service-mirror-${first.name} --replicas=0`,
                "--namespace=linkerd-multicluster",
            ),
    },
    {
        title: "an SMI adaptor that does not run",
        code: "smi-adaptor-down",
        where: ({ second }) => second.name,
        what: /replica/,
        inject: ({ kubectl, second }) =>
            kubectl(second, "scale deployment/smi-adaptor --replicas=0 --namespace=linkerd-smi"),
    },
];
