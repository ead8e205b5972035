import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { GatewayRules } from "../../../components/openstack/gatewayRules";
import { KeystoneNeutronStandin, type StandinRule } from "../../support/keystoneNeutronStandin";
import { once, record } from "../../support/record";
import { loadProvider } from "../../support/serializedProvider";
import { secret } from "../../support/values";

const OURS = "Linkerd gateway, made by Pulumi: prod/east";
const FORMER = "Linkerd gateway, made by Pulumi";
const ALLOW = { 4143: ["203.0.113.5", "203.0.113.6"], 6443: ["203.0.113.5"] };

const recorded = once(() =>
    record(() => {
        const cloud = { authUrl: "https://cloud.example", password: pulumi.secret("pass") };
        new GatewayRules("rules", {
            securityGroupId: "group",
            description: OURS,
            allow: ALLOW,
            foundMissing: false,
            cloud,
        });
    }),
);

interface Inputs {
    readonly credentials: string;
    readonly securityGroupId: string;
    readonly description: string;
    readonly allow: Readonly<Record<string, readonly string[]>>;
    readonly foundMissing?: true;
    readonly repairs?: number;
}

const provider = once(async () =>
    loadProvider<Inputs, Inputs>(String((await recorded()).get("rules").inputs["__provider"])),
);

function rule(port: number, address: string, changes: Partial<StandinRule> = {}): StandinRule {
    return {
        id: `${String(port)}-${address}`,
        security_group_id: "group",
        description: OURS,
        direction: "ingress",
        ethertype: "IPv4",
        protocol: "tcp",
        port_range_min: port,
        port_range_max: port,
        remote_ip_prefix: `${address}/32`,
        ...changes,
    };
}

/** None of them is the program's, though each looks like one. */
const THEIRS: readonly StandinRule[] = [
    rule(4143, "203.0.113.5", { id: "range", port_range_max: 4150 }),
    rule(4143, "203.0.113.5", { id: "udp", protocol: "udp" }),
    rule(4143, "203.0.113.0", { id: "net", remote_ip_prefix: "203.0.113.0/24" }),
    rule(4143, "203.0.113.5", { id: "any", port_range_min: null, port_range_max: null }),
    rule(4143, "203.0.113.5", { id: "outward", direction: "egress" }),
    rule(4143, "203.0.113.5", { id: "elsewhere", security_group_id: "other" }),
    rule(4143, "203.0.113.7", { id: "by hand", description: "" }),
    rule(6443, "203.0.113.8", { id: "other stack", description: `${FORMER}: dev/east` }),
];

describe("GatewayRules", () => {
    let cloud: KeystoneNeutronStandin;

    beforeEach(async () => {
        cloud = new KeystoneNeutronStandin();
        await cloud.start();
        cloud.authentication = {
            identity: {
                methods: ["password"],
                password: {
                    user: { name: "user", domain: { id: "default" }, password: "pass" },
                },
            },
            scope: { project: { name: "project", domain: { id: "default" } } },
        };
        cloud.rules = THEIRS;
    });

    afterEach(async () => {
        await cloud.stop();
    });

    function inputs(allow: Inputs["allow"] = ALLOW, changes: Partial<Inputs> = {}): Inputs {
        const credentials = JSON.stringify({
            authUrl: `${cloud.url()}/identity/v3`,
            region: "RegionOne",
            userName: "user",
            password: "pass",
            tenantName: "project",
        });
        return { credentials, securityGroupId: "group", description: OURS, allow, ...changes };
    }

    /** Port, address and description of every rule that is not {@link THEIRS}. */
    const made = () =>
        cloud.rules
            .filter((one) => !THEIRS.includes(one))
            .map(
                (one) =>
                    `${String(one.port_range_min)} ${one.remote_ip_prefix ?? ""} ${one.description}`,
            );
    const ALL = [
        `4143 203.0.113.5/32 ${OURS}`,
        `4143 203.0.113.6/32 ${OURS}`,
        `6443 203.0.113.5/32 ${OURS}`,
    ];
    const theirsAreThere = () => {
        assert.deepEqual(
            THEIRS.filter((one) => !cloud.rules.includes(one)),
            [],
        );
    };
    const writes = () => cloud.requests.filter((line) => !/^GET|auth/.test(line));

    it("shows addresses by port in the plan, and keeps the credentials secret", async () => {
        const { type, inputs: sent, options } = (await recorded()).get("rules");
        assert.equal(type, "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:GatewayRules");
        assert.deepEqual(sent, {
            __provider: sent["__provider"],
            credentials: secret('{"authUrl":"https://cloud.example","password":"pass"}'),
            securityGroupId: "group",
            description: OURS,
            allow: ALLOW,
        });
        assert.deepEqual(options, { additionalSecretOutputs: ["credentials"] });
    });

    describe("create", () => {
        it("makes all of them in one request", async () => {
            const done = await (await provider()).create(inputs());
            assert.deepEqual(done, { id: "group", outs: inputs() });
            assert.deepEqual(made(), ALL);
            assert.deepEqual(cloud.rules.at(-1), {
                ...rule(6443, "203.0.113.5"),
                id: "made-3",
            });
            assert.deepEqual(cloud.requests, [
                "POST /identity/v3/auth/tokens",
                "GET /public-1/v2.0/security-group-rules?security_group_id=group&direction=ingress",
                "POST /public-1/v2.0/security-group-rules",
            ]);
            theirsAreThere();
        });

        for (const [whose, description] of [
            ["an interrupted update", OURS],
            ["up to version 0.1.0", FORMER],
            ["another cluster of the stack that shares the group", `${FORMER}: prod/dead`],
        ] as const) {
            it(`makes anew what was made by ${whose}, so that no other resource deletes it`, async () => {
                cloud.rules = [...THEIRS, rule(4143, "203.0.113.5", { description })];
                await (await provider()).create(inputs());
                assert.deepEqual(made(), ALL);
                assert.deepEqual(writes(), [
                    "DELETE /public-1/v2.0/security-group-rules/4143-203.0.113.5",
                    "POST /public-1/v2.0/security-group-rules",
                ]);
                theirsAreThere();
            });
        }

        it("makes nothing where somebody else made one of them, and says its id", async () => {
            const description = `${FORMER}: dev/east`;
            cloud.rules = [rule(4143, "203.0.113.5", { id: "7", description })];
            await assert.rejects((await provider()).create(inputs()), {
                message:
                    "security group group: answered 409, Security group rule already exists. Rule id is 7.",
            });
            assert.equal(cloud.rules.length, 1);
        });

        it("says what Neutron refuses, and shows no credentials", async () => {
            cloud.failure = 403;
            await assert.rejects((await provider()).create(inputs()), {
                message: "security group group: answered 403, not allowed",
            });
        });
    });

    describe("update", () => {
        it("adds and removes what changed, and touches no other", async () => {
            await (await provider()).create(inputs());
            const after = inputs({ 4143: ["203.0.113.6", "203.0.113.9"] });
            assert.deepEqual(await (await provider()).update?.("group", inputs(), after), {
                outs: after,
            });
            assert.deepEqual(made(), [
                `4143 203.0.113.6/32 ${OURS}`,
                `4143 203.0.113.9/32 ${OURS}`,
            ]);
            assert.deepEqual(
                cloud.rules.filter((one) => !THEIRS.includes(one)).map(({ id }) => id),
                ["made-2", "made-4"],
            );
            theirsAreThere();
        });

        it("leaves a rule of somebody else in the place of one that is no longer wanted", async () => {
            const byHand = rule(4143, "203.0.113.5", { description: "" });
            cloud.rules = [...THEIRS, byHand];
            await (await provider()).update?.("group", inputs(), inputs({ 6443: ["203.0.113.5"] }));
            assert.deepEqual(cloud.rules.slice(0, -1), [...THEIRS, byHand]);
            assert.deepEqual(made().slice(1), [`6443 203.0.113.5/32 ${OURS}`]);
        });

        it("keeps the description of before where the stack got another name, until it deletes", async () => {
            const { create, read, update, delete: remove } = await provider();
            const former = { description: `${FORMER}: test/east` };
            await create(inputs({ 4143: ["203.0.113.5"] }, former));
            const first = await update?.(
                "group",
                inputs({ 4143: ["203.0.113.5"] }, former),
                inputs(),
            );
            assert.deepEqual(first, { outs: inputs(ALLOW, former) });
            const fewer = { 6443: ["203.0.113.5"] };
            const second = await update?.("group", inputs(ALLOW, former), inputs(fewer));
            const state = inputs(fewer, former);
            assert.deepEqual(second, { outs: state });
            assert.deepEqual(made(), [`6443 203.0.113.5/32 ${FORMER}: test/east`]);
            assert.deepEqual(await read?.("group", state), { id: "group", props: state });
            await remove?.("group", state);
            assert.deepEqual(cloud.rules, THEIRS);
        });

        it("puts back what was deleted by hand and is missing after a refresh", async () => {
            await (await provider()).create(inputs());
            cloud.rules = cloud.rules.filter(({ id }) => id !== "made-2");
            const seen = await (await provider()).read?.("group", inputs());
            const left = inputs({ 4143: ["203.0.113.5"], 6443: ["203.0.113.5"] });
            assert.deepEqual(seen, { id: "group", props: left });
            assert.deepEqual(await (await provider()).diff?.("group", left, inputs()), {
                changes: true,
                replaces: [],
            });
            await (await provider()).update?.("group", left, inputs());
            assert.deepEqual([...made()].sort(), ALL);
        });
    });

    it("is gone where the last of its rules is", async () => {
        assert.deepEqual(await (await provider()).read?.("group", inputs()), {});
    });

    describe("delete", () => {
        it("removes its rules, those of before among them, and leaves all others", async () => {
            await (await provider()).create(inputs());
            cloud.rules = cloud.rules.map((one) =>
                one.id === "made-1" ? { ...one, description: FORMER } : one,
            );
            await (await provider()).delete?.("group", inputs());
            assert.deepEqual(cloud.rules, THEIRS);
        });

        it("leaves a rule that another cluster of the stack has made anew", async () => {
            const moved = rule(4143, "203.0.113.5", { description: `${FORMER}: prod/west` });
            cloud.rules = [...THEIRS, moved];
            await (await provider()).delete?.("group", inputs());
            assert.deepEqual(cloud.rules, [...THEIRS, moved]);
        });

        it("does not mind a rule that somebody deletes at the same time", async () => {
            await (await provider()).create(inputs());
            cloud.interfere = () => {
                cloud.rules = THEIRS;
            };
            await (await provider()).delete?.("group", inputs());
            assert.deepEqual(cloud.rules, THEIRS);
        });
    });

    describe("diff", () => {
        it("sees no difference in the same rules, whatever their description", async () => {
            const { diff } = await provider();
            const former = inputs(ALLOW, { description: FORMER });
            assert.deepEqual(await diff?.("group", former, inputs()), {
                changes: false,
                replaces: [],
            });
        });

        it("sees one where rules were found missing, and none afterwards, nor in a refresh", async () => {
            const { check, diff } = await provider();
            const found = inputs(ALLOW, { foundMissing: true });
            const next = async (before: Inputs, after: Inputs, changes: boolean) => {
                const { inputs: checked = after } = (await check?.(before, after)) ?? {};
                const told = { changes, replaces: [] };
                assert.deepEqual(await diff?.("group", before, checked), told);
                return checked;
            };
            const made = await check?.({} as Inputs, found);
            assert.deepEqual(made, { inputs: inputs() });
            const repaired = await next(inputs(), found, true);
            assert.deepEqual(repaired, inputs(ALLOW, { repairs: 1 }));
            assert.deepEqual(await next(repaired, inputs(), false), repaired);
            // The engine compares the state with itself.
            assert.deepEqual(await next(repaired, repaired, false), repaired);
            assert.deepEqual(await next(repaired, found, true), inputs(ALLOW, { repairs: 2 }));
        });

        it("replaces for another group", async () => {
            const { diff } = await provider();
            const other = inputs(ALLOW, { securityGroupId: "other" });
            assert.deepEqual(await diff?.("group", inputs(), other), {
                changes: true,
                replaces: ["securityGroupId"],
            });
        });

        it("takes new credentials without touching a rule", async () => {
            await (await provider()).create(inputs());
            const before = { ...inputs(), credentials: "{}" };
            const count = writes().length;
            const { diff, update } = await provider();
            assert.deepEqual(await diff?.("group", before, inputs()), {
                changes: true,
                replaces: [],
            });
            await update?.("group", before, inputs());
            assert.equal(writes().length, count);
        });
    });

    it("takes rules back from a cluster that got them in an update that failed, and is to go again", async () => {
        const { create, update, delete: remove } = await provider();
        await create(inputs());
        const more = { 4143: [...ALLOW[4143], "203.0.113.9"], 6443: ALLOW[6443] };
        const taker = inputs(more, { description: `${FORMER}: prod/dawn` });
        await create(taker);
        assert.deepEqual(
            made().filter((one) => !one.endsWith(": prod/dawn")),
            [],
        );
        const repaired = inputs(ALLOW, { repairs: 1 });
        assert.deepEqual(await update?.("group", inputs(), repaired), { outs: repaired });
        await remove?.("group", taker);
        assert.deepEqual(made(), ALL);
        theirsAreThere();
    });
});
