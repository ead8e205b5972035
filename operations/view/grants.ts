import type { V1ClusterRoleBinding, V1RoleBinding } from "@kubernetes/client-node";
import type { Grant } from "./credentialsView";

/** An account by the user name that an API server gives it. */
interface Account {
    readonly namespace: string;
    readonly name: string;
}

/** The ServiceAccount behind a user name; none where it is somebody else. */
export function serviceAccountOf(user: string): Account | undefined {
    const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
    return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

function subjectGroup(
    binding: V1ClusterRoleBinding | V1RoleBinding,
    { namespace, name }: Account,
): { readonly group?: string } | undefined {
    const groups = [
        "system:authenticated",
        "system:serviceaccounts",
        `system:serviceaccounts:${namespace}`,
    ];
    for (const subject of binding.subjects ?? []) {
        const isAccount =
            subject.kind === "ServiceAccount" &&
            subject.name === name &&
            subject.namespace === namespace;
        const isUser =
            subject.kind === "User" &&
            subject.name === `system:serviceaccount:${namespace}:${name}`;
        if (isAccount || isUser) return {};
        if (subject.kind === "Group" && groups.includes(subject.name)) {
            return { group: subject.name };
        }
    }
    return undefined;
}

/** Bindings that give an account rights, but for the one that has its name: the program's own. */
export function grantsOf(
    account: Account,
    clusterRoleBindings: readonly V1ClusterRoleBinding[],
    roleBindings: readonly V1RoleBinding[],
): readonly Grant[] {
    const isOurs = ({ metadata, roleRef }: V1ClusterRoleBinding) =>
        metadata?.name === account.name && roleRef.name === account.name;
    const cluster = clusterRoleBindings
        .filter(
            (binding) =>
                !isOurs(binding) &&
                // Made by every API server, for discovery.
                binding.metadata?.labels?.["kubernetes.io/bootstrapping"] !== "rbac-defaults",
        )
        .map((binding) => ({ kind: "clusterrolebinding" as const, binding }));
    const namespaced = roleBindings.map((binding) => ({ kind: "rolebinding" as const, binding }));
    return [...cluster, ...namespaced].flatMap(({ kind, binding }) => {
        const subject = subjectGroup(binding, account);
        const name = binding.metadata?.name ?? "";
        const namespace = binding.metadata?.namespace;
        if (subject === undefined) return [];
        return [{ kind, name, ...(namespace === undefined ? {} : { namespace }), ...subject }];
    });
}
