import * as openstack from "@pulumi/openstack";
import { CloudFailure, readFailure, type Absent } from "./siteFailure";

/** What is asked of Neutron, and its answers as far as they are used. */
export interface Neutron {
    readonly network: (query: {
        readonly name?: string;
        readonly networkId?: string;
        readonly external?: boolean;
    }) => Promise<Absent | { readonly id: string; readonly name: string }>;
    readonly subnet: (query: {
        readonly networkId: string;
        readonly name?: string;
        readonly subnetId?: string;
        readonly ipVersion?: number;
    }) => Promise<
        | Absent
        | {
              readonly id: string;
              readonly name: string;
              readonly cidr: string;
              readonly gatewayIp: string;
          }
    >;
    readonly router: (query: { readonly name?: string; readonly routerId?: string }) => Promise<
        | Absent
        | {
              readonly name: string;
              /** Empty without an external gateway. */
              readonly externalNetworkId: string;
              readonly externalAddresses: readonly string[];
          }
    >;
    readonly port: (query: { readonly networkId: string; readonly fixedIp: string }) => Promise<
        | Absent
        | {
              readonly id: string;
              readonly name: string;
              readonly deviceId: string;
              readonly deviceOwner: string;
              /** Those that keep the port's own MAC. */
              readonly addressPairs: readonly string[];
              readonly securityGroupIds: readonly string[];
          }
    >;
    /** Ids of all ports of this name. */
    readonly portIds: (query: {
        readonly networkId: string;
        readonly name: string;
    }) => Promise<readonly string[]>;
    readonly floatingIp: (query: {
        readonly address?: string;
        readonly portId?: string;
    }) => Promise<
        | Absent
        | {
              readonly address: string;
              readonly networkId: string;
              /** Empty where it is not associated. */
              readonly portId: string;
              readonly description: string;
          }
    >;
    readonly securityGroup: (query: {
        readonly name?: string;
        readonly secgroupId?: string;
    }) => Promise<Absent | { readonly id: string }>;
}

/** Neutron as a cluster's OpenStack provider sees it. */
export function neutronOf(provider: openstack.Provider): Neutron {
    const { networking } = openstack;
    const options = { provider };
    return {
        network: (query) =>
            lookUp(networking.getNetwork(query, options), ({ id, name = "" }) => ({ id, name })),
        subnet: (query) =>
            lookUp(networking.getSubnet(query, options), ({ id, name, cidr, gatewayIp }) => ({
                id,
                name,
                cidr,
                gatewayIp,
            })),
        router: (query) =>
            lookUp(networking.getRouter(query, options), (router) => ({
                name: router.name ?? "",
                externalNetworkId: router.externalNetworkId,
                externalAddresses: router.externalFixedIps.flatMap(
                    ({ ipAddress }) => ipAddress ?? [],
                ),
            })),
        port: (query) =>
            lookUp(networking.getPort(query, options), (port) => ({
                id: port.id,
                name: port.name ?? "",
                deviceId: port.deviceId ?? "",
                deviceOwner: port.deviceOwner ?? "",
                // The provider leaves the MAC empty where it is the port's own.
                addressPairs: port.allowedAddressPairs
                    .filter(({ macAddress }) => !macAddress)
                    .map(({ ipAddress }) => ipAddress),
                securityGroupIds: port.allSecurityGroupIds,
            })),
        portIds: async (query) => {
            const found = await lookUp(networking.getPortIds(query, options), ({ ids }) => ids);
            return typeof found === "string" ? [] : found;
        },
        floatingIp: (query) =>
            lookUp(networking.getFloatingIp(query, options), (floating) => ({
                address: floating.address ?? "",
                networkId: floating.pool ?? "",
                portId: floating.portId ?? "",
                description: floating.description ?? "",
            })),
        securityGroup: (query) =>
            lookUp(networking.getSecGroup(query, options), ({ id }) => ({ id })),
    };
}

async function lookUp<Result, Answer>(
    asked: Promise<Result>,
    select: (result: Result) => Answer,
): Promise<Absent | Answer> {
    try {
        return select(await asked);
    } catch (error) {
        const failure = readFailure(error instanceof Error ? error.message : String(error));
        if (typeof failure === "string") return failure;
        throw new CloudFailure(failure.reason);
    }
}
