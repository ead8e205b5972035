import type { V1Pod } from "@kubernetes/client-node";

/** Whether a pod takes requests. */
export function isReady({ status }: V1Pod): boolean {
    return (
        status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ===
        true
    );
}
