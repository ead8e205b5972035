import type { V1Service } from "@kubernetes/client-node";

/** Why a Service is of no use to any other cluster; undefined where it is. Pure. */
export function uselessness({ spec }: V1Service): { what: string; why: string } | undefined {
    const ports = spec?.ports ?? [];
    if (spec?.type === "ExternalName") {
        return {
            what: `is of type ExternalName, another name of ${spec.externalName ?? ""}`,
            why: "It has no pods to which the gateway could send: its mirrors lead nowhere.",
        };
    }
    if (ports.length === 0) {
        return {
            what: "has no ports",
            why: "A mirror is a Service with an address of its own, and Kubernetes refuses one without ports.",
        };
    }
    if (ports.some(({ protocol = "TCP" }) => protocol === "TCP")) return undefined;
    return {
        what: `has no TCP port, only ${ports.map(({ protocol, port }) => `${protocol ?? ""} ${port}`).join(", ")}`,
        why: "Linkerd carries TCP alone: what is sent to its mirrors is lost.",
    };
}
