import type { NodeAccess } from "../../components/nodes/connection";
import { NodeLogins } from "./nodeLogins";

interface Shared {
    readonly logins: NodeLogins;
    users: number;
}

/** By the access of a cluster; gone when its last user is. */
const SHARED = new WeakMap<NodeAccess<string>, Shared>();

/**
 * Lends the logins to the nodes of one cluster, and ends them after the last of those that use them
 * at the same time.
 *
 * Nodes and reach are looked at side by side, each without knowing of the other: a second login to the same
 * nodes would take as long as the first, and sshd drops logins that come in numbers (MaxStartups).
 */
export async function withLogins<T>(
    access: NodeAccess<string>,
    use: (logins: NodeLogins) => Promise<T>,
): Promise<T> {
    const shared = SHARED.get(access) ?? { logins: new NodeLogins(access), users: 0 };
    SHARED.set(access, shared);
    shared.users++;
    try {
        return await use(shared.logins);
    } finally {
        shared.users--;
        if (shared.users === 0) {
            SHARED.delete(access);
            shared.logins.close();
        }
    }
}
