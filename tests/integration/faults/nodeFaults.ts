import type { NodeAddresses } from "../../../sandbox/settings/addresses";
import { CHAIN, inNode } from "../nodeChain";
import type { Fault, Scene } from "./fault";
import { UNREACHED } from "./gatewayFaults";
import { neverRun, RUN_ME } from "./hostile";

type Cluster = "first" | "second";

function node(scene: Scene, cluster: Cluster, index: number): NodeAddresses {
    const found = scene[cluster].nodes[index];
    if (found === undefined) throw new Error(`no node ${String(index)} of the ${cluster} cluster`);
    return found;
}

/** Changes the nat table of a node; `of` gives the words of each command of iptables. */
async function nat(
    scene: Scene,
    cluster: Cluster,
    index: number,
    of: (gateway: string) => readonly string[],
): Promise<void> {
    const peer = cluster === "first" ? scene.second : scene.first;
    for (const words of of(peer.gatewayAddress)) {
        const place = node(scene, cluster, index);
        await inNode(place, "iptables", "--wait", "-t", "nat", ...words.split(" "));
    }
}

const WANTED =
    "/etc/systemd/system/multi-user.target.wants/linkerd-multicluster-gateway-routes.service";

/** One on each node: what is told of several is told once. */
export const NODE_FAULTS: readonly Fault[] = [
    {
        title: "a rule of somebody else in our chain",
        code: "chain-rule-foreign",
        where: (scene) => node(scene, "first", 0).name,
        what: /198\.19\.0\.249/,
        inject: (scene) =>
            nat(scene, "first", 0, () => [
                `-A ${CHAIN} -d 198.19.0.249 -p tcp -j DNAT --to-destination 198.19.0.250`,
            ]),
    },
    {
        title: "a node without our chain",
        code: "chain-missing",
        where: (scene) => node(scene, "first", 1).name,
        what: /no chain/,
        also: UNREACHED,
        inject: (scene) =>
            nat(scene, "first", 1, () => [
                `-D PREROUTING -j ${CHAIN}`,
                `-F ${CHAIN}`,
                `-X ${CHAIN}`,
            ]),
    },
    {
        title: "a unit that no boot starts",
        code: "rules-lost-at-boot",
        where: (scene) => node(scene, "first", 2).name,
        what: /is not enabled/,
        inject: (scene) => scene.onNode(node(scene, "first", 2), "rm", WANTED),
    },
    {
        title: "a chain that packets enter twice",
        code: "chain-entered-twice",
        where: (scene) => node(scene, "second", 0).name,
        what: /2 times/,
        inject: (scene) => nat(scene, "second", 0, () => [`-A PREROUTING -j ${CHAIN}`]),
    },
    {
        title: "a chain that no packet enters",
        code: "chain-not-entered",
        where: (scene) => node(scene, "second", 1).name,
        what: /no rule that enters/,
        also: UNREACHED,
        inject: (scene) => nat(scene, "second", 1, () => [`-D PREROUTING -j ${CHAIN}`]),
    },
    {
        title: "a node without our rules",
        code: "chain-rule-missing",
        where: (scene) => node(scene, "second", 2).name,
        what: /no rule/,
        also: UNREACHED,
        inject: (scene) => nat(scene, "second", 2, () => [`-F ${CHAIN}`]),
    },
    {
        title: "the guide's rule, typed by hand, before ours",
        code: "dnat-rule-foreign",
        where: (scene) => node(scene, "second", 2).name,
        what: /before the program's: .*198\.19\.0\.250/,
        also: UNREACHED,
        inject: (scene) =>
            nat(scene, "second", 2, (gateway) => [
                `-I PREROUTING -j DNAT -d ${gateway} --to-destination 198.19.0.250`,
            ]),
        clear: (scene) => withoutForeignRules(scene, 2),
    },
    {
        title: "a rule whose comment is a command",
        code: "dnat-rule-foreign",
        where: (scene) => node(scene, "second", 0).name,
        what: /behind the program's/,
        inject: async (scene) => {
            const command = ["iptables", "--wait", "-t", "nat", "-A", "PREROUTING", "-j", "DNAT"];
            const { gatewayAddress } = scene.first;
            await inNode(
                node(scene, "second", 0),
                ...[...command, "-d", gatewayAddress, "--to-destination", "198.19.0.250"],
                ...["-m", "comment", "--comment", `$(${RUN_ME})"; ${RUN_ME} #'`],
            );
        },
        clear: async (scene) => {
            await withoutForeignRules(scene, 0);
            await neverRun(scene);
        },
    },
];

/** Takes away rules of PREROUTING that lead to the address that faults use. */
async function withoutForeignRules(scene: Scene, index: number): Promise<void> {
    const find = "iptables --wait -t nat -S PREROUTING | grep -n -m 1 -- '198.19.0.250'";
    // The first line of -S is the policy.
    const remove = "iptables --wait -t nat -D PREROUTING $(($n - 1))";
    const script = `while n=$(${find}); do n=\${n%%:*}; ${remove}; done`;
    await inNode(node(scene, "second", index), "sh", "-c", script);
}
