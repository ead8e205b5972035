import assert from "node:assert/strict";
import { planAddresses } from "../../../sandbox/settings/addresses";
import {
    podRouteCommands,
    vxlanLink,
    vxlanPeerCommands,
} from "../../../sandbox/network/podNetwork";
import { cniConfig } from "../../../sandbox/node/containerdConfig";
import { readSettings } from "../../../sandbox/settings/settings";

const [cluster] = planAddresses(readSettings("/project", {})).clusters;
assert.ok(cluster);
const [, second] = cluster.nodes;
assert.ok(second);

describe("the network between the pods of a cluster's nodes", () => {
    it("is a VXLAN between the nodes' addresses that leaves room for its headers", () => {
        assert.equal(
            vxlanLink(second).join(" "),
            "link add vxlan.pods address 66:16:3e:00:01:02 mtu 1450 type vxlan id 4096 " +
                "dstport 4789 local 198.18.1.12 dev eth0 nolearning",
        );
    });

    it("leads to the pods of the other nodes of its own cluster", () => {
        assert.deepEqual(podRouteCommands(cluster, second), [
            "address replace 10.233.65.0/32 dev vxlan.pods",
            "link set vxlan.pods up",
            "neighbour replace 10.233.64.0 lladdr 66:16:3e:00:01:01 dev vxlan.pods nud permanent",
            "route replace 10.233.64.0/24 via 10.233.64.0 dev vxlan.pods onlink",
            "neighbour replace 10.233.66.0 lladdr 66:16:3e:00:01:03 dev vxlan.pods nud permanent",
            "route replace 10.233.66.0/24 via 10.233.66.0 dev vxlan.pods onlink",
        ]);
    });

    it("knows which node is behind which MAC address", () => {
        assert.deepEqual(vxlanPeerCommands(cluster, second), [
            "fdb replace 66:16:3e:00:01:01 dev vxlan.pods dst 198.18.1.11 self permanent",
            "fdb replace 66:16:3e:00:01:03 dev vxlan.pods dst 198.18.1.13 self permanent",
        ]);
    });

    it("gives the pods' own links the same limit, so that nothing has to be cut on the way", () => {
        const { plugins } = JSON.parse(cniConfig(second)) as { plugins: { mtu?: number }[] };
        assert.equal(plugins[0]?.mtu, 1450);
    });
});
