import { execa } from "execa";
import { z } from "zod";

/** SQLite has no booleans. */
const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

const portSchema = z.object({
    id: z.string(),
    /** Name of its network. */
    network: z.string(),
    mac: z.string(),
    adminStateUp: flag,
    /** Where false, neither security groups nor protection against spoofing hold. */
    portSecurity: flag,
    fixedIps: z.array(z.string()),
    /** Allowed address pairs; an address may be a network. */
    addressPairs: z.array(z.object({ mac: z.string(), ip: z.string() })),
    /** Ids of its security groups. */
    securityGroups: z.array(z.string()),
});

const ruleSchema = z.object({
    id: z.string(),
    securityGroup: z.string(),
    direction: z.enum(["ingress", "egress"]),
    ethertype: z.string().nullable(),
    protocol: z.string().nullable(),
    portRangeMin: z.number().nullable(),
    portRangeMax: z.number().nullable(),
    remoteIpPrefix: z.string().nullable(),
    remoteGroup: z.string().nullable(),
    remoteAddressGroup: z.string().nullable(),
});

const routerSchema = z.object({
    id: z.string(),
    name: z.string(),
    adminStateUp: flag,
    enableSnat: flag,
    /** Addresses on the external network, with the length of their prefix. */
    externalAddresses: z.array(z.string()),
    /** Names of the networks that it has an interface on. */
    networks: z.array(z.string()),
});

const floatingIpSchema = z.object({
    address: z.string(),
    fixedIp: z.string(),
    /** Id of its router. */
    router: z.string(),
});

const stateSchema = z.object({
    ports: z.array(portSchema),
    rules: z.array(ruleSchema),
    routers: z.array(routerSchema),
    /** Only those that are associated with a port. */
    floatingIps: z.array(floatingIpSchema),
});

/** A Neutron port. */
export type Port = z.infer<typeof portSchema>;

/** A security group rule. */
export type SecurityGroupRule = z.infer<typeof ruleSchema>;

/** A Neutron router. */
export type Router = z.infer<typeof routerSchema>;

/** A floating IP and what it is associated with. */
export type FloatingIp = z.infer<typeof floatingIpSchema>;

/** What Neutron's database says about packets. */
export type NeutronState = z.infer<typeof stateSchema>;

/**
 * The one query, so that all of it is of the same moment.
 *
 * Tables and columns are those of Neutron 29 (neutron/db/models_v2.py, models/l3.py,
 * models/securitygroup.py). Sorted, so that the same database always gives the same rules.
 */
export const STATE_QUERY = `SELECT json_object(
 'ports', (SELECT json_group_array(json_object(
   'id', p.id, 'network', coalesce(n.name, ''), 'mac', p.mac_address,
   'adminStateUp', p.admin_state_up,
   'portSecurity', coalesce((SELECT port_security_enabled FROM portsecuritybindings
     WHERE port_id = p.id), 1),
   'fixedIps', json((SELECT json_group_array(ip_address) FROM (SELECT ip_address
     FROM ipallocations WHERE port_id = p.id ORDER BY ip_address))),
   'addressPairs', json((SELECT json_group_array(json_object('mac', mac_address, 'ip', ip_address))
     FROM (SELECT mac_address, ip_address FROM allowedaddresspairs WHERE port_id = p.id
       ORDER BY ip_address, mac_address))),
   'securityGroups', json((SELECT json_group_array(security_group_id) FROM (SELECT security_group_id
     FROM securitygroupportbindings WHERE port_id = p.id ORDER BY security_group_id)))))
   FROM (SELECT * FROM ports ORDER BY id) p JOIN networks n ON n.id = p.network_id),
 'rules', (SELECT json_group_array(json_object(
   'id', id, 'securityGroup', security_group_id, 'direction', direction, 'ethertype', ethertype,
   'protocol', protocol, 'portRangeMin', port_range_min, 'portRangeMax', port_range_max,
   'remoteIpPrefix', remote_ip_prefix, 'remoteGroup', remote_group_id,
   'remoteAddressGroup', remote_address_group_id))
   FROM (SELECT * FROM securitygrouprules ORDER BY id)),
 'routers', (SELECT json_group_array(json_object(
   'id', r.id, 'name', coalesce(r.name, ''), 'adminStateUp', r.admin_state_up,
   'enableSnat', r.enable_snat,
   'externalAddresses', json((SELECT json_group_array(address) FROM (SELECT
     a.ip_address || substr(s.cidr, instr(s.cidr, '/')) AS address
     FROM ipallocations a JOIN subnets s ON s.id = a.subnet_id
     WHERE a.port_id = r.gw_port_id AND s.ip_version = 4 ORDER BY a.ip_address))),
   'networks', json((SELECT json_group_array(name) FROM (SELECT coalesce(n.name, '') AS name
     FROM routerports rp JOIN ports p ON p.id = rp.port_id JOIN networks n ON n.id = p.network_id
     WHERE rp.router_id = r.id AND rp.port_type = 'network:router_interface' ORDER BY n.name)))))
   FROM (SELECT * FROM routers ORDER BY id) r),
 'floatingIps', (SELECT json_group_array(json_object(
   'address', floating_ip_address, 'fixedIp', fixed_ip_address, 'router', router_id))
   FROM (SELECT * FROM floatingips WHERE fixed_ip_address IS NOT NULL AND router_id IS NOT NULL
     ORDER BY floating_ip_address)))`;

/** Reads Neutron's SQLite file; changes nothing in it. */
export async function readNeutronState(database: string): Promise<NeutronState> {
    // Neutron may be writing: the timeout waits for it instead of failing with "database is locked".
    const options = ["-readonly", "-batch", "-bail", "-cmd", ".timeout 2000"];
    const { stdout } = await execa("sqlite3", [...options, database], { input: STATE_QUERY + ";" });
    return stateSchema.parse(JSON.parse(stdout));
}
