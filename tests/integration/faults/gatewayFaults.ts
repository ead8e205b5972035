import type { Code } from "../../../operations/findings/codes";
import { patch, type Fault } from "./fault";

/** What is told of a gateway that nobody reaches. */
export const UNREACHED: readonly Code[] = [
    "gateway-dead",
    "mirror-taken-out",
    "mirror-misdirected",
    "probe-endpoints-differ",
];

const METALLB = "--namespace=metallb-system";
const MULTICLUSTER = "--namespace=linkerd-multicluster";
const ADVERTISEMENT = `l2advertisements.metallb.io primary ${METALLB}`;

/** MetalLB gives no address, or announces it nowhere. */
export const ADDRESS_FAULTS: readonly Fault[] = [
    {
        title: "no node has MetalLB announce for it",
        code: "gateway-announced-nowhere",
        where: ({ first }) => first.name,
        what: /exclude-from-external-load-balancers/,
        also: UNREACHED,
        inject: ({ kubectl, first }) =>
            kubectl(
                first,
                "label nodes --all node.kubernetes.io/exclude-from-external-load-balancers=",
            ),
    },
    {
        title: "MetalLB's controller does not run",
        code: "metallb-controller-down",
        where: ({ second }) => second.name,
        what: /controller/,
        inject: ({ kubectl, second }) =>
            kubectl(second, `scale deployment/controller --replicas=0 ${METALLB}`),
    },
    {
        title: "an L2Advertisement for an interface that no node has",
        code: "advertisement-without-interface",
        where: ({ second }) => second.name,
        what: /ens99/,
        also: UNREACHED,
        inject: ({ kubectl, second }) =>
            kubectl(
                second,
                `patch ${ADVERTISEMENT} --type=merge`,
                patch({ spec: { interfaces: ["ens99"] } }),
            ),
        edit: "/^  interfaces:$/,/^  - /d",
        clear: ({ kubectl, second }) =>
            kubectl(
                second,
                `patch ${ADVERTISEMENT} --type=merge`,
                patch({ spec: { interfaces: null } }),
            ),
    },
];

/** What else keeps MetalLB from announcing, and gateways that lead nowhere. */
export const GATEWAY_FAULTS: readonly Fault[] = [
    {
        title: "an L2Advertisement for nodes that are not there",
        code: "advertisement-without-nodes",
        where: ({ first }) => first.name,
        what: /nodeSelectors of L2Advertisement primary/,
        also: UNREACHED,
        inject: ({ kubectl, first }) =>
            kubectl(
                first,
                `patch ${ADVERTISEMENT} --type=merge`,
                patch({ spec: { nodeSelectors: [{ matchLabels: { rack: "none" } }] } }),
            ),
        edit: "/^  nodeSelectors:$/,/^      rack: /d",
        clear: ({ kubectl, first }) =>
            kubectl(
                first,
                `patch ${ADVERTISEMENT} --type=merge`,
                patch({ spec: { nodeSelectors: null } }),
            ),
    },
    {
        title: "a pool that nothing announces",
        code: "address-pool-unannounced",
        where: ({ second }) => second.name,
        what: /primary/,
        also: UNREACHED,
        inject: ({ kubectl, second }) => kubectl(second, `delete ${ADVERTISEMENT}`),
    },
    {
        title: "a gateway without pods",
        code: "gateway-without-pods",
        where: ({ first }) => first.name,
        what: /no replica/,
        also: UNREACHED,
        inject: ({ kubectl, first }) =>
            kubectl(first, `scale deployment/linkerd-gateway --replicas=0 ${MULTICLUSTER}`),
    },
    {
        title: "a gateway's Service that is gone",
        code: "gateway-service-missing",
        where: ({ second }) => second.name,
        what: /linkerd-gateway/,
        also: UNREACHED,
        inject: ({ kubectl, second }) =>
            kubectl(second, `delete service linkerd-gateway ${MULTICLUSTER}`),
    },
];
