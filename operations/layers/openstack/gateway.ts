import { gatewayPortName } from "../../../components/openstack/names";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import type { CloudPort } from "../../../stacks/survey/cloudView";
import { keyOf } from "../../../stacks/survey/surveyProblem";
import { setKey } from "../../remedies/setKeys";
import { MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type Remedy } from "../../remedies/remedy";
import type { CloudCluster } from "./clusters";
import { openstackCommand } from "../../remedies/openstackCommand";

const NO_WAY = "No other cluster reaches this gateway.";

/** Whether port and floating IP of the gateway are as the stack made them. Pure. */
export function gatewayFindings(cluster: CloudCluster): Finding[] {
    const { config, cloud, made } = cluster;
    if (made?.floatingAddress === undefined) return [];
    // The port was asked for at the address of today's configuration, which no `up` has seen.
    const { ip = made.gatewayAddress } = config.gateway;
    if (ip !== made.gatewayAddress) return [];
    const { gatewayPort: port } = cloud;
    const broken = portFindings(cluster, port, made.gatewayAddress);
    if (port === undefined || broken.length > 0) return broken;
    return floatingIpFindings(cluster, port, made.gatewayAddress, made.floatingAddress);
}

function portFindings(
    { name, config, cloud }: CloudCluster,
    port: CloudPort | undefined,
    address: string,
): Finding[] {
    const finding = (code: Code, what: string, remedy: Remedy): Finding[] =>
        oneFinding("error", code, name, { what, why: NO_WAY, remedy });
    if (port === undefined) {
        return finding(
            "gateway-port-missing",
            `no port reserves ${address}, the gateway's address: ${gatewayPortName(name)} is gone`,
            [MAKE_DELETED_AGAIN],
        );
    }
    if (port.name !== gatewayPortName(name)) {
        const subnet = cloud.subnet === undefined ? "" : `subnet=${cloud.subnet.id},`;
        return finding(
            "gateway-port-foreign",
            `port ${port.id}, "${port.name}", has ${address}, the gateway's address, and not ${gatewayPortName(name)}`,
            [
                openstackCommand(config, [
                    ...["port", "unset", "--fixed-ip", `${subnet}ip-address=${address}`, port.id],
                ]),
                MAKE_DELETED_AGAIN,
            ],
        );
    }
    return port.fixedIps.includes(address)
        ? []
        : finding(
              "gateway-port-address-differs",
              `port ${port.name} has ${port.fixedIps.join(", ")}, and not ${address}, the gateway's address`,
              [MAKE_DELETED_AGAIN],
          );
}

function floatingIpFindings(
    cluster: CloudCluster,
    port: CloudPort,
    address: string,
    floatingAddress: string,
): Finding[] {
    const { name, config, openstack, cloud } = cluster;
    const finding = (code: Code, what: string, remedy: Remedy): Finding[] =>
        oneFinding("error", code, name, { what, why: NO_WAY, remedy });
    const found = cloud.floatingIps.find((one) => one.address === floatingAddress);
    if (found === undefined) {
        return finding(
            "floating-ip-missing",
            `the project no longer has floating IP ${floatingAddress}, the gateway's`,
            "pool" in openstack.floatingIp
                ? [MAKE_DELETED_AGAIN]
                : [
                      openstackCommand(config, ["floating", "ip", "list"]),
                      setKey(keyOf(cluster, "openstack", "floatingIp", "address"), "ADDRESS"),
                      pulumi("up"),
                  ],
        );
    }
    if (found.portId === port.id && found.fixedIp === address) return [];
    return finding(
        "floating-ip-misdirected",
        found.portId === ""
            ? `floating IP ${floatingAddress}, the gateway's, leads nowhere`
            : `floating IP ${floatingAddress}, the gateway's, leads to port ${found.portId}, ${found.fixedIp}`,
        [MAKE_DELETED_AGAIN],
    );
}
