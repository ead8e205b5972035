import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { execa, type ExecaChildProcess } from "execa";

/** Where the gateways of other clusters answer. */
export const FLOATING = ["203.0.113.30", "203.0.113.31"] as const;

/** Answers on the ports of a gateway, and on another one, with the address that was called. */
const GATEWAYS = `for (const port of [5000, 4191, 4143]) {
    require("net")
        .createServer((socket) => socket.end(socket.localAddress + "\\n"))
        .listen(port, "0.0.0.0", () => console.log(port));
}
process.stdin.on("end", process.exit).resume();`;

/** The folder that the script writes to, a /usr that nobody writes to, and /run, which says whether systemd runs. */
const MOUNTS = `mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/etc/upper /mnt/etc/work
mount -t overlay overlay /etc -o lowerdir=/etc,upperdir=/mnt/etc/upper,workdir=/mnt/etc/work
mount --bind -o ro /usr /usr
mount -t tmpfs -o mode=0755 tmpfs /run
hostname lmn-node
rm -f /etc/hosts
echo "127.0.0.1 localhost lmn-node" > /etc/hosts`;

/** Which of the two iptables a machine's `iptables` is. */
export type Variant = "nft" | "legacy";

/**
 * A node between a pod and the gateways of other clusters: three network namespaces, and for the node
 * a mount and a host name namespace, which keep the machine's files as they are.
 *
 * They belong to processes that read from this one, and go with it, however it ends.
 */
export class NodeNamespaces {
    readonly #holders: readonly ChildProcess[];
    readonly #node: readonly string[];
    readonly #pod: readonly string[];

    private constructor(node: ChildProcess, pod: ChildProcess, gateways: ChildProcess) {
        this.#holders = [node, pod, gateways];
        this.#node = ["--target", String(node.pid), "--mount", "--net", "--uts", "--"];
        this.#pod = ["--target", String(pod.pid), "--net", "--"];
    }

    public static async open(variant: Variant): Promise<NodeNamespaces> {
        const node = hold(["--mount", "--uts"], "sh", "-c", "echo ready; exec cat >/dev/null");
        const pod = hold([], "sh", "-c", "echo ready; exec cat >/dev/null");
        const gateways = hold([], process.execPath, "-e", GATEWAYS);
        const namespaces = new NodeNamespaces(node, pod, gateways);
        try {
            await Promise.all([node, pod, gateways].map(({ stdout }) => once(stdout, "data")));
            await namespaces.shell(`set -eu
${MOUNTS}
for program in iptables iptables-save iptables-restore; do
    ln -sf "/usr/sbin/iptables-${variant}\${program#iptables}" "/etc/alternatives/$program"
done
sysctl -q net.ipv4.ip_forward=1
${link("lmn-pod", "192.0.2.1", pod, "192.0.2.2")}
${link("lmn-gateways", "203.0.113.1", gateways, ...FLOATING)}
ip route add default via ${FLOATING[0]}`);
        } catch (error) {
            namespaces.close();
            throw error;
        }
        return namespaces;
    }

    public close(): void {
        for (const holder of this.#holders) holder.kill();
    }

    /** Runs a shell command on the node. */
    public run(command: string, input?: string): ExecaChildProcess {
        return execa("nsenter", [...this.#node, "bash", "-c", command], {
            ...(input === undefined ? { stdin: "ignore" } : { input }),
            reject: false,
        });
    }

    /** What a shell command on the node prints; rejects when it fails. */
    public async shell(command: string, input?: string): Promise<string> {
        const { exitCode, stdout, stderr } = await this.run(command, input);
        if (exitCode !== 0) throw new Error(`${command}: ${stderr}`);
        return stdout;
    }

    /** Runs a shell command in the pod. */
    public inPod(command: string): ExecaChildProcess {
        return execa("nsenter", [...this.#pod, "bash", "-c", command], { reject: false });
    }

    /** The address that answers a connection from the pod; empty if none does. */
    public async answer(address: string, port: number): Promise<string> {
        const { stdout } = await this.inPod(`cat </dev/tcp/${address}/${String(port)}`);
        return stdout;
    }
}

function hold(namespaces: readonly string[], ...command: readonly string[]) {
    return spawn("unshare", ["--net", ...namespaces, "--", ...command], {
        stdio: ["pipe", "pipe", "inherit"],
    });
}

/** Shell commands for a link between the node and another namespace, whose way out is the node. */
function link(name: string, own: string, peer: ChildProcess, ...addresses: readonly string[]) {
    const inPeer = `nsenter --target ${String(peer.pid)} --net -- ip`;
    return [
        `ip link add ${name} type veth peer name eth0 netns ${String(peer.pid)}`,
        `ip address add ${own}/24 dev ${name}`,
        `ip link set ${name} up`,
        ...addresses.map((address) => `${inPeer} address add ${address}/24 dev eth0`),
        `${inPeer} link set eth0 up`,
        `${inPeer} route add default via ${own}`,
    ].join("\n");
}
