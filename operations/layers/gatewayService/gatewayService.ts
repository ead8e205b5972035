import { GATEWAY, MULTICLUSTER_NAMESPACE } from "../../../components/linkerd/names";
import type { Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { deploymentTrouble } from "../deployments";
import { metalLbFindings } from "./metalLb";
import { gatewayServiceOf, loadBalancerAddresses, poolFindings } from "./pool";
import { applyChartAgain, kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
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
    const broken = (what: string, why: string, remedy: string): Finding[] => [
        { severity: "error", where: name, what, why, remedy },
    ];
    const service = gatewayServiceOf(cluster);
    if (service === undefined) {
        return broken(
            `${PLACE} is missing`,
            "No other cluster can send requests to this one.",
            again,
        );
    }
    const address = loadBalancerAddresses(service).join(",");
    if (address === "") {
        return metalLb.length > 0
            ? []
            : broken(
                  `${PLACE} has no address`,
                  "No other cluster can send requests to this one.",
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
    const broken = (what: string, remedy: string): Finding[] => [
        {
            severity: "error",
            where: name,
            what,
            why: "Links, floating IP and node rules lead to an address that the gateway does not have.",
            remedy,
        },
    ];
    if (ip !== undefined && made !== undefined && ip !== made) {
        return broken(
            `gateway.ip is ${ip} in the configuration, and \`pulumi up\` made ${made}`,
            "pulumi up",
        );
    }
    if (ip !== undefined && ip !== address) {
        return broken(
            `${PLACE} has the address ${address}, and gateway.ip is ${ip}`,
            applyChartAgain(config, MULTICLUSTER_NAMESPACE, RELEASE),
        );
    }
    return made === undefined || made === address
        ? []
        : broken(
              `${PLACE} has the address ${address}, and \`pulumi up\` saw ${made}`,
              MAKE_DELETED_AGAIN,
          );
}

function withoutPods(cluster: ReachableCluster, again: string): Finding[] {
    const { name, config, kubernetes } = cluster;
    const { replicas } = config.gateway;
    const endpoints = kubernetes.endpoints.find(
        ({ metadata }) =>
            metadata?.name === GATEWAY && metadata.namespace === MULTICLUSTER_NAMESPACE,
    );
    const ready = (endpoints?.subsets ?? []).flatMap(({ addresses = [] }) => addresses);
    const trouble = deploymentTrouble(cluster, MULTICLUSTER_NAMESPACE, GATEWAY, replicas);
    if (ready.length > 0) return [];
    return [
        {
            severity: "error",
            where: name,
            what: `${PLACE} leads to no ready pod${trouble === undefined ? "" : `: ${trouble.what}`}`,
            why: "The address of the gateway answers nobody: requests of all other clusters to this one fail.",
            remedy:
                trouble === undefined
                    ? kubectlIn(config, MULTICLUSTER_NAMESPACE, "describe", "service", GATEWAY)
                    : (trouble.remedy ?? again),
        },
    ];
}
