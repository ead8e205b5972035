import { execa } from "execa";
import { commandFailure } from "../system/commandFailure";
import { readOsRelease } from "../system/osRelease";

/** Go release that the modules ask for; a Go of 1.21 or later fetches it by itself unless told not to. */
const GO_RELEASE = "1.26";

/** Environment of every `go` command: no C compiler, and no workspace file of a folder further up. */
export function goEnvironment(withoutSumDatabase?: string): Record<string, string> {
    return {
        CGO_ENABLED: "0",
        GOWORK: "off",
        ...(withoutSumDatabase === undefined ? {} : { GONOSUMDB: withoutSumDatabase }),
    };
}

/** What `go version` says in a module's folder, for example `go version go1.26.8 linux/amd64`. */
export async function goVersion(folder: string): Promise<string> {
    try {
        const { stdout } = await execa("go", ["version"], { cwd: folder, env: goEnvironment() });
        return stdout.trim();
    } catch (error) {
        throw new Error(describeMissingGo(error, readOsRelease()), { cause: error });
    }
}

/** Folder of a Go module in the module cache; downloads the module when it is not there. */
export async function downloadModule(
    folder: string,
    module: string,
    withoutSumDatabase?: string,
): Promise<string> {
    const { stdout } = await execa("go", ["mod", "download", "-json", module], {
        cwd: folder,
        env: goEnvironment(withoutSumDatabase),
    });
    const { Dir: dir } = JSON.parse(stdout) as { Dir?: string };
    if (dir === undefined) throw new Error(`go mod download names no folder for ${module}`);
    return dir;
}

/** The one message about a Go that is missing or too old, with the command to type. */
export function describeMissingGo(error: unknown, osRelease: string): string {
    const said = commandFailure(error)?.stderr.trim() ?? "";
    const problem =
        said !== ""
            ? `The sandbox builds programs with Go ${GO_RELEASE}; the go on PATH says: ${said}`
            : `The sandbox builds programs with Go ${GO_RELEASE}, and there is no go on PATH.`;
    return `${problem}\nInstall it, then run the same command again:\n    ${installCommand(osRelease)}`;
}

/** Debian's go keeps itself from fetching newer releases, which `go env -w` allows again. */
function installCommand(osRelease: string): string {
    const field = (name: string) =>
        new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(osRelease)?.[1] ?? "";
    const version = Number(field("VERSION_ID"));
    const fetches = "go env -w GOTOOLCHAIN=auto";
    if (field("ID") === "debian" && version < 13) {
        return (
            "sudo apt-get install --yes -t bookworm-backports golang-go && " +
            `${fetches}    (or Go ${GO_RELEASE} from https://go.dev/dl)`
        );
    }
    if (field("ID") === "debian" || field("ID") === "ubuntu") {
        return `sudo apt-get install --yes golang-go && ${fetches}`;
    }
    return `see https://go.dev/doc/install for Go ${GO_RELEASE} or later`;
}
