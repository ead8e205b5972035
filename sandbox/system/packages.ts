/** A Debian package and what shows that its programs are there, whoever installed them. */
export interface SystemPackage {
    readonly package: string;
    /** A command on PATH, or an absolute path where it contains a slash; of several one is enough. */
    readonly proves: string | readonly string[];
    /** What the sandbox needs it for. */
    readonly for: string;
}

/** Where Debian, Ubuntu and Fedora have what venv needs, for the versions that OpenStack runs on. */
const ENSUREPIP = ["lib/python3.11", "lib/python3.12", "lib/python3.13", "lib64/python3.13"].map(
    (folder) => `/usr/${folder}/ensurepip/__init__.py`,
);

/** Everything the sandbox runs that neither it nor npm brings along. */
export const PACKAGES: readonly SystemPackage[] = [
    { package: "containerd", proves: "containerd", for: "runs the pods of every node" },
    { package: "runc", proves: "runc", for: "starts containers for containerd" },
    {
        package: "containernetworking-plugins",
        proves: "/usr/lib/cni/bridge",
        for: "gives pods their addresses",
    },
    { package: "iproute2", proves: "ip", for: "makes namespaces, links and routes" },
    { package: "iptables", proves: "iptables", for: "kube-proxy and proxy-init write their rules" },
    { package: "conntrack", proves: "conntrack", for: "kube-proxy drops stale connections" },
    { package: "ethtool", proves: "ethtool", for: "kubelet's check of the node" },
    { package: "ipset", proves: "ipset", for: "kube-proxy looks for it" },
    { package: "openssl", proves: "openssl", for: "makes the clusters' certificates" },
    { package: "util-linux", proves: "nsenter", for: "starts programs inside nodes" },
    { package: "mount", proves: "mount", for: "gives nodes folders of their own" },
    { package: "tar", proves: "tar", for: "packages the charts" },
    { package: "gzip", proves: "gzip", for: "packages the charts" },
    {
        package: "ca-certificates",
        proves: "/etc/ssl/certs/ca-certificates.crt",
        for: "goes into images",
    },
    { package: "curl", proves: "/usr/bin/curl", for: "goes into the image of the sample's client" },
    { package: "python3-venv", proves: ENSUREPIP, for: "holds Keystone and Neutron" },
    { package: "sqlite3", proves: "sqlite3", for: "reads Neutron's database" },
    { package: "nftables", proves: "nft", for: "filters as Neutron's database says" },
    { package: "openssh-server", proves: "sshd", for: "lets the program log in to nodes" },
    { package: "openssh-client", proves: "ssh-keygen", for: "makes host keys and logs in" },
    { package: "passwd", proves: "useradd", for: "makes the user of a node" },
    {
        package: "systemd",
        proves: "systemd-analyze",
        for: "enables the boot unit of a node's rules; it need not run",
    },
    { package: "sudo", proves: "sudo", for: "makes the nodes' user root" },
];

/** Opens the page of `npm run report` in the suite; the sandbox itself needs none. */
export const BROWSER = {
    package: "chromium",
    proves: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    for: "opens the page of npm run report",
} as const satisfies SystemPackage;

/** The packages whose proof is missing. `exists` tells whether a command or path is there. */
export function missingPackages(
    exists: (proof: string) => boolean,
    packages: readonly SystemPackage[] = PACKAGES,
): SystemPackage[] {
    return packages.filter(({ proves }) => ![proves].flat().some(exists));
}

/** Whether /etc/os-release describes Debian, Ubuntu or one of their descendants. */
export function isDebian(osRelease: string): boolean {
    return /^(ID|ID_LIKE)="?[^"\n]*\b(debian|ubuntu)\b/m.test(osRelease);
}

/** The one message about packages that cannot be installed from here. */
export function describeMissing(missing: readonly SystemPackage[], osRelease: string): string {
    const names = missing.map((each) => each.package).join(" ");
    if (isDebian(osRelease)) {
        return `System packages are missing. Install them, then run the same command again:\n    sudo apt-get install --yes ${names}`;
    }
    const list = missing.map(
        (each) =>
            `    ${[each.proves].flat().join(" or ")} (package ${each.package} of Debian): ${each.for}`,
    );
    return `Programs are missing. Install them with this system's package manager:\n${list.join("\n")}`;
}
