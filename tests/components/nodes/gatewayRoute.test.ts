import assert from "node:assert/strict";
import * as openstack from "@pulumi/openstack";
import * as pulumi from "@pulumi/pulumi";
import type { NodeAccess, RoutedNode } from "../../../components/nodes/connection";
import { GatewayRoute } from "../../../components/nodes/gatewayRoute";
import { nodeScript } from "../../../components/nodes/nodeScript";
import { floatingIpOf } from "../../support/openstackAnswers";
import { once, record, type RecordOptions } from "../../support/record";
import { publicStrings, secret, UNKNOWN } from "../../support/values";

const NODE: RoutedNode = {
    name: "east-worker",
    address: "10.1.0.12",
    skipped: false,
    hostKey: "ssh-ed25519 key-of-east-worker",
};
const BASTION = {
    host: "203.0.113.1",
    port: 22,
    user: "ubuntu",
    hostKey: "ssh-ed25519 key-of-east-master",
};
const LOGIN = { privateKey: "SSH key of east", perDialTimeout: 15 };
const CONNECTION = {
    ...LOGIN,
    dialErrorLimit: 0,
    host: "10.1.0.12",
    port: 22,
    user: "ubuntu",
    hostKey: "ssh-ed25519 key-of-east-worker",
    proxy: { ...LOGIN, ...BASTION, dialErrorLimit: 10 },
};

function access(): NodeAccess {
    return {
        user: "ubuntu",
        port: 22,
        privateKey: pulumi.secret("SSH key of east"),
        dialErrorLimit: 10,
        perDialTimeoutSeconds: 15,
        bastion: BASTION,
    };
}

function route(node: RoutedNode = NODE, options: RecordOptions = {}) {
    return record(() => {
        const floatingIp = new openstack.networking.FloatingIp("west-ip", { pool: "public" });
        const { address } = floatingIp;
        const { command } = new GatewayRoute("east-routes-east-worker", {
            node,
            ssh: access(),
            revision: 4,
            routes: [{ peer: "west", privateAddress: "10.2.0.200", floatingAddress: address }],
            after: [floatingIp],
        });
        return { command: command.urn };
    }, options);
}

const routed = once(() => route());
const skipped = once(() => route({ ...NODE, skipped: true }));
const COMMAND = "east-routes-east-worker-command";

describe("GatewayRoute", () => {
    it("is one Command, which others can wait for", async () => {
        const { below, get, outputs } = await routed();
        assert.deepEqual(below("east-routes-east-worker"), [["command:remote:Command", COMMAND]]);
        assert.equal(
            get("east-routes-east-worker").type,
            "linkerd-multicluster:nodes:GatewayRoute",
        );
        assert.equal(outputs["command"], get(COMMAND).urn);
    });

    it("runs one script for every verb, over a connection that is a secret as a whole", async () => {
        const { get } = await routed();
        assert.deepEqual(get(COMMAND).inputs, {
            connection: secret(CONNECTION),
            create: "sudo -n timeout 60 bash -s -- apply",
            update: "sudo -n timeout 60 bash -s -- apply",
            delete: "sudo -n timeout 60 bash -s -- remove",
            stdin: nodeScript(
                [
                    {
                        peer: "west",
                        privateAddress: "10.2.0.200",
                        floatingAddress: floatingIpOf("west-ip"),
                    },
                ],
                4,
            ),
            triggers: ["10.1.0.12"],
            addPreviousOutputInEnv: false,
            logging: "none",
        });
    });

    it("is made anew on another host, after the old one lost its rules", async () => {
        const { get } = await routed();
        assert.deepEqual(get(COMMAND).inputs["triggers"], ["10.1.0.12"]);
        assert.deepEqual(get(COMMAND).options, {
            // `triggers[*]` and the secret output are what the SDK adds to every Command.
            replaceOnChanges: ["triggers[*]"],
            deleteBeforeReplace: true,
            additionalSecretOutputs: ["connection"],
        });
    });

    it("waits for the addresses, so that destroy takes the rules away before them", async () => {
        const { get } = await routed();
        assert.deepEqual(get(COMMAND).dependsOn, ["west-ip"]);
    });

    it("shows the private key nowhere", async () => {
        const { resources } = await routed();
        const shown = resources.flatMap(({ inputs, outputs }) =>
            publicStrings({ inputs, outputs }),
        );
        assert.ok(shown.includes("sudo -n timeout 60 bash -s -- apply"));
        assert.deepEqual(
            shown.filter((text) => text.includes("SSH key")),
            [],
        );
    });

    it("knows all but the script while an address is unknown", async () => {
        const { get } = await route(NODE, { mode: "preview" });
        assert.equal(get(COMMAND).inputs["stdin"], UNKNOWN);
    });

    it("keeps a skipped node's Command under its name, with nothing to run", async () => {
        const { get } = await skipped();
        assert.deepEqual(get(COMMAND).inputs, {
            connection: secret(CONNECTION),
            // Without it the Command would be replaced, and its old `delete` run on the node.
            triggers: ["10.1.0.12"],
        });
        assert.equal(get(COMMAND).urn, (await routed()).get(COMMAND).urn);
    });
});
