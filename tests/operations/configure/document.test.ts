import assert from "node:assert/strict";
import { renderStackFile, writtenAlone } from "../../../operations/configure/document";

const CLUSTER = {
    name: "cluster1",
    nameNote: "out of the kubeconfig",
    made: [
        { key: "nodes.hosts", value: [{ name: "n1", address: "10.10.0.11" }] },
        {
            key: "nodes.knownHosts",
            value: "10.10.0.11 ssh-ed25519 AAAA\n10.10.0.12 ssh-ed25519 BBBB\n",
        },
        { key: "kubeconfigPath", value: "~/.kube/cluster1-config" },
        { key: "gateway.ip", value: "10.10.0.150", note: "the first one that is free" },
    ],
};

describe("the text of a stack's file", () => {
    it("has its keys in order, with a note before each guess", () => {
        const keys = [{ key: "sample", value: { enabled: true }, note: "the guide's" }];
        assert.equal(
            renderStackFile("encryptionsalt: v1:abc\n", [CLUSTER], keys),
            `encryptionsalt: v1:abc
config:
    pulumi:disable-default-providers: [ kubernetes, openstack ]
    linkerd-multicluster:clusters:
        # A guess: out of the kubeconfig.
        - name: cluster1
          kubeconfigPath: ~/.kube/cluster1-config
          gateway:
              # A guess: the first one that is free.
              ip: 10.10.0.150
          nodes:
              hosts:
                  - { name: n1, address: 10.10.0.11 }
              knownHosts: |
                  10.10.0.11 ssh-ed25519 AAAA
                  10.10.0.12 ssh-ed25519 BBBB
    # A guess: the guide's.
    linkerd-multicluster:sample:
        enabled: true
`,
        );
    });

    const EXISTING = `# Of the site.
encryptionsalt: v1:abc
config:
    # Not ours.
    other:key: { secure: v1:xyz }
    pulumi:disable-default-providers: [kubernetes]
    linkerd-multicluster:clusters:
        - name: cluster9 # somebody else's
          gateway: { replicas: 3 }
        - name: cluster1
          # Asked for by the owner.
          gateway: { ip: 10.10.0.150, replicas: 2 }
          nodes:
              knownHostsPath: hosts
    linkerd-multicluster:chartRepository: http://127.0.0.1:18879
`;

    it("keeps every key, comment and cluster that it has nothing else to say of", () => {
        const made = [
            { key: "gateway.ip", value: "10.10.0.150", note: "not a guess, it stands there" },
            { key: "gateway.exposure", value: "openstack" },
            { key: "nodes.knownHostsPath", value: undefined },
            { key: "nodes.user", value: "ubuntu" },
        ];
        assert.equal(
            renderStackFile(EXISTING, [{ name: "cluster1", made }], []),
            EXISTING.replace("[kubernetes]", "[ kubernetes ]")
                .replace(
                    "{ ip: 10.10.0.150, replicas: 2 }",
                    "{ ip: 10.10.0.150, replicas: 2, exposure: openstack }",
                )
                .replace("knownHostsPath: hosts", "user: ubuntu"),
        );
    });

    it("is the same when it is made again", () => {
        const once = renderStackFile("", [CLUSTER], []) ?? "";
        assert.equal(renderStackFile(once, [CLUSTER], []), once);
    });

    it("quotes in one comment line what has line breaks and escape sequences in it", () => {
        const made = [{ key: "gateway.ip", value: "10.0.0.1", note: "in \u001b[31mpool\nx: 1" }];
        const text = renderStackFile("", [{ name: "c", made }], []) ?? "";
        assert.ok(text.includes("# A guess: in pool x: 1.\n"), text);
    });

    for (const text of ["- a\n", "a: [\n", "text\n"]) {
        it(`is none of ${JSON.stringify(text)}`, () => {
            assert.equal(renderStackFile(text, [], []), undefined);
        });
    }
});

describe("what a stack's file has", () => {
    it("is what stands in its text, and no default of Pulumi.yaml", () => {
        const values = { clusters: "[]", sample: '{"enabled":false}', routing: "direct" };
        const raw = { values, secretKeys: new Set(["routing"]) };
        const text = "config:\n    linkerd-multicluster:routing: direct\n";
        assert.deepEqual(writtenAlone(raw, text), { ...raw, values: { routing: "direct" } });
        assert.deepEqual(writtenAlone(raw, "encryptionsalt: v1:abc\n").values, {});
    });
});
