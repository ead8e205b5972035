/** What `linkerd multicluster allow` grants: reading what is to be mirrored, writing Events. */
export const REMOTE_ACCESS_RULES = [
    { apiGroups: ["apps"], resources: ["replicasets"], verbs: ["list", "get", "watch"] },
    { apiGroups: ["batch"], resources: ["jobs"], verbs: ["list", "get", "watch"] },
    {
        apiGroups: [""],
        resources: ["pods", "endpoints", "services"],
        verbs: ["list", "get", "watch"],
    },
    {
        apiGroups: ["discovery.k8s.io"],
        resources: ["endpointslices"],
        verbs: ["list", "get", "watch"],
    },
    { apiGroups: ["policy.linkerd.io"], resources: ["servers"], verbs: ["list", "get", "watch"] },
    {
        apiGroups: [""],
        resources: ["configmaps"],
        verbs: ["get"],
        resourceNames: ["linkerd-config"],
    },
    { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
];
