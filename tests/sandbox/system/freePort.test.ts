import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { requireFreePort } from "../../../sandbox/system/freePort";

describe("requireFreePort", () => {
    const other = createServer();
    before(async () => {
        other.listen(0, "127.0.0.1");
        await once(other, "listening");
    });
    after(() => {
        other.close();
    });

    it("names the setting of a port where another program listens, and passes when it has ended", async () => {
        const { port } = other.address() as AddressInfo;
        await assert.rejects(requireFreePort("SANDBOX_NEUTRON_PORT", port, 19710), {
            message:
                `SANDBOX_NEUTRON_PORT is ${String(port)}, where another program listens: ` +
                "set it to a free port, for example SANDBOX_NEUTRON_PORT=19710",
        });
        other.close();
        await once(other, "close");
        await requireFreePort("SANDBOX_NEUTRON_PORT", port, 19710);
    });
});
