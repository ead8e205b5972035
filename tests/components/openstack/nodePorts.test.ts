import assert from "node:assert/strict";
import {
    pairAdvice,
    portsWithoutPair,
    type NodePort,
} from "../../../components/openstack/nodePorts";

function port(node: string, addressPairs: readonly string[], skipped = false): NodePort {
    return {
        node,
        address: `address of ${node}`,
        portId: `port-of-${node}`,
        addressPairs,
        skipped,
    };
}

const GATEWAY = "192.168.0.150";

describe("portsWithoutPair", () => {
    for (const [what, pairs, isMissing] of [
        ["exactly the address", [GATEWAY], false],
        ["the address as a range of one", [`${GATEWAY}/32`], false],
        ["the address among others", ["192.168.0.9", GATEWAY], false],
        ["no pair", [], true],
        ["another address", ["192.168.0.15"], true],
        ["a range around it, which ML2/OVN does not take", ["192.168.0.0/24"], true],
    ] as const) {
        it(`${isMissing ? "misses" : "accepts"} a port with ${what}`, () => {
            const node = port("node", pairs);
            assert.deepEqual(portsWithoutPair(GATEWAY, [node]), isMissing ? [node] : []);
        });
    }

    it("asks nothing of a skipped node", () => {
        assert.deepEqual(portsWithoutPair(GATEWAY, [port("gone", [], true)]), []);
    });
});

describe("pairAdvice", () => {
    it("names the nodes and one line that can be pasted", () => {
        assert.equal(
            pairAdvice(GATEWAY, [port("master1", []), port("worker1", [])]),
            "no allowed address pair lets these nodes send from it: master1, worker1; the owner of their ports runs " +
                "'openstack port set --allowed-address ip-address=192.168.0.150 port-of-master1 && " +
                "openstack port set --allowed-address ip-address=192.168.0.150 port-of-worker1', " +
                "or addressPairs manage lets this program do it",
        );
    });
});
