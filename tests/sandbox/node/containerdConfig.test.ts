import assert from "node:assert/strict";
import { parse } from "yaml";
import { cniConfig, containerdConfig } from "../../../sandbox/node/containerdConfig";
import { changedImages, storeScript } from "../../../sandbox/node/imageStore";
import { kubeletConfig } from "../../../sandbox/node/kubelet";
import { neededLimits } from "../../../sandbox/node/limits";
import { mountScript } from "../../../sandbox/node/mounts";
import { describeHiddenFolder } from "../../../sandbox/node/paths";

describe("a node's configuration", () => {
    it("has kubelet accept only the cluster's own clients, below its own control group", () => {
        const config = parse(
            kubeletConfig({
                caFile: "/pki/ca.crt",
                certFile: "/pki/kubelet.crt",
                keyFile: "/pki/kubelet.key",
                resolvConf: "/etc/node/resolv.conf",
                cgroup: "lmc/lmc-c1n1",
            }),
        ) as Record<string, unknown>;
        assert.deepEqual(config["authentication"], {
            anonymous: { enabled: false },
            webhook: { enabled: true },
            x509: { clientCAFile: "/pki/ca.crt" },
        });
        assert.deepEqual(config["authorization"], { mode: "Webhook" });
        assert.equal(config["cgroupRoot"], "/lmc/lmc-c1n1");
        assert.deepEqual(config["clusterDNS"], ["10.233.0.3"]);
    });

    it("gives pods addresses of the node and leaves source NAT to the node's own rules", () => {
        const config = JSON.parse(cniConfig({ podCidr: "10.233.65.0/24" })) as {
            plugins: { type: string; ipMasq?: boolean; ipam?: { ranges: unknown } }[];
        };
        const [ptp] = config.plugins;
        assert.equal(ptp?.ipMasq, false);
        assert.deepEqual(ptp.ipam?.ranges, [[{ subnet: "10.233.65.0/24" }]]);
    });

    it("has containerd use the given pause image and CNI folder", () => {
        const text = containerdConfig({ etc: "/state/etc" }, "registry.k8s.io/pause:3.2");
        assert.match(text, /^ {2}sandbox_image = "registry\.k8s\.io\/pause:3\.2"$/m);
        assert.match(text, /^ {4}conf_dir = "\/state\/etc\/cni"$/m);
    });

    it("shows kubelet the kernel settings it wants instead of letting it change the machine's", () => {
        const script = mountScript({ lib: "/state/lib", log: "/state/log" });
        const order = [
            "umount",
            "mount --bind '/state/lib' /var/lib",
            "tmpfs /run",
            "make-rshared",
        ];
        const places = order.map((part) => script.indexOf(part));
        assert.deepEqual(
            places,
            [...places].sort((a, b) => a - b),
        );
        assert.match(
            script,
            /echo 1 > \/run\/sysctl\/0; mount --bind \S+ \/proc\/sys\/vm\/overcommit_memory;/,
        );
    });

    it("keeps what a node changes in the machine's folders in the node's own /run", () => {
        const lines = mountScript({ lib: "/state/lib", log: "/state/log" }).split("\n");
        const run = lines.indexOf("mount -t tmpfs -o mode=0755 tmpfs /run");
        assert.deepEqual(
            lines.slice(run).filter((line) => line.includes("/run/overlay/")),
            [
                "mkdir -p /run/overlay/etc/upper /run/overlay/etc/work",
                "mount -t overlay -o lowerdir=/etc,upperdir=/run/overlay/etc/upper,workdir=/run/overlay/etc/work overlay /etc",
            ],
        );
    });
});

describe("describeHiddenFolder", () => {
    it("refuses folders that nodes replace, and only those", () => {
        assert.equal(describeHiddenFolder("SANDBOX_STATE", "/home/me/.sandbox"), undefined);
        assert.equal(describeHiddenFolder("SANDBOX_STATE", "/var/library"), undefined);
        assert.match(
            describeHiddenFolder("SANDBOX_CACHE", "/var/lib/ci/.cache") ?? "",
            /^SANDBOX_CACHE is \/var\/lib\/ci\/\.cache: every node .* \/var\/lib of its own/,
        );
        assert.match(
            describeHiddenFolder("SANDBOX_STATE", "/etc/sandbox") ?? "",
            /^SANDBOX_STATE is \/etc\/sandbox: every node .* \/etc of its own/,
        );
    });
});

describe("neededLimits", () => {
    const instances = (inUse: number) =>
        neededLimits({ clusters: 2, nodes: 3 }, inUse)["fs/inotify/max_user_instances"] ?? NaN;

    it("fits the usual 128 inotify instances at the default size on an idle machine", () => {
        assert.ok(instances(16) <= 128, String(instances(16)));
    });
    it("counts what others use, another sandbox for instance", () => {
        assert.equal(instances(70) - instances(0), 70);
    });
});

describe("images of a node", () => {
    const images = [
        { name: "a:1", archive: "/a.tar" },
        { name: "b:1", archive: "/b.tar" },
        { name: "b:2", archive: "/b.tar" },
    ];

    it("are imported again only where archive or name has changed", () => {
        const wanted = { "a:1": "/a.tar 1 1", "b:1": "/b.tar 2 2", "b:2": "/b.tar 2 2" };
        const present = { "a:1": "/a.tar 1 1", "b:1": "/b.tar 2 1" };
        assert.deepEqual(
            changedImages(images, wanted, present).map(({ name }) => name),
            ["b:1", "b:2"],
        );
        assert.deepEqual(changedImages(images, wanted, wanted), []);
    });

    it("name an archive once, however many names it holds", () => {
        assert.match(
            storeScript("/config.toml", images),
            /printf '%s\\0' '\/a\.tar' '\/b\.tar' \|/,
        );
    });
});
