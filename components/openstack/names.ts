/** Description of everything the program makes in Neutron; by it a floating IP of its own is known again. */
export const DESCRIPTION = "Linkerd gateway, made by Pulumi";

/** Name of the Neutron port that reserves a gateway's address; by it the program knows its own port again. */
export function gatewayPortName(cluster: string): string {
    return `linkerd-gateway-${cluster}`;
}

/** Name of the security group that the program makes where the operator names none. */
export function gatewayGroupName(cluster: string): string {
    return `linkerd-gateway-${cluster}`;
}

/** An IPv4 address as part of a resource's name: `203-0-113-5`. */
export function dashed(address: string): string {
    return address.replaceAll(".", "-");
}
