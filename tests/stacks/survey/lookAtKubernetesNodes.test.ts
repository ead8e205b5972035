import assert from "node:assert/strict";
import { lookAtKubernetesNodes } from "../../../stacks/survey/lookAtKubernetesNodes";
import { NodeListStandin } from "../../support/nodeListStandin";

describe("lookAtKubernetesNodes", () => {
    let api: NodeListStandin;

    beforeEach(async () => {
        api = new NodeListStandin();
        await api.start();
    });

    afterEach(async () => {
        await api.stop();
    });

    it("tells names and addresses of all nodes, asked for once", async () => {
        api.nodes = [
            ["master1", "192.168.0.11"],
            ["worker1", "fd00::12", "192.168.0.12"],
        ];
        const look = await lookAtKubernetesNodes(api.kubeconfig());
        assert.ok("seen" in look);
        assert.deepEqual(
            look.seen.map(({ metadata, status }) => [
                metadata?.name,
                ...(status?.addresses ?? []).map(({ type, address }) => `${type} ${address}`),
            ]),
            [
                [
                    "master1",
                    "Hostname master1",
                    "ExternalIP 203.0.113.10",
                    "InternalIP 192.168.0.11",
                ],
                [
                    "worker1",
                    "Hostname worker1",
                    "ExternalIP 203.0.113.10",
                    "InternalIP fd00::12",
                    "InternalIP 192.168.0.12",
                ],
            ],
        );
        assert.equal(api.requests, 1);
    });

    it("is a failure where the API server refuses, without its whole answer", async () => {
        api.status = 403;
        assert.deepEqual(await lookAtKubernetesNodes(api.kubeconfig()), {
            failure: "it answers 403",
        });
    });

    it("is a failure where nothing listens", async () => {
        const kubeconfig = api.kubeconfig();
        await api.stop();
        assert.deepEqual(await lookAtKubernetesNodes(kubeconfig), {
            failure: "the connection is refused",
        });
    });
});
