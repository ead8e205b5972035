import { z } from "zod";
import * as node from "./nodeValues";
import * as time from "./timeValues";
import * as leaf from "./values";

/** What to write for `clusters[].nodes.hosts`. */
export const HOSTS_EXAMPLE = '[{"name": "cluster1-master1", "address": "192.168.0.11"}]';
const HOSTS_ADVICE = `write a list of one or more nodes, for example ${HOSTS_EXAMPLE}`;

/** One entry of `clusters[].nodes.hosts` as it stands in the stack file. */
const HostEntry = z.strictObject(
    {
        name: node.NodeName.describe("Name of the Kubernetes node."),
        address: leaf
            .address("192.168.0.11")
            .describe("Its InternalIP, which is the fixed IP of its Neutron port."),
        unreachable: node.Unreachable.optional().describe(
            "`skip`: the node is gone or does not answer; it is not dialled, and nothing is asked of it.",
        ),
    },
    'write an object, for example {"name": "cluster1-master1", "address": "192.168.0.11"}',
);

/** `clusters[].nodes.bastion` as it stands in the stack file. */
const BastionEntry = z.strictObject(
    {
        host: node.Host.optional().describe(
            "Address or host name. Default: the host of the kubeconfig's server: on K-PaaS the first master is both.",
        ),
        port: node.Port.default(22).describe("Port of its sshd."),
        user: node.UserName.optional().describe("User to log in as. Default: that of the nodes."),
    },
    'write an object, for example {"host": "203.0.113.10"}',
);

const FALLBACK = '{"host": "203.0.113.11"}';
const FALLBACKS_ADVICE = `write a list of hosts, for example [${FALLBACK}]`;

/** One entry of `clusters[].nodes.fallbackBastions` as it stands in the stack file. */
const FallbackEntry = z.strictObject(
    {
        host: node.Host.describe("Address or host name, as of another master."),
        port: node.Port.default(22).describe("Port of its sshd."),
        user: node.UserName.optional().describe("User to log in as. Default: that of the nodes."),
    },
    `write an object, for example ${FALLBACK}`,
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
        user: node.UserName.default("ubuntu").describe(
            "User to log in as, who may run `sudo -n` without a password.",
        ),
        port: node.Port.default(22).describe("Port of the nodes' sshd."),
        privateKeyPath: leaf
            .filePath("a private key", "~/.ssh/id_rsa")
            .optional()
            .describe(
                "Path of the private key for nodes and bastion, relative to the project folder; `~` is the home folder. Where links of this cluster have routing `dnat`, exactly one of this key and the secret `<name>SshKey` is given.",
            ),
        knownHostsPath: leaf
            .filePath("a known_hosts file", "~/.ssh/known_hosts")
            .optional()
            .describe(
                "Path of a file with the host keys of nodes and bastion. Default: `~/.ssh/known_hosts`, unless `knownHosts` is given.",
            ),
        knownHosts: node.KnownHosts.optional().describe(
            "Lines of a known_hosts file, instead of a path.",
        ),
        bastion: BastionEntry.optional().describe(
            "Host through which every node is reached. Default: its defaults, unless `direct` is `true`.",
        ),
        fallbackBastions: z
            .array(FallbackEntry, FALLBACKS_ADVICE)
            .default([])
            .describe(
                "Hosts to go through where `bastion` does not answer, in this order: the first that answers is taken.",
            ),
        direct: leaf.Switch.default(false).describe(
            "`true` where this machine reaches the nodes' addresses without a bastion.",
        ),
        dialErrorLimit: node.DialErrorLimit.default(10).describe(
            "Failed attempts to connect to the bastion before it is an error, or to a node where there is none. Behind a bastion a node is dialled once.",
        ),
        perDialTimeout: time.DialTimeout.default("15s").describe("How long one attempt may take."),
    },
    `write an object, for example {"hosts": ${HOSTS_EXAMPLE}}`,
);
