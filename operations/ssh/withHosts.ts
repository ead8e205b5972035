import type { NodeAccess } from "../../components/nodes/connection";
import { ClusterHosts } from "./clusterHosts";

interface Shared {
    readonly hosts: ClusterHosts;
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
export async function withHosts<T>(
    access: NodeAccess<string>,
    use: (hosts: ClusterHosts) => Promise<T>,
): Promise<T> {
    const shared = SHARED.get(access) ?? { hosts: new ClusterHosts(access), users: 0 };
    SHARED.set(access, shared);
    shared.users++;
    try {
        return await use(shared.hosts);
    } finally {
        shared.users--;
        if (shared.users === 0) {
            SHARED.delete(access);
            shared.hosts.close();
        }
    }
}
