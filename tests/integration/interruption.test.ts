import { strict as assert } from "node:assert";
import { GATEWAY_PORT } from "../../components/linkerd/names";
import { DESCRIPTION, ownDescription } from "../../components/openstack/names";
import { STACK } from "../../sandbox/stack/stackConfig";
import { NeutronClient } from "./neutronClient";
import { SandboxStack } from "./stack";

/**
 * What an update makes and does not note, because it was killed in between, the next one finds again.
 *
 * An administrator makes the objects here: a kill leaves one time these, one time others. Does not
 * prove that every kind is found: a port is not (docs/openstack.md).
 */
describe("What a killed update left in Neutron", function () {
    let stack: SandboxStack;
    let admin: NeutronClient;

    const one = async (collection: string, query: Readonly<Record<string, string>>) => {
        const [found] = await admin.list(collection, query);
        if (found === undefined) throw new Error(`no ${collection} ${JSON.stringify(query)}`);
        return found;
    };
    const taken = async () =>
        (await admin.list("floatingips")).filter(({ description }) =>
            String(description).startsWith(DESCRIPTION),
        );

    before(async () => {
        stack = await SandboxStack.open();
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        admin = await NeutronClient.open(stack.settings);
    });

    it("is taken over by the next `pulumi up`: the floating IP kept, the rule made anew", async () => {
        const [first, second] = stack.clusters;
        if (first === undefined || second === undefined) throw new Error("no two clusters");
        const { project_id } = await one("networks", { name: first.openstack.network });
        const pool = await one("networks", { "router:external": "true" });
        const group = await one("security-groups", { name: first.openstack.securityGroup });
        const ours = { project_id, description: ownDescription(STACK, first.name) };
        const floatingIp = await admin.create("floatingips", "floatingip", {
            ...ours,
            floating_network_id: pool.id,
        });
        const rule = await admin.create("security-group-rules", "security_group_rule", {
            ...ours,
            security_group_id: group.id,
            direction: "ingress",
            ethertype: "IPv4",
            protocol: "tcp",
            port_range_min: GATEWAY_PORT,
            port_range_max: GATEWAY_PORT,
            remote_ip_prefix: `${second.masterFloatingIp}/32`,
        });
        await stack.pulumi("up", "--yes", "--skip-preview");
        const ids = (await stack.resources()).map(({ id }) => id);
        assert.ok(ids.includes(floatingIp.id));
        assert.deepEqual(
            await admin.list("security-group-rules", { id: rule.id }),
            [],
            "made anew",
        );
        assert.equal((await taken()).length, stack.clusters.length);
        await stack.pulumi("preview", "--expect-no-changes");
    });

    it("goes with `pulumi destroy`", async () => {
        await stack.pulumi("destroy", "--yes", "--skip-preview");
        assert.deepEqual(await taken(), []);
    });
});
