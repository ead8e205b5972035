import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { CoreV1Api, KubeConfig, VersionApi } from "@kubernetes/client-node";
import { timeLimit } from "../../../stacks/survey/timeLimit";
import { close, listen } from "../../support/loopback";
import { standinKubeconfig } from "../../support/standinKubeconfig";

describe("timeLimit", () => {
    const held: ServerResponse[] = [];
    let inFlight = 0;
    let most = 0;
    let holding = true;
    const answer = (response: ServerResponse) => {
        inFlight--;
        response.end(JSON.stringify({ gitVersion: "v1.33.5", items: [] }));
    };
    const server = createServer((request, response) => {
        response.setHeader("content-type", "application/json");
        if (request.url === "/barrier") {
            response.end();
            return;
        }
        most = Math.max(most, ++inFlight);
        if (!holding) {
            answer(response);
            return;
        }
        held.push(response);
        server.emit("held");
    });
    const config = new KubeConfig();

    before(async () => {
        await listen(server);
        config.loadFromString(standinKubeconfig(server));
    });

    beforeEach(() => {
        holding = true;
        inFlight = most = 0;
        held.length = 0;
    });

    after(() => close(server));

    it("lets 50 requests be in flight, whatever they are and whoever asks, and answers all", async () => {
        const options = [timeLimit(30), timeLimit(10)];
        const asked = options.flatMap((limit) =>
            Array.from({ length: 40 }, () => [
                config.makeApiClient(VersionApi).getCode({}, limit),
                config.makeApiClient(CoreV1Api).listNode({}, limit),
            ]).flat(),
        );
        while (held.length < 50) await once(server, "held");
        // Comes after all that were sent by now.
        const { port } = server.address() as AddressInfo;
        await fetch(`http://127.0.0.1:${String(port)}/barrier`);
        assert.equal(held.length, 50);
        holding = false;
        held.forEach(answer);
        assert.equal((await Promise.all(asked)).length, 160);
        assert.equal(most, 50);
    });

    it("counts the seconds from a request's turn", async () => {
        const limit = timeLimit(2);
        const first = Array.from({ length: 50 }, () =>
            config.makeApiClient(VersionApi).getCode({}, limit),
        );
        const late = config.makeApiClient(VersionApi).getCode({}, limit);
        const settled = await Promise.allSettled(first);
        holding = false;
        held.forEach(answer);
        assert.deepEqual(
            settled.filter(({ status }) => status === "fulfilled"),
            [],
        );
        assert.equal((await late).gitVersion, "v1.33.5");
    });
});
