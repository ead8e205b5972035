import { z } from "zod";
import * as openStack from "./openStackValues";
import * as leaf from "./values";

/** `clusters[].gateway` as it stands in the stack file. */
export const GatewayEntry = z.strictObject(
    {
        ip: leaf.GatewayIp.optional().describe(
            "Address that the gateway's Service asks the load balancer for. Pinned, a preview shows every Link completely. Default: the address that the load balancer chooses, read after the Service has it.",
        ),
        replicas: leaf.Replicas.optional().describe(
            "Number of gateway pods. Default: 1, or 3 with `highAvailability`.",
        ),
        exposure: openStack.Exposure.default("openstack").describe(
            "`openstack`: the address is private, and a port, a floating IP and security group rules make it reachable. `external`: the load balancer's address is public already, and nothing is done in OpenStack.",
        ),
    },
    'write an object, for example {"ip": "192.168.0.150"}',
);
