import type { IngressRule } from "../../components/openstack/securityGroupRules";
import type {
    CloudFloatingIp,
    CloudPort,
    CloudQuotas,
    CloudRule,
    CloudSecurityGroup,
} from "./cloudView";

/** Objects as Neutron has them, as far as they are read; then functions that make of each what the survey keeps. */
export interface NeutronPort {
    readonly id: string;
    readonly name: string;
    readonly network_id: string;
    readonly description?: string | null;
    readonly device_id: string;
    readonly device_owner: string;
    readonly mac_address: string;
    readonly fixed_ips: readonly { readonly ip_address: string; readonly subnet_id: string }[];
    readonly security_groups: readonly string[];
    /** Absent where the cloud lacks the extension: then every port is filtered. */
    readonly port_security_enabled?: boolean;
    readonly allowed_address_pairs?: readonly {
        readonly ip_address: string;
        readonly mac_address?: string;
    }[];
}

export interface NeutronFloatingIp {
    readonly id: string;
    readonly floating_ip_address: string;
    readonly floating_network_id: string;
    readonly port_id: string | null;
    readonly fixed_ip_address: string | null;
    readonly description?: string;
}

export interface NeutronSecurityGroup {
    readonly id: string;
    readonly name: string;
    readonly description?: string | null;
    readonly security_group_rules: readonly {
        readonly id: string;
        readonly description?: string | null;
        readonly direction: string;
        readonly ethertype: string;
        readonly protocol: string | null;
        readonly port_range_min: number | null;
        readonly port_range_max: number | null;
        readonly remote_ip_prefix: string | null;
        readonly remote_group_id: string | null;
        /** Absent where the cloud lacks the extension. */
        readonly remote_address_group_id?: string | null;
    }[];
}

export interface NeutronRouter {
    readonly id: string;
    readonly name: string;
    readonly external_gateway_info?: {
        readonly network_id: string;
        readonly external_fixed_ips?: readonly { readonly ip_address: string }[];
    } | null;
}

/** What a rule lets in, where that is TCP to one port from one address; of others nothing. */
export function exactRule({
    protocol,
    portMin: port,
    portMax,
    remotePrefix = "",
}: CloudRule): IngressRule[] {
    const [address = "", length] = remotePrefix.split("/");
    const isExact = protocol === "tcp" && port === portMax && length === "32";
    return isExact && port !== undefined ? [{ port, address }] : [];
}

/** The description of an object, absent where it is empty. */
export function described({ description }: { readonly description?: string | null }) {
    return typeof description === "string" && description !== "" ? { description } : {};
}

export function portOf(port: NeutronPort): CloudPort {
    return {
        id: port.id,
        name: port.name,
        ...described(port),
        fixedIps: port.fixed_ips.map(({ ip_address }) => ip_address),
        securityGroupIds: port.security_groups,
        portSecurityEnabled: port.port_security_enabled ?? true,
        addressPairs: (port.allowed_address_pairs ?? [])
            .filter(({ mac_address }) => [undefined, port.mac_address].includes(mac_address))
            .map(({ ip_address }) => ip_address),
    };
}

export function floatingIpOf(floating: NeutronFloatingIp): CloudFloatingIp {
    return {
        id: floating.id,
        address: floating.floating_ip_address,
        networkId: floating.floating_network_id,
        portId: floating.port_id ?? "",
        fixedIp: floating.fixed_ip_address ?? "",
        description: floating.description ?? "",
    };
}

/** With rules for packets of IPv4 that enter, without those for address groups, whose addresses are not known. */
export function securityGroupOf(group: NeutronSecurityGroup): CloudSecurityGroup {
    return {
        id: group.id,
        name: group.name,
        ...described(group),
        ingress: group.security_group_rules
            .filter(
                ({ direction, ethertype, remote_address_group_id: addresses = null }) =>
                    direction === "ingress" && ethertype === "IPv4" && addresses === null,
            )
            .map((rule) => ({
                id: rule.id,
                description: rule.description ?? "",
                ...(rule.protocol === null ? {} : { protocol: rule.protocol }),
                ...(rule.port_range_min === null ? {} : { portMin: rule.port_range_min }),
                ...(rule.port_range_max === null ? {} : { portMax: rule.port_range_max }),
                ...(rule.remote_ip_prefix === null ? {} : { remotePrefix: rule.remote_ip_prefix }),
                ...(rule.remote_group_id === null ? {} : { remoteGroupId: rule.remote_group_id }),
            })),
    };
}

export function routerOf({ id, name, external_gateway_info: external }: NeutronRouter) {
    return {
        id,
        name,
        externalNetworkId: external?.network_id ?? "",
        externalAddresses: (external?.external_fixed_ips ?? []).map(({ ip_address }) => ip_address),
    };
}

/** The quotas of `quotas/PROJECT/details.json`; reserved is as good as used. */
export function quotasOf(details: unknown): CloudQuotas | undefined {
    const { quota } = (details ?? {}) as {
        readonly quota?: Readonly<
            Record<string, { limit: number; used: number; reserved: number } | undefined>
        >;
    };
    const [floatingip, port] = [quota?.["floatingip"], quota?.["port"]];
    const [group, rule] = [quota?.["security_group"], quota?.["security_group_rule"]];
    if (floatingip === undefined || port === undefined) return undefined;
    const read = ({ limit, used, reserved }: typeof port) => ({ limit, used: used + reserved });
    return {
        floatingip: read(floatingip),
        port: read(port),
        ...(group === undefined ? {} : { securityGroup: read(group) }),
        ...(rule === undefined ? {} : { securityGroupRule: read(rule) }),
    };
}

/** Free addresses out of `network-ip-availabilities`, whose list is empty for who may not ask. */
export function freeAddressesOf(availabilities: unknown): number | undefined {
    const { network_ip_availabilities: [first] = [] } = (availabilities ?? {}) as {
        readonly network_ip_availabilities?: readonly {
            readonly total_ips: number;
            readonly used_ips: number;
        }[];
    };
    return first === undefined ? undefined : first.total_ips - first.used_ips;
}
