import assert from "node:assert/strict";
import {
    addressesByPort,
    securityGroupRules,
    type FilteredCluster,
} from "../../../components/openstack/securityGroupRules";

function cluster(name: string, changes: Partial<FilteredCluster> = {}): FilteredCluster {
    return {
        name,
        apiServer: `https://${name}.example:6443`,
        egressAddresses: [`egress-of-${name}`],
        filtered: true,
        ...changes,
    };
}

/** `owner: port/address …` of each cluster. */
function made(clusters: readonly FilteredCluster[], links: readonly string[]) {
    const pairs = links.map((link) => {
        const [source = "", target = ""] = link.split(" > ");
        return { source, target };
    });
    return Object.fromEntries(
        [...securityGroupRules(clusters, pairs)].map(([name, { rules, owner: owner }]) => [
            name,
            [`${owner}:`, ...rules.map(({ port, address }) => `${port}/${address}`)].join(" "),
        ]),
    );
}

describe("securityGroupRules", () => {
    it("lets in whoever is linked to a cluster, to gateway, probe and API server", () => {
        assert.deepEqual(made([cluster("east"), cluster("west")], ["east > west"]), {
            east: "east:",
            west: "west: 4143/egress-of-east 4191/egress-of-east 6443/egress-of-east",
        });
    });

    it("takes the API server's port from its URL, 443 where it names none", () => {
        const ports = ["https://a:16443/path", "https://a"].map(
            (apiServer) =>
                made([cluster("east"), cluster("west", { apiServer })], ["east > west"])["west"],
        );
        assert.deepEqual(ports, [
            "west: 4143/egress-of-east 4191/egress-of-east 16443/egress-of-east",
            "west: 443/egress-of-east 4143/egress-of-east 4191/egress-of-east",
        ]);
    });

    it("makes a rule once where the API server has the gateway's port", () => {
        const west = cluster("west", { apiServer: "https://a:4143" });
        assert.deepEqual(
            made([cluster("east"), west], ["east > west"])["west"],
            "west: 4143/egress-of-east 4191/egress-of-east",
        );
    });

    it("makes a rule once for two sources behind one router, in the order of ports and addresses", () => {
        const clusters = [
            cluster("north", { egressAddresses: ["203.0.113.10", "198.51.100.1"] }),
            cluster("east", { egressAddresses: ["203.0.113.9", "203.0.113.10"] }),
            cluster("west"),
        ];
        assert.deepEqual(
            made(clusters, ["north > west", "east > west"])["west"],
            "west: 4143/198.51.100.1 4143/203.0.113.9 4143/203.0.113.10" +
                " 4191/198.51.100.1 4191/203.0.113.9 4191/203.0.113.10" +
                " 6443/198.51.100.1 6443/203.0.113.9 6443/203.0.113.10",
        );
    });

    it("makes the rules of a shared group once, with the first cluster by name", () => {
        const shared = { securityGroupId: "group" };
        const clusters = [cluster("west", shared), cluster("east", shared), cluster("north")];
        const links = ["north > west", "north > east", "east > west", "west > north"];
        const expected = {
            east:
                "east: 4143/egress-of-east 4143/egress-of-north" +
                " 4191/egress-of-east 4191/egress-of-north" +
                " 6443/egress-of-east 6443/egress-of-north",
            north: "north: 4143/egress-of-west 4191/egress-of-west 6443/egress-of-west",
            west: "east:",
        };
        assert.deepEqual(made(clusters, links), expected);
        assert.deepEqual(made([...clusters].reverse(), links), expected);
    });

    it("makes none for a cluster that Neutron does not filter, and lets it in elsewhere", () => {
        const clusters = [cluster("east", { filtered: false }), cluster("west")];
        assert.deepEqual(made(clusters, ["east > west", "west > east"]), {
            west: "west: 4143/egress-of-east 4191/egress-of-east 6443/egress-of-east",
        });
    });
});

describe("addressesByPort", () => {
    it("keeps the order of the rules", () => {
        const rules = [
            { port: 4143, address: "203.0.113.9" },
            { port: 6443, address: "203.0.113.9" },
            { port: 4143, address: "203.0.113.10" },
        ];
        assert.deepEqual(addressesByPort(rules), {
            4143: ["203.0.113.9", "203.0.113.10"],
            6443: ["203.0.113.9"],
        });
    });
});
