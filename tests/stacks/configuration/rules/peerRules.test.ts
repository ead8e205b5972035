import assert from "node:assert/strict";
import { EAST, configOf, refuses, WEST } from "../../../support/configCases";

const STACK = "organization/linkerd-multicluster/west";
const PEERS = [{ stack: STACK, clusters: ["west"] }];
const link = (source: string, target: string) => ({ source, target });

describe("peers", () => {
    for (const [what, values, links, peerLinks] of [
        ["one cluster is enough", {}, [], [link("east", "west"), link("west", "east")]],
        [
            "every own cluster with every other one",
            { clusters: [EAST, WEST], peers: [{ stack: STACK, clusters: ["north"] }] },
            ["east-west", "west-east"],
            [
                link("east", "north"),
                link("north", "east"),
                link("west", "north"),
                link("north", "west"),
            ],
        ],
        [
            "the links that are given",
            {
                clusters: [EAST, WEST],
                peers: [{ stack: STACK, clusters: ["north"] }],
                links: [link("west", "east"), link("north", "east")],
            },
            ["west-east"],
            [link("north", "east")],
        ],
    ] as const) {
        it(`are linked: ${what}`, () => {
            const config = configOf({ clusters: [EAST], peers: PEERS, ...values });
            assert.deepEqual(
                config.links.map(({ source, target }) => `${source}-${target}`),
                links,
            );
            assert.deepEqual(config.peerLinks, peerLinks);
        });
    }

    const NAME =
        "another cluster of the mesh has this name; write each once, and rename one where both exist";
    const stem = (place: string) =>
        `what is made for the links to ${place} would have the names of what is made for this cluster`;
    refuses([
        [
            "no cluster of its own",
            { clusters: [], peers: PEERS },
            [
                'clusters is a list of 0: write a list of two or more clusters, for example [{"name": "cluster1", "kubeconfigPath": "~/.kube/cluster1-config"}, {"name": "cluster2", "kubeconfigPath": "~/.kube/cluster2-config"}]',
            ],
        ],
        [
            "a stack without its organization and project",
            { clusters: [EAST], peers: [{ stack: "west", clusters: ["west"] }] },
            [
                `peers[0].stack is "west": write organization, project and stack, for example ${STACK}`,
            ],
        ],
        [
            "names twice, stacks twice",
            {
                clusters: [EAST],
                peers: [...PEERS, { stack: STACK, clusters: ["east", "west"] }],
            },
            [
                `peers[1].stack is "${STACK}": peers[0] is the same stack; write all of its clusters there`,
                `peers[1].clusters[0] is "east": ${NAME}`,
                `peers[1].clusters[1] is "west": ${NAME}`,
            ],
        ],
        [
            "names that end as what is made for the links to another cluster, of whichever stack",
            {
                clusters: [EAST, { ...WEST, name: "north-destination" }],
                peers: [
                    { stack: STACK, clusters: ["south", "east-destination"] },
                    { stack: `${STACK}-2`, clusters: ["south-destination", "north"] },
                ],
            },
            [
                `clusters[1].name is "north-destination": ${stem("peers[1].clusters[1]")}; write another, for example cluster2`,
                `peers[0].clusters[1] is "east-destination": ${stem("clusters[0]")}; rename one of the two in its stack`,
                `peers[1].clusters[0] is "south-destination": ${stem("peers[0].clusters[0]")}; rename one of the two in its stack`,
            ],
        ],
        [
            "links that are not of this stack, or have a routing",
            {
                clusters: [EAST],
                peers: [{ stack: STACK, clusters: ["west", "north"] }],
                links: [link("west", "north"), { ...link("east", "west"), routing: "dnat" }],
            },
            [
                'links[0].source is "west": neither is a cluster of this stack; remove it here',
                'links[1].routing is "dnat": a link between stacks carries the public address of the gateway; remove the key',
            ],
        ],
        [
            "a cluster outside OpenStack whose addresses nobody knows",
            {
                clusters: [
                    {
                        name: "east",
                        kubeconfigPath: EAST.kubeconfigPath,
                        gateway: { exposure: "external" },
                    },
                ],
                peers: PEERS,
            },
            [
                'clusters[0].egressAddresses is missing: the security groups of other stacks admit known addresses only, and no Neutron tells those of a cluster outside OpenStack; write the addresses that its pods are seen from, for example ["198.51.100.7"]',
            ],
        ],
    ]);
});
