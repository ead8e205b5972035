import * as pulumi from "@pulumi/pulumi";
import { DynamicResource } from "../dynamicResource";
import { withPlainErrors } from "../plainErrors";
import { expectStatus, logIn, send } from "./neutronClient";
import type { NeutronCredentials } from "./neutronCredentials";

/** Arguments of {@link GatewayRules}. */
export interface GatewayRulesArgs {
    /** The group, ours or somebody else's. */
    readonly securityGroupId: pulumi.Input<string>;
    /** Of each rule: names stack and cluster, `TEXT: STACK/CLUSTER`. */
    readonly description: string;
    /** IPv4 addresses that are let in, by TCP port. */
    readonly allow: Allow;
    /** Whether the survey missed some of them, or found them under the name of another cluster. */
    readonly foundMissing: boolean;
    readonly cloud: NeutronCredentials;
}

type Allow = Readonly<Record<string, readonly string[]>>;

interface Inputs {
    /** JSON of the credentials. */
    readonly credentials: string;
    readonly securityGroupId: string;
    readonly description: string;
    readonly allow: Allow;
    /** From the program, and never in the state: `check` counts it. */
    readonly foundMissing?: true;
    /** How often rules were found missing. A mark alone would be a difference in each refresh. */
    readonly repairs?: number;
}

interface State extends Inputs {
    /** Where the functions below are, put here by `DynamicResource`; up to 0.1.0 their text. */
    readonly __provider?: string;
}

/** A security group rule as Neutron shows it. */
interface Rule {
    readonly id: string;
    readonly description: string;
    readonly protocol: string | null;
    readonly port_range_min: number | null;
    readonly port_range_max: number | null;
    readonly remote_ip_prefix: string | null;
}

/** Whether a rule is one of `allow`, whoever made it. */
function isOne(rule: Rule, allow: Allow): boolean {
    const { protocol, port_range_min: port, remote_ip_prefix: prefix } = rule;
    return (
        protocol === "tcp" &&
        port === rule.port_range_max &&
        (allow[String(port)] ?? []).some((address) => prefix === `${address}/32`)
    );
}

/** Whether a rule was made for this stack and cluster; up to version 0.1.0 no description named them. */
function isOwn({ description }: Rule, inputs: Inputs): boolean {
    return [inputs.description, inputs.description.split(": ")[0]].includes(description);
}

/** Whether a rule was made for this stack, be it for another cluster that shares the group. */
function isOfStack({ description }: Rule, inputs: Inputs): boolean {
    const stack = inputs.description.slice(0, inputs.description.lastIndexOf("/") + 1);
    return description.startsWith(stack);
}

/** Takes away the rules that `drop` names, and adds those of `allow` that are not there then. */
async function settle(
    inputs: Inputs,
    allow: Allow,
    drop: (rule: Rule) => boolean,
): Promise<readonly Rule[]> {
    const cloud = JSON.parse(inputs.credentials) as NeutronCredentials<string>;
    const { securityGroupId: group, description } = inputs;
    const { token, url } = await logIn(cloud);
    const headers = { "x-auth-token": token };
    const path = `${url}/security-group-rules`;
    const query = `security_group_id=${encodeURIComponent(group)}&direction=ingress`;
    const read = await send(cloud, "GET", `${path}?${query}`, headers);
    expectStatus(`security group ${group}`, read, 200);
    const { security_group_rules: rules } = read.body as { security_group_rules: Rule[] };
    const dropped = rules.filter(drop);
    for (const { id } of dropped) {
        const gone = await send(cloud, "DELETE", `${path}/${id}`, headers);
        if (gone.status !== 404) expectStatus(`security group rule ${id}`, gone, 204);
    }
    const left = rules.filter((rule) => !dropped.includes(rule));
    const missing = Object.entries(allow).flatMap(([port, addresses]) =>
        addresses
            .filter(
                (address) =>
                    !left.some((rule) => isOwn(rule, inputs) && isOne(rule, { [port]: [address] })),
            )
            .map((address) => ({
                security_group_id: group,
                description,
                direction: "ingress",
                ethertype: "IPv4",
                protocol: "tcp",
                port_range_min: Number(port),
                port_range_max: Number(port),
                remote_ip_prefix: `${address}/32`,
            })),
    );
    if (missing.length > 0) {
        // In one request, of which Neutron makes all or nothing.
        const made = await send(cloud, "POST", path, headers, { security_group_rules: missing });
        expectStatus(`security group ${group}`, made, 201);
    }
    return left;
}

export const provider = withPlainErrors<Inputs, State>({
    check(before, { foundMissing, ...after }) {
        // Before the first one nothing can be missing.
        const isThere = (before as Partial<Inputs>).securityGroupId !== undefined;
        const repairs = (before.repairs ?? 0) + (foundMissing === true && isThere ? 1 : 0);
        return Promise.resolve({ inputs: repairs === 0 ? after : { ...after, repairs } });
    },
    async create(inputs) {
        // Anew: what made those that are there may still delete them, by their ids or by its own
        // description. It is a resource per rule, as up to version 0.1.0, or another cluster's that
        // shares the group.
        await settle(
            inputs,
            inputs.allow,
            (rule) => isOne(rule, inputs.allow) && (isOwn(rule, inputs) || isOfStack(rule, inputs)),
        );
        return { id: inputs.securityGroupId, outs: inputs };
    },
    async read(id, state) {
        if (state === undefined) throw new Error("rules of a gateway cannot be imported");
        const own = (await settle(state, {}, () => false)).filter((rule) => isOwn(rule, state));
        const allow = Object.fromEntries(
            Object.entries(state.allow).map(([port, addresses]) => [
                port,
                addresses.filter((address) =>
                    own.some((rule) => isOne(rule, { [port]: [address] })),
                ),
            ]),
        );
        const isThere = Object.values(allow).some(({ length }) => length > 0);
        return isThere ? { id, props: { ...state, allow } } : {};
    },
    diff(_id, before, after) {
        const replaces =
            before.securityGroupId === after.securityGroupId ? [] : ["securityGroupId"];
        return Promise.resolve({
            // Another description alone makes no rule anew: that would keep packets out meanwhile.
            // `delete` does what the state says: a text of version 0.1.0 has to go.
            changes:
                replaces.length > 0 ||
                JSON.stringify(before.allow) !== JSON.stringify(after.allow) ||
                before.credentials !== after.credentials ||
                before.repairs !== after.repairs ||
                before.__provider !== (after as Partial<State>).__provider,
            replaces,
        });
    },
    async update(_id, before, after) {
        // The stack may have got another name. Rules keep theirs, and are known again by it.
        const outs = { ...after, description: before.description };
        await settle(outs, outs.allow, (rule) =>
            isOwn(rule, outs)
                ? isOne(rule, before.allow) && !isOne(rule, outs.allow)
                : isOne(rule, outs.allow) && isOfStack(rule, after),
        );
        return { outs };
    },
    async delete(_id, state) {
        await settle(state, {}, (rule) => isOwn(rule, state) && isOne(rule, state.allow));
    },
});

/**
 * The rules of a security group that let peers in to one cluster, all of them in one resource.
 *
 * The OpenStack provider has a resource for each single rule: it deletes those of a group one after
 * another and waits five seconds for each, and with all links a mesh of 20 clusters had 2,280 of them.
 * What an update left half done the next one completes, also where the state does not know of it
 * (docs/decisions/0027). Rules of others stay.
 */
export class GatewayRules extends DynamicResource {
    constructor(name: string, args: GatewayRulesArgs, opts?: pulumi.CustomResourceOptions) {
        super(
            "components/openstack/gatewayRules",
            "openstack:GatewayRules",
            name,
            {
                credentials: pulumi.secret(pulumi.jsonStringify(args.cloud)),
                securityGroupId: args.securityGroupId,
                description: args.description,
                allow: args.allow,
                ...(args.foundMissing ? { foundMissing: true } : {}),
            },
            { ...opts, additionalSecretOutputs: ["credentials"] },
        );
    }
}
