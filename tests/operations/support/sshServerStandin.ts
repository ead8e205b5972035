import { generateKeyPairSync } from "node:crypto";
import { connect, type AddressInfo } from "node:net";
import { parsePrivateKey } from "sshpk";
import { Server, utils, type AuthContext, type Connection } from "ssh2";

/** How a command ends. */
export interface CommandResult {
    readonly stdout?: string;
    readonly stderr?: string;
    readonly status?: number;
}

/** What this server does with a connection that it is asked to make. */
export type Forwarding = "yes" | "prohibited" | "never";

/** Not by ssh2 1.17.0, of whose Ed25519 keys one in some two hundred is malformed. */
function newKey(): string {
    return parsePrivateKey(newPkcs8(), "pkcs8").toString("ssh-private");
}

function newEcdsaKey(): string {
    const { privateKey } = generateKeyPairSync("ec", {
        namedCurve: "P-256",
        publicKeyEncoding: { format: "pem", type: "spki" },
        privateKeyEncoding: { format: "pem", type: "pkcs8" },
    });
    return parsePrivateKey(privateKey, "pkcs8").toString("ssh-private");
}

function newPkcs8(): string {
    return generateKeyPairSync("ed25519", {
        publicKeyEncoding: { format: "pem", type: "spki" },
        privateKeyEncoding: { format: "pem", type: "pkcs8" },
    }).privateKey;
}

/** The public half as the configuration has it. */
function publicText(key: string): string {
    const parsed = utils.parseKey(key);
    if (parsed instanceof Error) throw parsed;
    return `${parsed.type} ${parsed.getPublicSSH().toString("base64")}`;
}

/**
 * Stands in for the sshd of a bastion or node: one key logs in as one user, commands are answered by
 * a function, and connections are made or not.
 *
 * It has no limits of sessions or logins, and runs nothing; what OpenSSH and a shell make of the same
 * is for the sandbox's tests to show.
 */
export class SshServerStandin {
    public static readonly USER = "ubuntu";
    public loginKey = newKey();
    /** Of type Ed25519, which clients choose who know none. */
    public readonly hostKey: string;
    public readonly ecdsaHostKey: string;
    /** `USER METHOD` of each attempt to log in. */
    public readonly logins: string[] = [];
    /** Commands with their standard input. */
    public readonly commands: (readonly [command: string, stdin: string])[] = [];
    /** `HOST:PORT` of each connection that was asked for. */
    public readonly forwards: string[] = [];
    public forwarding: Forwarding = "yes";
    public answer: (command: string) => CommandResult | "never" = () => ({ status: 127 });
    private readonly server: Server;
    private readonly connections = new Set<Connection>();

    constructor() {
        const key = newKey();
        this.hostKey = publicText(key);
        const ecdsaKey = newEcdsaKey();
        this.ecdsaHostKey = publicText(ecdsaKey);
        this.server = new Server({ hostKeys: [key, ecdsaKey] }, (client: Connection) => {
            this.connections.add(client);
            client.on("authentication", (context) => {
                this.authenticate(context);
            });
            client.on("ready", () => {
                this.serve(client);
            });
            // A client that refuses the host key just goes.
            client.on("error", () => undefined);
            client.on("close", () => this.connections.delete(client));
        });
    }

    /** Connections that are open. */
    public get open(): number {
        return this.connections.size;
    }

    /** Listens on a free port of the loopback address. */
    public async start(): Promise<void> {
        await new Promise<void>((resolve) => {
            this.server.listen(0, "127.0.0.1", resolve);
        });
    }

    public async stop(): Promise<void> {
        for (const client of this.connections) client.end();
        await new Promise<void>((resolve) => {
            this.server.close(() => {
                resolve();
            });
        });
    }

    public port(): number {
        return (this.server.address() as AddressInfo).port;
    }

    private authenticate(context: AuthContext): void {
        // A key is shown first, and signs once it is welcome.
        const isShown = context.method !== "publickey" || context.signature === undefined;
        if (isShown) this.logins.push(`${context.username} ${context.method}`);
        const expected = publicText(this.loginKey).split(" ")[1];
        const known =
            context.method === "publickey" &&
            context.username === SshServerStandin.USER &&
            context.key.data.toString("base64") === expected;
        if (known) context.accept();
        else context.reject(["publickey"]);
    }

    private serve(client: Connection): void {
        client.on("session", (accept) => {
            accept().on("exec", (acceptCommand, _reject, { command }) => {
                const channel = acceptCommand();
                let stdin = "";
                channel.on("data", (data: Buffer) => (stdin += data.toString()));
                channel.on("end", () => {
                    this.commands.push([command, stdin]);
                    const result = this.answer(command);
                    if (result === "never") return;
                    channel.write(result.stdout ?? "");
                    channel.stderr.write(result.stderr ?? "");
                    channel.exit(result.status ?? 0);
                    channel.end();
                });
            });
        });
        // Without a listener ssh2 answers as sshd does where forwarding is switched off.
        if (this.forwarding === "prohibited") return;
        client.on("tcpip", (accept, reject, { destIP, destPort }) => {
            this.forwards.push(`${destIP}:${destPort}`);
            if (this.forwarding === "never") return;
            const socket = connect(destPort, destIP);
            socket.on("error", reject);
            socket.once("connect", () => {
                const channel = accept();
                channel.on("error", () => socket.destroy());
                channel.on("close", () => socket.destroy());
                channel.pipe(socket).pipe(channel);
            });
        });
    }
}

/** A private key that no server knows, PKCS#8. */
export const STRANGE_KEY = newPkcs8();
