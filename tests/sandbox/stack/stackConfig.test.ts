import assert from "node:assert/strict";
import { parse, stringify } from "yaml";
import { planAddresses } from "../../../sandbox/settings/addresses";
import { readSettings } from "../../../sandbox/settings/settings";
import { hasSample, renderStackConfig } from "../../../sandbox/stack/stackConfig";

const repository = "http://127.0.0.1:18879";
const digests = { "linkerd-crds-1.8.0": "a".repeat(64) };
const charts = { url: repository, digests };
const render = (existing: string, env: NodeJS.ProcessEnv = {}, linkerd?: string) => {
    const settings = readSettings("/project", env);
    return parse(
        renderStackConfig(settings, planAddresses(settings), charts, existing, linkerd),
    ) as unknown;
};
const cluster = (index: number) => {
    const name = `cluster${index}`;
    return {
        name,
        kubeconfigPath: `.sandbox/kubeconfigs/${name}.yaml`,
        gateway: { ip: `198.18.${index}.200` },
        openstack: {
            cloud: name,
            cloudsPath: ".sandbox/cloud/clouds.yaml",
            network: `${name}-network`,
            subnet: `${name}-subnet`,
            router: `${name}-router`,
            floatingIp: { pool: "public" },
            securityGroup: `${name}-nodes`,
            addressPairs: "manage",
        },
        nodes: {
            hosts: [
                { name: `${name}-node1`, address: `198.18.${index}.11` },
                { name: `${name}-node2`, address: `198.18.${index}.12` },
                { name: `${name}-node3`, address: `198.18.${index}.13` },
            ],
            user: "ubuntu",
            privateKeyPath: ".sandbox/ssh/id_ed25519",
            knownHostsPath: ".sandbox/ssh/known_hosts",
            bastion: { host: `198.18.0.${20 + index}` },
        },
    };
};

describe("renderStackConfig", () => {
    it("is what an operator would write for two clusters", () => {
        assert.deepEqual(render(""), {
            config: {
                "linkerd-multicluster:sample": { enabled: true },
                "pulumi:disable-default-providers": ["kubernetes", "openstack"],
                "linkerd-multicluster:clusters": [cluster(1), cluster(2)],
                "linkerd-multicluster:chartRepository": repository,
                "linkerd-multicluster:smiChartRepository": repository,
                "linkerd-multicluster:chartDigests": digests,
            },
        });
    });

    it("names a third cluster when there is one", () => {
        const { config } = render("", { SANDBOX_CLUSTERS: "3" }) as {
            config: Record<string, unknown[]>;
        };
        assert.equal(config["linkerd-multicluster:clusters"]?.length, 3);
    });

    it("keeps the salt, without which the secrets in the state cannot be read", () => {
        const { encryptionsalt } = render("encryptionsalt: v1:abc=:v1:x:y\n") as {
            encryptionsalt: string;
        };
        assert.equal(encryptionsalt, "v1:abc=:v1:x:y");
    });

    it("keeps a key that the operator tries out, and takes its own over", () => {
        const existing =
            "config:\n  linkerd-multicluster:highAvailability: true\n" +
            "  linkerd-multicluster:chartRepository: http://127.0.0.1:1\n";
        const { config } = render(existing) as { config: Record<string, unknown> };
        assert.equal(config["linkerd-multicluster:highAvailability"], true);
        assert.equal(config["linkerd-multicluster:chartRepository"], repository);
    });

    it("asks for the Linkerd that was given, and leaves the key alone where none was", () => {
        const version = (text: string, linkerd?: string) => {
            const { config } = render(text, {}, linkerd) as { config: Record<string, unknown> };
            return config["linkerd-multicluster:linkerdVersion"];
        };
        const existing = "config:\n  linkerd-multicluster:linkerdVersion: edge-25.10.7\n";
        assert.deepEqual(
            [version(existing, "edge-26.7.1"), version(existing), version("")],
            ["edge-26.7.1", "edge-25.10.7", undefined],
        );
    });

    const samples: [string, object][] = [
        ["turned off", { enabled: false }],
        ["with other weights", { enabled: true, weights: { local: 80, mirrored: 20 } }],
    ];
    for (const [what, sample] of samples) {
        it(`leaves the sample as the operator has it: ${what}`, () => {
            const existing = stringify({ config: { "linkerd-multicluster:sample": sample } });
            const { config } = render(existing) as { config: Record<string, unknown> };
            assert.deepEqual(config["linkerd-multicluster:sample"], sample);
        });
    }

    it("writes absolute paths for a state folder outside the project", () => {
        const { config } = render("", { SANDBOX_STATE: "/srv/state" }) as {
            config: Record<
                string,
                {
                    kubeconfigPath: string;
                    openstack: { cloudsPath: string };
                    nodes: { privateKeyPath: string; knownHostsPath: string };
                }[]
            >;
        };
        const [first] = config["linkerd-multicluster:clusters"] ?? [];
        assert.deepEqual(
            [
                first?.kubeconfigPath,
                first?.openstack.cloudsPath,
                first?.nodes.privateKeyPath,
                first?.nodes.knownHostsPath,
            ],
            [
                "/srv/state/kubeconfigs/cluster1.yaml",
                "/srv/state/cloud/clouds.yaml",
                "/srv/state/ssh/id_ed25519",
                "/srv/state/ssh/known_hosts",
            ],
        );
    });
});

describe("hasSample", () => {
    for (const [text, expected] of [
        ["", false],
        ["config:\n  linkerd-multicluster:routing: direct\n", false],
        ["config:\n  linkerd-multicluster:sample:\n    enabled: false\n", false],
        ["config:\n  linkerd-multicluster:sample:\n    enabled: true\n", true],
    ] as const) {
        it(`is ${expected} for ${JSON.stringify(text)}`, () => {
            assert.equal(hasSample(text), expected);
        });
    }
});
