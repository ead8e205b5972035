import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { readNeutronState } from "../../../../sandbox/cloud/enforcement/neutronState";

/**
 * The tables and columns that are read, as Neutron 29 names them.
 *
 * Written by hand, so this does not prove that Neutron's own tables look like this; the e2e suite does.
 */
const SCHEMA = `
PRAGMA journal_mode = WAL;
CREATE TABLE networks (id, name);
CREATE TABLE subnets (id, network_id, ip_version, cidr);
CREATE TABLE ports (id, network_id, mac_address, admin_state_up);
CREATE TABLE portsecuritybindings (port_id, port_security_enabled);
CREATE TABLE ipallocations (port_id, ip_address, subnet_id);
CREATE TABLE allowedaddresspairs (port_id, mac_address, ip_address);
CREATE TABLE securitygroupportbindings (port_id, security_group_id);
CREATE TABLE securitygrouprules (id, security_group_id, remote_group_id, remote_address_group_id,
    direction, ethertype, protocol, port_range_min, port_range_max, remote_ip_prefix);
CREATE TABLE routers (id, name, admin_state_up, gw_port_id, enable_snat);
CREATE TABLE routerports (router_id, port_id, port_type);
CREATE TABLE floatingips (id, floating_ip_address, fixed_ip_address, router_id);
`;

const ROWS = `
INSERT INTO networks VALUES ('ext', 'public'), ('n1', 'cluster1-network');
INSERT INTO subnets VALUES ('s0', 'ext', 4, '198.18.0.0/24'), ('s6', 'ext', 6, 'fd00::/64');
INSERT INTO ports VALUES ('gw', 'ext', 'fa:16:3e:99:00:01', 1),
    ('node', 'n1', 'fa:16:3e:00:01:01', 0), ('inside', 'n1', 'fa:16:3e:98:00:01', 1);
INSERT INTO portsecuritybindings VALUES ('node', 0);
INSERT INTO ipallocations VALUES ('gw', '198.18.0.11', 's0'), ('gw', 'fd00::11', 's6'),
    ('node', '198.18.1.11', 's1');
INSERT INTO allowedaddresspairs VALUES ('node', 'fa:16:3e:00:01:01', '198.18.1.201'),
    ('node', 'fa:16:3e:00:01:01', '198.18.1.200');
INSERT INTO securitygroupportbindings VALUES ('node', 'nodes'), ('node', 'default');
INSERT INTO securitygrouprules VALUES
    ('2', 'nodes', 'nodes', NULL, 'ingress', 'IPv4', NULL, NULL, NULL, NULL),
    ('1', 'nodes', NULL, NULL, 'egress', 'IPv4', 'tcp', 22, 23, '0.0.0.0/0');
INSERT INTO routers VALUES ('r1', 'cluster1-router', 1, 'gw', 1), ('r2', 'cut off', 1, NULL, 0);
INSERT INTO routerports VALUES ('r1', 'gw', 'network:router_gateway'),
    ('r1', 'inside', 'network:router_interface');
INSERT INTO floatingips VALUES ('f1', '198.18.0.21', '198.18.1.11', 'r1'),
    ('f2', '198.18.0.101', NULL, NULL);
`;

describe("readNeutronState", () => {
    let folder: string;
    before(async function () {
        // The sandbox installs it; `npm test` also runs where no sandbox ever did.
        const { failed } = await execa("sqlite3", ["--version"], { reject: false });
        if (failed) this.skip();
        folder = mkdtempSync(join(tmpdir(), "neutron-"));
    });
    after(() => {
        rmSync(folder, { recursive: true, force: true });
    });

    it("reads ports, rules, routers and the floating IPs that lead somewhere, in a fixed order", async () => {
        const database = join(folder, "neutron.sqlite");
        await execa("sqlite3", [database], { input: SCHEMA + ROWS });
        assert.deepEqual(await readNeutronState(database), {
            ports: [
                {
                    id: "gw",
                    network: "public",
                    mac: "fa:16:3e:99:00:01",
                    adminStateUp: true,
                    portSecurity: true,
                    fixedIps: ["198.18.0.11", "fd00::11"],
                    addressPairs: [],
                    securityGroups: [],
                },
                {
                    id: "inside",
                    network: "cluster1-network",
                    mac: "fa:16:3e:98:00:01",
                    adminStateUp: true,
                    portSecurity: true,
                    fixedIps: [],
                    addressPairs: [],
                    securityGroups: [],
                },
                {
                    id: "node",
                    network: "cluster1-network",
                    mac: "fa:16:3e:00:01:01",
                    adminStateUp: false,
                    portSecurity: false,
                    fixedIps: ["198.18.1.11"],
                    addressPairs: [
                        { mac: "fa:16:3e:00:01:01", ip: "198.18.1.200" },
                        { mac: "fa:16:3e:00:01:01", ip: "198.18.1.201" },
                    ],
                    securityGroups: ["default", "nodes"],
                },
            ],
            rules: [
                {
                    id: "1",
                    securityGroup: "nodes",
                    direction: "egress",
                    ethertype: "IPv4",
                    protocol: "tcp",
                    portRangeMin: 22,
                    portRangeMax: 23,
                    remoteIpPrefix: "0.0.0.0/0",
                    remoteGroup: null,
                    remoteAddressGroup: null,
                },
                {
                    id: "2",
                    securityGroup: "nodes",
                    direction: "ingress",
                    ethertype: "IPv4",
                    protocol: null,
                    portRangeMin: null,
                    portRangeMax: null,
                    remoteIpPrefix: null,
                    remoteGroup: "nodes",
                    remoteAddressGroup: null,
                },
            ],
            routers: [
                {
                    id: "r1",
                    name: "cluster1-router",
                    adminStateUp: true,
                    enableSnat: true,
                    externalAddresses: ["198.18.0.11/24"],
                    networks: ["cluster1-network"],
                },
                {
                    id: "r2",
                    name: "cut off",
                    adminStateUp: true,
                    enableSnat: false,
                    externalAddresses: [],
                    networks: [],
                },
            ],
            floatingIps: [{ address: "198.18.0.21", fixedIp: "198.18.1.11", router: "r1" }],
        });
    });

    it("fails on a file that is not Neutron's", async () => {
        const database = join(folder, "other.sqlite");
        await execa("sqlite3", [database], { input: "CREATE TABLE other (id);" });
        await assert.rejects(readNeutronState(database), /no such table: ports/);
    });
});
