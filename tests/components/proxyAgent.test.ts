import assert from "node:assert/strict";
import { createServer } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { execa } from "execa";
import { KeystoneNeutronStandin } from "../support/keystoneNeutronStandin";
import { close, listen } from "../support/loopback";
import { selfSigned } from "../support/selfSigned";

/** What the state has of a dynamic resource's functions. */
const TEXT = `exports.handler = () => { require("./typescript.cjs"); return require("./components/openstack/gatewayRules").provider; };`;

describe("A dynamic resource that asks Neutron", () => {
    const identity = selfSigned();
    const cloud = new KeystoneNeutronStandin(identity);
    /** Hosts to which the proxy was asked to connect. */
    const connected: string[] = [];
    const proxy = createServer().on("connect", (request, socket: Socket) => {
        const { hostname, port, host } = new URL(`tcp://${request.url ?? ""}`);
        connected.push(host);
        const onward = connect(Number(port), hostname, () => {
            socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
            // One side may go at any time: the process ends.
            pipeline(socket, onward, socket, () => undefined);
        });
    });

    before(async () => {
        await cloud.start();
        await listen(proxy);
        cloud.authentication = {
            identity: {
                methods: ["password"],
                password: { user: { id: "user", password: "pass" } },
            },
            scope: { project: { id: "project" } },
        };
    });
    beforeEach(() => {
        connected.length = 0;
        cloud.requests.length = 0;
    });
    after(async () => {
        await cloud.stop();
        await close(proxy);
    });

    /** Asks for rules, in a process that has what the state says and nothing else, as Pulumi's plugin. */
    async function ask(noProxy: string): Promise<void> {
        const credentials = JSON.stringify({
            authUrl: `${cloud.url()}/identity`,
            region: "RegionOne",
            userId: "user",
            password: "pass",
            tenantId: "project",
            cacertFile: identity.cert,
        });
        const description = "text: dev/west";
        const inputs = { credentials, securityGroupId: "group", description, allow: {} };
        const { port, address } = proxy.address() as AddressInfo;
        const env = {
            HTTPS_PROXY: `http://${address}:${String(port)}`,
            https_proxy: "",
            NO_PROXY: noProxy,
            no_proxy: "",
        };
        const script = `${TEXT} exports.handler().create(${JSON.stringify(inputs)});`;
        await execa(process.execPath, ["--eval", script], { env });
    }
    const ASKED = [
        "POST /identity/v3/auth/tokens",
        "GET /public-1/v2.0/security-group-rules?security_group_id=group&direction=ingress",
    ];

    it("asks through the proxy that the environment names", async () => {
        await ask("elsewhere.example");
        assert.deepEqual(cloud.requests, ASKED);
        const { host } = new URL(cloud.url());
        assert.deepEqual(connected, [host, host]);
    });

    it("asks without it what NO_PROXY names", async () => {
        await ask("localhost");
        assert.deepEqual(cloud.requests, ASKED);
        assert.deepEqual(connected, []);
    });
});
