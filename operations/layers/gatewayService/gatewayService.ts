import { GATEWAY, MULTICLUSTER_NAMESPACE } from "../../../components/linkerd/names";
import type { ShellText } from "../../../components/shell";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { deploymentTrouble } from "../deployments";
import { objectNamed } from "../objectNamed";
import { metalLbFindings } from "./metalLb";
import { gatewayServiceOf, loadBalancerAddresses, poolFindings } from "./pool";
import { applyChartAgain, kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type RemedyLine } from "../../remedies/remedy";
import type { Layer } from "../../findings/layer";
import {
    reachableClusters,
    unreachableClusters,
    type ReachableCluster,
} from "../reachableClusters";

const RELEASE = "linkerd-multicluster";
const PLACE = `Service ${MULTICLUSTER_NAMESPACE}/${GATEWAY}`;

/** MetalLB with a pool, and the gateway's Service with its address and pods. */
export const gatewayService: Layer = {
    id: "gateway-service",
    title: "Gateway Services",
    pre: true,
    examine: (view) => {
        const clusters = reachableClusters(view);
        const addresses = clusters.map(
            (cluster) =>
                loadBalancerAddresses(gatewayServiceOf(cluster)).join(",") ||
                (cluster.config.gateway.ip ?? "an address of a pool"),
        );
        return {
            findings: clusters.flatMap((cluster) => {
                const index = view.config.clusters.indexOf(cluster.config);
                const metalLb = usesMetalLb(cluster)
                    ? [...metalLbFindings(cluster), ...poolFindings(cluster, index)]
                    : [];
                return [...metalLb, ...(view.pre ? [] : serviceFindings(cluster, view, metalLb))];
            }),
            scope: `MetalLB, ${addresses.join(", ")}`,
            notChecked: unreachableClusters(view),
        };
    },
};

/** Where the load balancer's address is public already, the cloud's own controller may give it. */
function usesMetalLb({ config, kubernetes }: ReachableCluster): boolean {
    return config.openstack !== undefined || kubernetes.ipAddressPools !== undefined;
}

/** What is wrong with the Service, and not explained by MetalLB. */
function serviceFindings(
    cluster: ReachableCluster,
    view: MeshView,
    metalLb: readonly Finding[],
): Finding[] {
    const { name, config } = cluster;
    const again = applyChartAgain(config, MULTICLUSTER_NAMESPACE, RELEASE);
    const broken = (code: Code, what: string, remedy: ShellText): Finding[] =>
        oneFinding("error", code, name, {
            what,
            why: "No other cluster can send requests to this one.",
            remedy: [remedy],
        });
    const service = gatewayServiceOf(cluster);
    if (service === undefined) {
        return broken("gateway-service-missing", `${PLACE} is missing`, again);
    }
    const address = loadBalancerAddresses(service).join(",");
    if (address === "") {
        return metalLb.length > 0
            ? []
            : broken(
                  "gateway-address-missing",
                  `${PLACE} has no address`,
                  kubectlIn(config, MULTICLUSTER_NAMESPACE, "describe", "service", GATEWAY),
              );
    }
    return [...otherAddress(cluster, view, address), ...withoutPods(cluster, again)];
}

function otherAddress(
    { name, config }: ReachableCluster,
    { outputs }: MeshView,
    address: string,
): Finding[] {
    const made = outputs?.clusters[name]?.gatewayAddress;
    const { ip } = config.gateway;
    const differs = (what: string, remedy: RemedyLine): Finding[] =>
        oneFinding("error", "gateway-address-differs", name, {
            what,
            why: "Links, floating IP and node rules lead to an address that the gateway does not have.",
            remedy: [remedy],
        });
    if (ip !== undefined && made !== undefined && ip !== made) {
        return differs(
            `gateway.ip is ${ip} in the configuration, and \`pulumi up\` made ${made}`,
            pulumi("up"),
        );
    }
    if (ip !== undefined && ip !== address) {
        return differs(
            `${PLACE} has the address ${address}, and gateway.ip is ${ip}`,
            applyChartAgain(config, MULTICLUSTER_NAMESPACE, RELEASE),
        );
    }
    return made === undefined || made === address
        ? []
        : differs(
              `${PLACE} has the address ${address}, and \`pulumi up\` saw ${made}`,
              MAKE_DELETED_AGAIN,
          );
}

function withoutPods(cluster: ReachableCluster, again: ShellText): Finding[] {
    const { name, config, kubernetes } = cluster;
    const { replicas } = config.gateway;
    const endpoints = objectNamed(kubernetes.endpoints, MULTICLUSTER_NAMESPACE, GATEWAY);
    const ready = (endpoints?.subsets ?? []).flatMap(({ addresses = [] }) => addresses);
    const trouble = deploymentTrouble(cluster, MULTICLUSTER_NAMESPACE, GATEWAY, replicas);
    if (ready.length > 0) return [];
    return oneFinding("error", "gateway-without-pods", name, {
        what: `${PLACE} leads to no ready pod${trouble === undefined ? "" : `: ${trouble.what}`}`,
        why: "The address of the gateway answers nobody: requests of all other clusters to this one fail.",
        remedy: [
            trouble === undefined
                ? kubectlIn(config, MULTICLUSTER_NAMESPACE, "describe", "service", GATEWAY)
                : (trouble.remedy ?? again),
        ],
    });
}
