import { execFileSync } from "node:child_process";
import {
    chmodSync,
    existsSync,
    mkdirSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Everything that a remedy may run, and what an injected command would. */
const PROGRAMS = [
    "kubectl",
    "helm",
    "openstack",
    "pulumi",
    "npm",
    "ssh",
    "ssh-keygen",
    "ssh-keyscan",
];
const OTHERS = ["sudo", "iptables", "kubeadm", "curl", "sh", "touch", "tee", "systemctl"];

/** Writes down its words, what it reads as a file `-`, and runs what ssh would run elsewhere. */
const PROGRAM = `#!/bin/bash
words=("\${0##*/}" "$@")
[[ "\${!#}" == - ]] && words+=("$(</dev/stdin)")
printf '%s\\0' "\${OS_CLIENT_CONFIG_FILE-}" "\${words[@]}" >> "$RECORD"
printf '\\1' >> "$RECORD"
if [[ "\${0##*/}" == ssh ]]; then /bin/bash -c "\${!#}"; fi
exit 0
`;

/** What a text did when a shell ran it. */
export interface Recorded {
    /** Words of every program that ran, the file for openstack first. */
    readonly programs: readonly (readonly string[])[];
    /** What bash says against its grammar; empty where it is in order. */
    readonly grammar: string;
}

/** Runs texts in a shell that has no programs but some that write down their words. */
export class ShellRecorder {
    private readonly root = mkdtempSync(join(tmpdir(), "remedies-"));
    private readonly bin = join(this.root, "bin");
    /** The folder that the shell works in. */
    private readonly work = join(this.root, "work");

    public constructor() {
        for (const folder of ["bin", "work", "home/.ssh"]) {
            mkdirSync(join(this.root, folder), { recursive: true });
        }
        for (const name of [...PROGRAMS, ...OTHERS]) {
            writeFileSync(join(this.bin, name), PROGRAM);
            chmodSync(join(this.bin, name), 0o755);
        }
    }

    public run(text: string): Recorded {
        const [script, record] = [join(this.root, "script"), join(this.root, "record")];
        writeFileSync(script, text);
        const env = { PATH: this.bin, HOME: join(this.root, "home"), RECORD: record };
        const command = `/bin/bash -n "$0" 2>&1; /bin/bash "$0" >/dev/null 2>&1; true`;
        const options = { cwd: this.work, env, encoding: "utf8" } as const;
        const grammar = execFileSync("/bin/bash", ["-c", command, script], options);
        const recorded = existsSync(record) ? readFileSync(record, "utf8") : "";
        rmSync(record, { force: true });
        const programs = recorded.split("\u0001").slice(0, -1);
        return { grammar, programs: programs.map((words) => words.split("\0").slice(0, -1)) };
    }

    /** Files that any of the texts made where it worked. */
    public files(): readonly string[] {
        return readdirSync(this.work);
    }

    public remove(): void {
        rmSync(this.root, { recursive: true });
    }
}
