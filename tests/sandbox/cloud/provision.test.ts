import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import type { Account } from "../../../sandbox/cloud/identity";
import { provision } from "../../../sandbox/cloud/provision";
import { readSettings } from "../../../sandbox/settings/settings";
import { OpenStackStandin } from "./openstackStandin";

const accounts: Account[] = [
    { name: "neutron", password: "n", project: "service", role: "service" },
    { name: "cluster1", password: "1", project: "cluster1", role: "member" },
    { name: "cluster2", password: "2", project: "cluster2", role: "member" },
];

/** The calls that only look, or change nothing when repeated. */
const LOOKING = [
    "POST v3/auth/tokens",
    "GET v3/projects",
    "GET v3/users",
    "GET v3/roles",
    "PUT v3/projects/projects-2/users/users-1/roles/roles-2",
    "PUT v3/projects/projects-3/users/users-2/roles/roles-1",
    "PUT v3/projects/projects-4/users/users-3/roles/roles-1",
    "GET v3/services",
    "GET v3/endpoints?service_id=services-1",
    "GET v2.0/networks",
    "GET v2.0/subnets",
    "GET v2.0/routers",
    "GET v2.0/ports?device_owner=network:router_interface",
    "GET v2.0/security_groups",
    "GET v2.0/security_group_rules",
    "GET v2.0/security_group_rules",
    "GET v2.0/ports",
    "GET v2.0/floatingips",
];

// What Neutron makes of the calls is seen in the sandbox itself alone.
describe("provision", () => {
    let cloud: OpenStackStandin;
    let port: number;
    const run = async (password = "secret", nodes = 2) => {
        cloud.calls.length = 0;
        const ports = { SANDBOX_KEYSTONE_PORT: String(port), SANDBOX_NEUTRON_PORT: String(port) };
        const env = { ...ports, SANDBOX_NODES: String(nodes) };
        const settings = readSettings("/project", env);
        await provision(settings, planAddresses(settings), password, accounts, () => undefined);
    };
    const changes = () => cloud.calls.filter((call) => !LOOKING.includes(call));

    beforeEach(async () => {
        cloud = new OpenStackStandin("secret");
        port = await cloud.start();
        await run();
    });
    afterEach(() => cloud.stop());

    it("makes all objects of a kind in one call, but for those that Neutron takes singly", () => {
        assert.deepEqual(changes(), [
            ...["projects", "users", "projects", "users", "projects", "users"].map(
                (collection) => `POST v3/${collection}`,
            ),
            "POST v3/services",
            ...["public", "internal", "admin"].map(() => "POST v3/endpoints"),
            "POST v2.0/networks",
            "POST v2.0/subnets",
            "POST v2.0/routers",
            "POST v2.0/routers",
            "PUT v2.0/routers/routers-1/add_router_interface",
            "PUT v2.0/routers/routers-2/add_router_interface",
            "POST v2.0/security_groups",
            "POST v2.0/security_group_rules",
            "POST v2.0/security_group_rules",
            "POST v2.0/ports",
            "POST v2.0/floatingips",
            "POST v2.0/floatingips",
        ]);
    });

    it("puts the ids that Neutron gave into what is made later", () => {
        assert.deepEqual(cloud.stored("floatingips")[1], {
            id: "floatingips-2",
            project_id: "projects-4",
            floating_network_id: "networks-1",
            floating_ip_address: "198.18.0.22",
            // After the two of the routers and the two of cluster1.
            port_id: "ports-5",
        });
    });

    it("changes nothing the second time", async () => {
        await run();
        assert.deepEqual(cloud.calls, LOOKING);
    });

    it("makes again what is gone, and nothing else", async () => {
        const rules = cloud.stored("security_group_rules");
        const [, gone] = rules;
        cloud.collections.set(
            "security_group_rules",
            rules.filter((rule) => rule !== gone),
        );
        await run();
        assert.deepEqual(changes(), ["POST v2.0/security_group_rules"]);
        const made = cloud.stored("security_group_rules").at(-1);
        assert.deepEqual({ ...made, id: "" }, { ...gone, id: "" });
    });

    it("adds the port of a node that is new in the plan", async () => {
        await run("secret", 3);
        assert.deepEqual(changes(), ["POST v2.0/ports"]);
        assert.deepEqual(
            cloud.stored("ports").flatMap(({ name }) => (typeof name === "string" ? [name] : [])),
            [
                ...["cluster1-node1", "cluster1-node2", "cluster2-node1", "cluster2-node2"],
                ...["cluster1-node3", "cluster2-node3"],
            ],
        );
    });

    it("corrects the catalogue when Neutron has moved to another port", async () => {
        const [first] = cloud.stored("endpoints");
        Object.assign(first ?? {}, { url: "http://127.0.0.1:1" });
        await run();
        assert.deepEqual(changes(), ["PATCH v3/endpoints/endpoints-1"]);
        assert.equal(cloud.stored("endpoints")[0]?.["url"], `http://127.0.0.1:${String(port)}`);
    });

    it("names the call that was refused", async () => {
        await assert.rejects(run("wrong"), {
            message:
                `POST http://127.0.0.1:${String(port)}/v3/auth/tokens answers 401: ` +
                '{"error":"who are you?"}',
        });
    });
});
