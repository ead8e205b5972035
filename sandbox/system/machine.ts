/** Machine types by the name that Node.js gives them: what Go and Debian call them. */
const MACHINES: Readonly<Record<string, { architecture: string; triplet: string }>> = {
    x64: { architecture: "amd64", triplet: "x86_64-linux-gnu" },
    arm64: { architecture: "arm64", triplet: "aarch64-linux-gnu" },
};

/** What Go and Debian call the machine type `arch` (`process.arch`). */
export function machine(arch: string): { architecture: string; triplet: string } {
    const known = MACHINES[arch];
    if (known !== undefined) return known;
    const names = Object.keys(MACHINES).join(" and ");
    throw new Error(`This machine's type is "${arch}"; images can be built for ${names} only.`);
}
