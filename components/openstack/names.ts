/** How descriptions of what the program makes in Neutron begin; up to version 0.1.0 some were no more. */
export const DESCRIPTION = "Linkerd gateway, made by Pulumi";

/** Description of what is made in Neutron for a cluster; by it what is not in the state is known again. */
export function ownDescription(stack: string, cluster: string): string {
    return `${DESCRIPTION}: ${stack}/${cluster}`;
}

/** Whether a description names another stack; without a description nothing does. */
export function ofOtherStack(
    { description = DESCRIPTION }: { readonly description?: string },
    stack: string,
): boolean {
    return description !== DESCRIPTION && !description.startsWith(ownDescription(stack, ""));
}

/** Whether the program made something; up to version 0.1.0 no description named the stack. */
export function isOwn({ description }: { readonly description: string }): boolean {
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
