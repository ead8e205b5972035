import type { Client, ParsedKey } from "ssh2";
import type { NodeAccess, RoutedNode } from "../../components/nodes/connection";
import { forward } from "./forward";
import { logIn } from "./login";
import { openLoginKey } from "./loginKey";
import { SshFailure } from "./sshFailure";

/** The longest that a dial may take, whatever the configuration allows an `up` to wait, seconds. */
const DIAL_TIMEOUT_SECONDS = 15;

/** A node that is logged in to. */
export interface NodeLogin {
    /** Name of the Kubernetes node. */
    readonly name: string;
    readonly client: Client;
}

/** Logins to the nodes of one cluster, each made once, all through one connection to the bastion. */
export class NodeLogins {
    readonly #access: NodeAccess<string>;
    readonly #seconds: number;
    readonly #nodes = new Map<string, Promise<NodeLogin>>();
    readonly #clients: Client[] = [];
    #key: ParsedKey | undefined;
    #bastion: Promise<Client> | undefined;

    constructor(access: NodeAccess<string>) {
        this.#access = access;
        this.#seconds = Math.min(access.perDialTimeoutSeconds, DIAL_TIMEOUT_SECONDS);
    }

    /** The login to a node; rejects with an {@link SshFailure}. */
    public node(node: RoutedNode): Promise<NodeLogin> {
        const login = this.#nodes.get(node.name) ?? this.#logInTo(node);
        this.#nodes.set(node.name, login);
        return login;
    }

    public close(): void {
        for (const client of this.#clients) client.end();
    }

    async #logInTo({ name, address: host, hostKey }: RoutedNode): Promise<NodeLogin> {
        const { bastion, port, user } = this.#access;
        const seconds = this.#seconds;
        if (hostKey === undefined) {
            throw new SshFailure("the configuration has no host key of it", { kind: "host-key" });
        }
        const stream =
            bastion === undefined
                ? {}
                : {
                      stream: await forward(
                          await (this.#bastion ??= this.#logInToBastion(bastion)),
                          { name: `the bastion ${bastion.host}`, isBastion: true },
                          { host, port, seconds },
                      ),
                  };
        const login = { host, port, user, hostKey, key: this.#loginKey(), seconds, ...stream };
        return { name, client: this.#keep(await logIn(login)) };
    }

    async #logInToBastion(bastion: NonNullable<NodeAccess["bastion"]>): Promise<Client> {
        const login = { ...bastion, key: this.#loginKey(), seconds: this.#seconds };
        try {
            return this.#keep(await logIn(login));
        } catch (error) {
            if (!(error instanceof SshFailure)) throw error;
            throw new SshFailure(`the bastion ${error.message}`, {
                ...error.facts,
                isBastion: true,
            });
        }
    }

    #loginKey(): ParsedKey {
        const { privateKey, passphrase } = this.#access;
        try {
            this.#key ??= openLoginKey(privateKey, passphrase);
            return this.#key;
        } catch (error) {
            const message = error instanceof Error ? error.message : String(error);
            throw new SshFailure(message, { kind: "key" });
        }
    }

    #keep(client: Client): Client {
        this.#clients.push(client);
        return client;
    }
}
