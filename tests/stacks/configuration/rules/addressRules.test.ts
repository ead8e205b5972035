import { clusters, configOf, EAST, NORTH, refuses, WEST } from "../../../support/configCases";

const at = (ip: string) => ({ gateway: { ip } });
const floating = (entry: typeof EAST, address: string) => ({
    openstack: { ...entry.openstack, floatingIp: { address } },
});
const shared = (second: number, first: number) =>
    `clusters[${String(second)}].gateway.ip is "10.0.0.150": the gateway of clusters[${String(first)}] has this address; write one of this cluster's own, for example 192.168.0.${String(150 + second)}, or routing: direct for the links`;
const OTHER = "for example 192.168.0.150";

describe("addressProblems", () => {
    it("takes one gateway address for two where nothing is rewritten to it", () => {
        const same = clusters(at("10.0.0.150"), at("10.0.0.150"));
        configOf({ ...same, routing: "direct" });
        configOf({ ...same, links: [] });
        configOf({ ...same, links: [{ source: "east", target: "west", routing: "direct" }] });
    });

    it("takes a gateway address that is a node's of a cluster it is not rewritten in", () => {
        configOf({ ...clusters({}, at("10.1.0.11")), routing: "direct" });
        configOf({
            ...clusters({}, at("10.1.0.11"), {}),
            links: [{ source: "north", target: "west" }],
        });
    });

    refuses([
        [
            "one gateway address for both ends of a link, in one direction as well",
            {
                ...clusters(at("10.0.0.150"), at("10.0.0.150")),
                routing: "direct",
                links: [{ source: "west", target: "east", routing: "dnat" }],
            },
            [shared(1, 0)],
        ],
        [
            "one gateway address for two targets of a cluster, whose nodes could not tell them apart",
            {
                ...clusters(at("10.0.0.150"), {}, at("10.0.0.150")),
                links: [
                    { source: "west", target: "north" },
                    { source: "west", target: "east" },
                ],
            },
            [shared(2, 0)],
        ],
        [
            "a gateway address that is a node's, of the source or of its own cluster",
            clusters(at("10.1.0.11"), at("10.1.0.11"), {}),
            [
                `clusters[0].gateway.ip is "10.1.0.11": clusters[0].nodes.hosts[0] has this address; write one that no node has, ${OTHER}`,
                shared(1, 0).replaceAll("10.0.0.150", "10.1.0.11"),
                `clusters[1].gateway.ip is "10.1.0.11": clusters[0].nodes.hosts[0] has this address, and the nodes there would rewrite packets to it; write another one, ${OTHER}, or routing: direct for the link`,
            ],
        ],
        [
            "one floating IP for two",
            clusters(
                floating(EAST, "203.0.113.30"),
                floating(WEST, "203.0.113.31"),
                floating(NORTH, "203.0.113.30"),
            ),
            [
                'clusters[2].openstack.floatingIp.address is "203.0.113.30": clusters[0] has this floating IP; write another one, for example 203.0.113.32',
            ],
        ],
    ]);
});
