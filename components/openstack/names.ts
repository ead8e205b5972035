/** Description of what the program makes in Neutron; that of a floating IP begins so. */
export const DESCRIPTION = "Linkerd gateway, made by Pulumi";

/** Description of a cluster's floating IP; by it one that is not in the state is known again. */
export function floatingIpDescription(stack: string, cluster: string): string {
    return `${DESCRIPTION}: ${stack}/${cluster}`;
}

/** Whether the description of a floating IP names another stack. */
export function ofOtherStack(
    { description }: { readonly description: string },
    stack: string,
): boolean {
    return description !== DESCRIPTION && !description.startsWith(floatingIpDescription(stack, ""));
}

/** Whether the program took a floating IP; up to version 0.1.0 the description named no stack. */
export function isOwnFloatingIp({ description }: { readonly description: string }): boolean {
    return description === DESCRIPTION || description.startsWith(`${DESCRIPTION}: `);
}

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
