import type { Outputs } from "./requests";

/** The floating IP that a pool gives to the resource of this name. */
export function floatingIpOf(resourceName: string): string {
    const sum = Buffer.from(resourceName).reduce((total, byte) => total + byte, 0);
    return `203.0.113.${String((sum % 254) + 1)}`;
}

const nothing: Outputs = () => ({});

/** What Neutron and the OpenStack provider would add to the inputs of the program's resources. */
export const openstackOutputs: Readonly<Record<string, Outputs>> = {
    "pulumi:providers:openstack": nothing,
    "openstack:networking/port:Port": nothing,
    "openstack:networking/floatingIp:FloatingIp": ({ name }) => ({ address: floatingIpOf(name) }),
    "openstack:networking/floatingIpAssociate:FloatingIpAssociate": nothing,
    "openstack:networking/secGroup:SecGroup": nothing,
    "openstack:networking/portSecGroupAssociate:PortSecGroupAssociate": nothing,
    "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:AddressPair": nothing,
    "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:GatewayRules": nothing,
};
