import { z } from "zod";
import * as leaf from "./values";
import * as site from "./openStackAndNodeValues";

/** What to write for `clusters[].openstack` as a whole. */
export const OPENSTACK_EXAMPLE = '{"network": "cp-network", "floatingIp": {"pool": "public"}}';
/** What to write for `clusters[].nodes.hosts`. */
export const HOSTS_EXAMPLE = '[{"name": "cluster1-master1", "address": "192.168.0.11"}]';

const FLOATING_IP =
    'write {"pool": "public"} for a new one, or {"address": "203.0.113.30"} for one that is there';
const HOSTS_ADVICE = `write a list of one or more nodes, for example ${HOSTS_EXAMPLE}`;

/** `clusters[].gateway` as it stands in the stack file. */
export const GatewayEntry = z.strictObject(
    {
        ip: leaf.GatewayIp.optional().describe(
            "Address that the gateway's Service asks the load balancer for. Pinned, a preview shows every Link completely. Default: the address that the load balancer chooses, read after the Service has it.",
        ),
        replicas: leaf.Replicas.optional().describe(
            "Number of gateway pods. Default: 1, or 3 with `highAvailability`.",
        ),
        exposure: site.Exposure.default("openstack").describe(
            "`openstack`: the address is private, and a port, a floating IP and security group rules make it reachable. `external`: the load balancer's address is public already, and nothing is done in OpenStack.",
        ),
    },
    'write an object, for example {"ip": "192.168.0.150"}',
);

/** `clusters[].openstack` as it stands in the stack file. */
export const OpenStackEntry = z.strictObject(
    {
        cloud: site
            .openStackName("cluster1")
            .optional()
            .describe("Entry of the clouds.yaml. Default: its only one."),
        cloudsPath: site
            .filePath("a clouds.yaml", "~/.config/openstack/clouds.yaml")
            .optional()
            .describe(
                "Path of a clouds.yaml, relative to the project folder; `~` is the home folder. Default: `~/.config/openstack/clouds.yaml`, or the secret `<name>Clouds` where that is given instead.",
            ),
        network: site
            .openStackName("cp-network")
            .describe("Name or id of the tenant network of the nodes."),
        subnet: site
            .openStackName("cp-subnet")
            .optional()
            .describe("Name or id of the nodes' subnet. Default: the network's only one."),
        router: site
            .openStackName("ext_route")
            .optional()
            .describe(
                "Name or id of the subnet's router. Default: the one that has the subnet's gateway address.",
            ),
        floatingIp: z
            .strictObject(
                {
                    pool: site
                        .openStackName("public")
                        .optional()
                        .describe("External network that a new floating IP is taken from."),
                    address: site
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
        securityGroup: site
            .openStackName("cp-secgroup")
            .optional()
            .describe(
                "Name or id of the security group that filters the nodes; rules for the peers are added to it. Default: a group of the program's own, added to the port of every node.",
            ),
        addressPairs: site.AddressPairs.default("check").describe(
            "Allowed address pairs of the node ports, without which Neutron drops packets from the gateway's address. `check`: an update stops where one is missing. `manage`: the program adds them, and takes them away again. `none`: not looked at.",
        ),
    },
    `write an object, for example ${OPENSTACK_EXAMPLE}`,
);

/** One entry of `clusters[].nodes.hosts` as it stands in the stack file. */
export const HostEntry = z.strictObject(
    {
        name: site.NodeName.describe("Name of the Kubernetes node."),
        address: site
            .address("192.168.0.11")
            .describe("Its InternalIP, which is the fixed IP of its Neutron port."),
        unreachable: site.Unreachable.optional().describe(
            "`skip`: the node is gone or does not answer; it is not dialled, and nothing is asked of it.",
        ),
    },
    'write an object, for example {"name": "cluster1-master1", "address": "192.168.0.11"}',
);

/** `clusters[].nodes.bastion` as it stands in the stack file. */
export const BastionEntry = z.strictObject(
    {
        host: site.Host.optional().describe(
            "Address or host name. Default: the host of the kubeconfig's server: on K-PaaS the first master is both.",
        ),
        port: site.Port.default(22).describe("Port of its sshd."),
        user: site.UserName.optional().describe("User to log in as. Default: that of the nodes."),
    },
    'write an object, for example {"host": "203.0.113.10"}',
);

/** `clusters[].nodes` as it stands in the stack file. */
export const NodesEntry = z.strictObject(
    {
        hosts: z
            .array(HostEntry, HOSTS_ADVICE)
            .min(1, HOSTS_ADVICE)
            .describe("Every node of the cluster."),
        revision: leaf.Generation.default(1).describe(
            "A higher number writes the rules of every node anew, as after a reset of a node.",
        ),
        user: site.UserName.default("ubuntu").describe(
            "User to log in as, who may run `sudo -n` without a password.",
        ),
        port: site.Port.default(22).describe("Port of the nodes' sshd."),
        privateKeyPath: site
            .filePath("a private key", "~/.ssh/id_rsa")
            .optional()
            .describe(
                "Path of the private key for nodes and bastion, relative to the project folder; `~` is the home folder. Where links of this cluster have routing `dnat`, exactly one of this key and the secret `<name>SshKey` is given.",
            ),
        knownHostsPath: site
            .filePath("a known_hosts file", "~/.ssh/known_hosts")
            .optional()
            .describe(
                "Path of a file with the host keys of nodes and bastion. Default: `~/.ssh/known_hosts`, unless `knownHosts` is given.",
            ),
        knownHosts: site.KnownHosts.optional().describe(
            "Lines of a known_hosts file, instead of a path.",
        ),
        bastion: BastionEntry.optional().describe(
            "Host through which every node is reached. Default: its defaults, unless `direct` is `true`.",
        ),
        direct: leaf.Switch.default(false).describe(
            "`true` where this machine reaches the nodes' addresses without a bastion.",
        ),
        dialErrorLimit: site.DialErrorLimit.default(10).describe(
            "Failed attempts to connect to the bastion before it is an error, or to a node where there is none. Behind a bastion a node is dialled once.",
        ),
        perDialTimeout: leaf.Timeout.default("15s").describe("How long one attempt may take."),
    },
    `write an object, for example {"hosts": ${HOSTS_EXAMPLE}}`,
);
