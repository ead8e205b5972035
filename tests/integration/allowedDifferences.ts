/**
 * Where the ten objects of a link differ from those that the guide's commands make.
 * Each is one field, named by the object's place in `linkObjectNames` and its path.
 */
export const allowedDifferences: readonly { readonly path: string; readonly why: string }[] = [
    ...[0, 1].flatMap((secret) => [
        {
            path: `/${String(secret)}/data/kubeconfig/contexts/0/context/user`,
            why: "each peer has an account of its own",
        },
        {
            path: `/${String(secret)}/data/kubeconfig/users/0/name`,
            why: "each peer has an account of its own",
        },
        {
            path: `/${String(secret)}/data/kubeconfig/users/0/user/token`,
            why: "another account, another token",
        },
        {
            path: `/${String(secret)}/data/kubeconfig/preferences`,
            why: "an empty map that client-go writes; the field is deprecated and read by nothing",
        },
    ]),
    {
        path: "/8/spec/template/metadata/annotations/linkerd-multicluster/credentials-sha256",
        why: "the mirror restarts when its credentials change; the CLI's does not",
    },
    {
        path: "/8/spec/template/metadata/annotations/linkerd-multicluster/trust-anchors-sha256",
        why: "the mirror restarts when the trust anchors change; the CLI's does not",
    },
];
