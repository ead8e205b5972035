import assert from "node:assert/strict";
import { lookAtProject } from "../../../operations/configure/lookAtProject";
import { NeutronReader } from "../../../stacks/survey/neutronReader";
import { NeutronProjectStandin } from "../../support/neutronProjectStandin";

const PROJECT = NeutronProjectStandin.PROJECT;

function port(id: string, network_id: string, ip_address: string, device_owner = "compute:nova") {
    return {
        ...{ id, name: id, network_id, device_owner, mac_address: "fa:16:3e:00:00:01" },
        device_id: device_owner === "compute:nova" ? "server" : "router-id",
        fixed_ips: [{ ip_address, subnet_id: "subnet-id" }],
        security_groups: ["group-id"],
    };
}

describe("what a project shows of a cluster's nodes", () => {
    const project = new NeutronProjectStandin();
    const look = async (...addresses: string[]) => {
        const cloud = { authUrl: project.url(), userName: "demo", password: "pass" };
        return lookAtProject("cluster1", await NeutronReader.open(cloud), addresses);
    };

    before(() => project.start());
    after(() => project.stop());
    beforeEach(() => {
        project.collections = {
            networks: [
                { id: "own-id", name: "cp-network", "router:external": false },
                { id: "other-id", name: "other", "router:external": false },
                { id: "public-id", name: "public", "router:external": true },
            ],
            subnets: [
                {
                    ...{ id: "subnet-id", name: "cp-subnet", network_id: "own-id", ip_version: 4 },
                    ...{ cidr: "10.10.0.0/24", gateway_ip: null },
                },
            ],
            ports: [
                port("master", "own-id", "10.10.0.11"),
                port("gateway", "own-id", "10.10.0.1", "network:router_interface"),
                port("elsewhere", "other-id", "10.10.9.9"),
            ],
            routers: [
                {
                    id: "router-id",
                    name: "ext_route",
                    external_gateway_info: { network_id: "public-id" },
                },
            ],
            floatingips: [
                {
                    ...{ id: "f", floating_ip_address: "203.0.113.10", project_id: PROJECT },
                    ...{ floating_network_id: "public-id", port_id: "master" },
                    fixed_ip_address: "10.10.0.11",
                },
            ],
            "security-groups": [{ id: "group-id", name: "cp-secgroup", project_id: PROJECT }],
        };
    });

    it("is their network with its subnets, ports and routers", async () => {
        const { networks, ...rest } = await look("10.10.0.11");
        assert.deepEqual(rest, {
            cloud: "cluster1",
            projectId: PROJECT,
            floatingIps: [
                {
                    ...{ id: "f", address: "203.0.113.10", networkId: "public-id" },
                    ...{ portId: "master", fixedIp: "10.10.0.11", description: "" },
                },
            ],
            securityGroups: [{ id: "group-id", name: "cp-secgroup" }],
            externalNetworks: [{ id: "public-id", name: "public" }],
        });
        const [network, second] = networks;
        assert.equal(second, undefined);
        assert.deepEqual(
            {
                ...network,
                ports: network?.ports.map(({ id, owner, deviceId }) => [id, owner, deviceId]),
            },
            {
                ...{ id: "own-id", name: "cp-network" },
                subnets: [
                    { id: "subnet-id", name: "cp-subnet", cidr: "10.10.0.0/24", gatewayIp: "" },
                ],
                ports: [
                    ["master", "compute:nova", "server"],
                    ["gateway", "network:router_interface", "router-id"],
                ],
                routers: [{ id: "router-id", name: "ext_route", externalNetworkId: "public-id" }],
            },
        );
    });

    it("is no network, where no port has an address of theirs", async () => {
        assert.deepEqual((await look("10.99.0.11")).networks, []);
    });
});
