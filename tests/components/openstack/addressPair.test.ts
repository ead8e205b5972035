import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import sshpk from "sshpk";
import { AddressPair } from "../../../components/openstack/addressPair";
import type { NeutronCredentials } from "../../../components/openstack/neutronCredentials";
import { KeystoneNeutronStandin, type StandinPair } from "../../support/keystoneNeutronStandin";
import { once, record } from "../../support/record";
import { loadProvider } from "../../support/serializedProvider";
import { secret } from "../../support/values";

const recorded = once(() =>
    record(() => {
        const cloud = { authUrl: "https://cloud.example", password: pulumi.secret("pass") };
        new AddressPair("pair", { portId: "port", address: "192.168.0.150", cloud });
    }),
);

interface State {
    readonly credentials: string;
    readonly portId: string;
    readonly address: string;
    readonly added: boolean;
}

const provider = once(async () =>
    loadProvider<Omit<State, "added">, State>(
        String((await recorded()).get("pair").inputs["__provider"]),
    ),
);

const { PORT, MAC } = KeystoneNeutronStandin;
const GATEWAY = "192.168.0.150";
const TAG = `linkerd-gateway-pair-${GATEWAY}`;
const OURS: StandinPair = { ip_address: GATEWAY, mac_address: MAC };
const THEIRS: readonly StandinPair[] = [
    { ip_address: "192.168.0.9", mac_address: MAC },
    // Another MAC: not the node's own, so MetalLB's frames are not let through by it.
    { ip_address: GATEWAY, mac_address: "fa:16:3e:00:00:02" },
    { ip_address: "192.168.0.0/24", mac_address: MAC },
];

describe("AddressPair", () => {
    let cloud: KeystoneNeutronStandin;

    beforeEach(async () => {
        cloud = new KeystoneNeutronStandin();
        await cloud.start();
        cloud.authentication = {
            identity: {
                methods: ["password"],
                password: {
                    user: { name: "user", domain: { name: "Default" }, password: "pass" },
                },
            },
            scope: { project: { name: "project", domain: { name: "Default" } } },
        };
    });

    afterEach(async () => {
        await cloud.stop();
    });

    function inputs(changes: Partial<NeutronCredentials<string>> = {}, address = GATEWAY) {
        const credentials = JSON.stringify({
            authUrl: `${cloud.url()}/identity/v3`,
            region: "RegionOne",
            userName: "user",
            userDomainName: "Default",
            password: "pass",
            tenantName: "project",
            ...changes,
        });
        return { credentials, portId: PORT, address };
    }

    const state = (added: boolean): State => ({ ...inputs(), added });

    it("keeps the credentials secret, in the state too", async () => {
        const { type, inputs: sent, options } = (await recorded()).get("pair");
        assert.equal(type, "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:AddressPair");
        assert.deepEqual(sent, {
            __provider: sent["__provider"],
            credentials: secret('{"authUrl":"https://cloud.example","password":"pass"}'),
            portId: "port",
            address: GATEWAY,
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["credentials"] });
    });

    describe("create", () => {
        it("adds the pair after those that are there, and remembers that it did", async () => {
            cloud.pairs = THEIRS;
            const made = await (await provider()).create(inputs());
            assert.deepEqual(made, { id: `${PORT}/${GATEWAY}`, outs: state(true) });
            assert.deepEqual(cloud.pairs, [...THEIRS, OURS]);
            assert.deepEqual(cloud.requests, [
                "POST /identity/v3/auth/tokens",
                `GET /public-1/v2.0/ports/${PORT}`,
                `PUT /public-1/v2.0/ports/${PORT}`,
            ]);
        });

        for (const there of [GATEWAY, `${GATEWAY}/32`]) {
            it(`writes nothing where ${there} is there already, and remembers that`, async () => {
                cloud.pairs = [{ ip_address: there, mac_address: MAC }];
                const made = await (await provider()).create(inputs());
                assert.deepEqual(made.outs, state(false));
                assert.deepEqual(
                    cloud.requests.filter((request) => request.startsWith("PUT")),
                    [],
                );
            });
        }

        it("marks the port before it adds the pair, and by that knows a pair that it did not note", async () => {
            cloud.tags = ["theirs"];
            await (await provider()).create(inputs());
            assert.deepEqual(
                cloud.requests.filter((request) => request.startsWith("PUT")),
                [
                    `PUT /public-1/v2.0/ports/${PORT}/tags/${TAG}`,
                    `PUT /public-1/v2.0/ports/${PORT}`,
                ],
            );
            assert.deepEqual([cloud.tags, cloud.pairs], [["theirs", TAG], [OURS]]);
            cloud.requests.length = 0;
            const again = await (await provider()).create(inputs());
            assert.deepEqual(again.outs, state(true));
            assert.equal(cloud.requests.length, 2);
        });

        it("does not mark a port whose pair somebody else added", async () => {
            [cloud.tags, cloud.pairs] = [[], [OURS]];
            const made = await (await provider()).create(inputs());
            assert.deepEqual([made.outs?.added, cloud.tags], [false, []]);
        });

        it("keeps what another writer adds in between", async () => {
            const other = { ip_address: "192.168.0.77", mac_address: MAC };
            cloud.interfere = () => {
                cloud.interfere = () => undefined;
                cloud.write([other]);
            };
            await (await provider()).create(inputs());
            assert.deepEqual(cloud.pairs, [other, OURS]);
        });

        it("gives up where the port changes every time", async () => {
            cloud.interfere = () => {
                cloud.write([]);
            };
            await assert.rejects((await provider()).create(inputs()), {
                message: `port ${PORT}: answered 412, RevisionNumberConstraintFailed`,
            });
            assert.equal(cloud.requests.filter((line) => line.startsWith("PUT")).length, 10);
        });

        it("fails where the port is gone", async () => {
            cloud.pairs = undefined;
            await assert.rejects((await provider()).create(inputs()), {
                message: `port ${PORT}: there is no such port`,
            });
        });

        it("says what Neutron refuses, and shows no credentials", async () => {
            cloud.failure = 403;
            await assert.rejects((await provider()).create(inputs()), {
                message: `port ${PORT}: answered 403, not allowed`,
            });
        });

        it("says what Keystone refuses", async () => {
            await assert.rejects((await provider()).create(inputs({ password: "wrong" })), {
                message: `Keystone at ${cloud.url()}/identity/v3: answered 401, The request requires authentication.`,
            });
        });
    });

    describe("logging in", () => {
        const user = { id: "user-id" };
        const cases: readonly [string, Partial<NeutronCredentials<string>>, unknown][] = [
            [
                "with ids",
                { userId: "user-id", tenantId: "project-id" },
                {
                    identity: {
                        methods: ["password"],
                        password: { user: { ...user, password: "pass" } },
                    },
                    scope: { project: { id: "project-id" } },
                },
            ],
            [
                "with domains of user and project",
                { userDomainId: "d1", userDomainName: undefined, projectDomainName: "D2" },
                {
                    identity: {
                        methods: ["password"],
                        password: {
                            user: { name: "user", domain: { id: "d1" }, password: "pass" },
                        },
                    },
                    scope: { project: { name: "project", domain: { name: "D2" } } },
                },
            ],
            [
                "without a domain: in the default one",
                { userDomainName: undefined },
                {
                    identity: {
                        methods: ["password"],
                        password: {
                            user: { name: "user", domain: { id: "default" }, password: "pass" },
                        },
                    },
                    scope: { project: { name: "project", domain: { id: "default" } } },
                },
            ],
            [
                "with the id of an application credential",
                { applicationCredentialId: "id", applicationCredentialSecret: "s" },
                {
                    identity: {
                        methods: ["application_credential"],
                        application_credential: { id: "id", secret: "s" },
                    },
                },
            ],
            [
                "with the name of an application credential",
                {
                    userId: "user-id",
                    applicationCredentialName: "name",
                    applicationCredentialSecret: "s",
                },
                {
                    identity: {
                        methods: ["application_credential"],
                        application_credential: { name: "name", user, secret: "s" },
                    },
                },
            ],
        ];
        for (const [how, changes, authentication] of cases) {
            it(`works ${how}`, async () => {
                cloud.authentication = authentication;
                await (await provider()).create(inputs(changes));
                assert.deepEqual(cloud.pairs, [OURS]);
            });
        }

        for (const path of ["/identity", "/identity/", "/identity/v3/"]) {
            it(`takes ${path} for Keystone's URL`, async () => {
                await (await provider()).create(inputs({ authUrl: cloud.url() + path }));
                assert.equal(cloud.requests[0], "POST /identity/v3/auth/tokens");
            });
        }

        it("takes the endpoint of region and interface", async () => {
            const made = { region: "RegionTwo", endpointType: "publicURL" };
            await (await provider()).create(inputs(made));
            assert.equal(cloud.requests[1], `GET /public-2/v2.0/ports/${PORT}`);
        });

        it("says where there is no endpoint", async () => {
            const wanted = { region: "RegionOne", endpointType: "internal" };
            await assert.rejects((await provider()).create(inputs(wanted)), {
                message: `Keystone at ${cloud.url()}/identity/v3: no internal endpoint of Neutron in region RegionOne`,
            });
        });
    });

    describe("over TLS", () => {
        const key = sshpk.generatePrivateKey("ecdsa");
        const cert = sshpk
            .createSelfSignedCertificate(sshpk.identityForHost("localhost"), key, {})
            .toString("pem");

        beforeEach(async () => {
            await cloud.stop();
            const { authentication } = cloud;
            cloud = new KeystoneNeutronStandin({ key: key.toString("pkcs8"), cert });
            cloud.authentication = authentication;
            await cloud.start();
        });

        it("refuses a certificate that nobody vouches for", async () => {
            await assert.rejects((await provider()).create(inputs()), {
                message: `POST ${cloud.url()}/identity/v3/auth/tokens: self-signed certificate`,
            });
            assert.deepEqual(cloud.requests, []);
        });

        it("takes the CA of cacertFile", async () => {
            await (await provider()).create(inputs({ cacertFile: cert }));
            assert.deepEqual(cloud.pairs, [OURS]);
        });

        it("takes any certificate with insecure", async () => {
            await (await provider()).create(inputs({ insecure: true }));
            assert.deepEqual(cloud.pairs, [OURS]);
        });
    });

    describe("read", () => {
        it("keeps the state while the pair is there", async () => {
            cloud.pairs = [OURS];
            const seen = await (await provider()).read?.("id", state(true));
            assert.deepEqual(seen, { id: "id", props: state(true) });
        });

        for (const [what, pairs] of [
            ["its pair is gone, so that `up --refresh` puts it back", THEIRS],
            ["its port is gone", undefined],
        ] as const) {
            it(`says that it is gone where ${what}`, async () => {
                cloud.pairs = pairs;
                assert.deepEqual(await (await provider()).read?.("id", state(true)), {});
            });
        }
    });

    describe("delete", () => {
        it("takes away exactly what create added", async () => {
            cloud.pairs = [...THEIRS, OURS];
            await (await provider()).delete?.("id", state(true));
            assert.deepEqual(cloud.pairs, THEIRS);
        });

        it("takes away its mark too, and the pair of others stays", async () => {
            [cloud.tags, cloud.pairs] = [
                ["theirs", TAG],
                [...THEIRS, OURS],
            ];
            await (await provider()).delete?.("id", state(true));
            assert.deepEqual([cloud.tags, cloud.pairs], [["theirs"], THEIRS]);
        });

        it("leaves a pair that was there before, and asks nobody", async () => {
            cloud.pairs = [OURS];
            await (await provider()).delete?.("id", state(false));
            assert.deepEqual(cloud.pairs, [OURS]);
            assert.deepEqual(cloud.requests, []);
        });

        it("does not mind a pair or a port that is gone", async () => {
            cloud.pairs = THEIRS;
            await (await provider()).delete?.("id", state(true));
            assert.deepEqual(cloud.pairs, THEIRS);
            cloud.pairs = undefined;
            await (await provider()).delete?.("id", state(true));
            assert.deepEqual(
                cloud.requests.filter((request) => request.startsWith("PUT")),
                [],
            );
        });

        it("keeps what another writer adds in between", async () => {
            const other = { ip_address: "192.168.0.77", mac_address: MAC };
            cloud.pairs = [OURS];
            cloud.interfere = () => {
                cloud.interfere = () => undefined;
                cloud.write([OURS, other]);
            };
            await (await provider()).delete?.("id", state(true));
            assert.deepEqual(cloud.pairs, [other]);
        });
    });

    describe("diff and update", () => {
        it("see no difference in the same state", async () => {
            const diff = await (await provider()).diff?.("id", state(true), inputs());
            assert.deepEqual(diff, { changes: false, replaces: [] });
        });

        it("take new credentials without touching the port, and remember whose the pair is", async () => {
            const { diff, update } = await provider();
            const after = inputs({ password: "new" });
            assert.deepEqual(await diff?.("id", state(true), after), {
                changes: true,
                replaces: [],
            });
            assert.deepEqual(await update?.("id", state(true), after), {
                outs: { ...after, added: true },
            });
            assert.deepEqual(cloud.requests, []);
        });

        it("replace for another address or port", async () => {
            const { diff } = await provider();
            assert.deepEqual(await diff?.("id", state(true), inputs({}, "192.168.0.151")), {
                changes: true,
                replaces: ["address"],
            });
            assert.deepEqual(await diff?.("id", state(true), { ...inputs(), portId: "other" }), {
                changes: true,
                replaces: ["portId"],
            });
        });
    });
});
