import { z } from "zod";
import * as leaf from "./values";
import * as openStack from "./openStackValues";

/** What to write for `clusters[].openstack` as a whole. */
export const OPENSTACK_EXAMPLE = '{"network": "cp-network", "floatingIp": {"pool": "public"}}';

const FLOATING_IP =
    'write {"pool": "public"} for a new one, or {"address": "203.0.113.30"} for one that is there';

/** `clusters[].openstack` as it stands in the stack file. */
export const OpenStackEntry = z.strictObject(
    {
        cloud: openStack
            .openStackName("cluster1")
            .optional()
            .describe("Entry of the clouds.yaml. Default: its only one."),
        cloudsPath: leaf
            .filePath("a clouds.yaml", "~/.config/openstack/clouds.yaml")
            .optional()
            .describe(
                "Path of a clouds.yaml, relative to the project folder; `~` is the home folder. Default: `~/.config/openstack/clouds.yaml`, or the secret `<name>Clouds` where that is given instead.",
            ),
        allowInsecureTransport: leaf.Switch.default(false).describe(
            "`true` accepts a Keystone over `http`, or one whose certificate is not checked: whoever stands in between reads the password.",
        ),
        network: openStack
            .openStackName("cp-network")
            .describe("Name or id of the tenant network of the nodes."),
        subnet: openStack
            .openStackName("cp-subnet")
            .optional()
            .describe("Name or id of the nodes' subnet. Default: the network's only one."),
        router: openStack
            .openStackName("ext_route")
            .optional()
            .describe(
                "Name or id of the subnet's router. Default: the one that has the subnet's gateway address.",
            ),
        floatingIp: z
            .strictObject(
                {
                    pool: openStack
                        .openStackName("public")
                        .optional()
                        .describe("External network that a new floating IP is taken from."),
                    address: leaf
                        .address("203.0.113.30")
                        .optional()
                        .describe(
                            "A floating IP that the project has already; it is associated, and never deleted.",
                        ),
                },
                FLOATING_IP,
            )
            .refine((value) => (value.pool === undefined) !== (value.address === undefined), {
                error: FLOATING_IP,
            })
            .describe(
                "Floating IP of the gateway: exactly one of the two keys. Other clusters reach the gateway there.",
            ),
        securityGroup: openStack
            .openStackName("cp-secgroup")
            .optional()
            .describe(
                "Name or id of the security group that filters the nodes; rules for the peers are added to it. Default: a group of the program's own, added to the port of every node.",
            ),
        addressPairs: openStack.AddressPairs.default("check").describe(
            "Allowed address pairs of the node ports, without which Neutron drops packets from the gateway's address. `check`: an update stops where one is missing. `manage`: the program adds them, and takes them away again. `none`: not looked at.",
        ),
    },
    `write an object, for example ${OPENSTACK_EXAMPLE}`,
);
