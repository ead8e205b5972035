import type { V1ObjectMeta } from "@kubernetes/client-node";

/** Whether Pulumi's engine has written to an object: it does so as `pulumi-kubernetes-<hash>`. Pure. */
export function madeByEngine({ managedFields = [] }: V1ObjectMeta): boolean {
    return managedFields.some(({ manager = "" }) => manager.startsWith("pulumi-kubernetes"));
}
