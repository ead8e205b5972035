import assert from "node:assert/strict";
import { examineConfiguration } from "../../../operations/layers/configuration";
import { healthyMesh } from "../support/views";

const REFUSED = "`pulumi up` refuses the configuration, and nothing else can be looked at.";

describe("layer configuration", () => {
    const { config } = healthyMesh();
    const stack = { stack: "dev", parsed: { config }, mustBeUp: true, isUp: true };

    it("has nothing to say of a configuration without mistakes whose mesh is up", () => {
        assert.deepEqual(examineConfiguration(stack), {
            findings: [],
            scope: "2 clusters, 2 links",
            notChecked: [],
        });
    });

    it("says what makes a mesh where nothing is up", () => {
        assert.deepEqual(examineConfiguration({ ...stack, isUp: false }).findings, [
            {
                severity: "error",
                where: "dev",
                what: "the stack has no outputs: no `pulumi up` has come to its end",
                why: "There is no mesh to look at. The other layers say whether `pulumi up` can succeed, as `npm run doctor -- --pre` does.",
                remedy: "pulumi up",
            },
        ]);
    });

    it("says nothing of it when the question is whether it can succeed", () => {
        assert.deepEqual(
            examineConfiguration({ ...stack, mustBeUp: false, isUp: false }).findings,
            [],
        );
    });

    const problems: [string, string, string, string][] = [
        [
            'colour is "blue": no such key; the keys here are clusters',
            "colour",
            'is "blue": no such key; the keys here are clusters',
            "pulumi config rm colour",
        ],
        [
            'clusters[1].gatway is "x": no such key; did you mean gateway?',
            "clusters[1].gatway",
            'is "x": no such key; did you mean gateway?',
            "pulumi config rm --path 'clusters[1].gatway'",
        ],
        [
            "clusters[0].gateway.ip is 7: write an IPv4 address, for example 192.168.0.150",
            "clusters[0].gateway.ip",
            "is 7: write an IPv4 address, for example 192.168.0.150",
            "pulumi config set --path 'clusters[0].gateway.ip' VALUE",
        ],
        [
            "clusters is missing: write a list of two or more clusters",
            "clusters",
            "is missing: write a list of two or more clusters",
            "pulumi config set clusters VALUE",
        ],
        [
            "cluster1Kubeconfig is [secret]: it stands in plain text; store it with 'pulumi config set --secret cluster1Kubeconfig < FILE'",
            "cluster1Kubeconfig",
            "is [secret]: it stands in plain text; store it with 'pulumi config set --secret cluster1Kubeconfig < FILE'",
            "pulumi config set --secret cluster1Kubeconfig < FILE",
        ],
        [
            "clusters[0].nodes.hosts[1].address is \"10.10.0.12\": ~/.ssh/known_hosts has no key of it; add one with 'ssh ubuntu@203.0.113.10 ssh-keyscan -t ed25519 10.10.0.12 >> ~/.ssh/known_hosts', and compare it with what the host's console shows",
            "clusters[0].nodes.hosts[1].address",
            "is \"10.10.0.12\": ~/.ssh/known_hosts has no key of it; add one with 'ssh ubuntu@203.0.113.10 ssh-keyscan -t ed25519 10.10.0.12 >> ~/.ssh/known_hosts', and compare it with what the host's console shows",
            "ssh ubuntu@203.0.113.10 ssh-keyscan -t ed25519 10.10.0.12 >> ~/.ssh/known_hosts",
        ],
    ];
    for (const [problem, where, what, remedy] of problems) {
        it(`says where to change what: ${where}`, () => {
            assert.deepEqual(examineConfiguration({ ...stack, parsed: { problems: [problem] } }), {
                findings: [{ severity: "error", where, what, why: REFUSED, remedy }],
                scope: "the configuration of dev, and nothing else",
                notChecked: [],
            });
        });
    }
});
