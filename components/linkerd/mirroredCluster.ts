import * as pulumi from "@pulumi/pulumi";
import { linkName } from "./names";

/** A cluster that another one has a link to, as the extension of the other one is told of it. */
export interface MirroredCluster {
    readonly name: string;
    /** Name of the clean-up of its mirrors. */
    readonly cleanup: string;
    /** URN of the component that the clean-up belongs to under Linkerd 2.14. */
    readonly formerParent: pulumi.Output<pulumi.URN>;
}

/**
 * The target of a link; `mesh` is the parent of all links.
 *
 * The types are those of live states, whatever the classes will be called.
 */
export function mirroredCluster(
    link: { readonly source: string; readonly target: string },
    mesh: pulumi.Resource | undefined,
): MirroredCluster {
    const mirror = `${linkName(link)}-service-mirror`;
    const parent = pulumi.createUrn(linkName(link), "linkerd-multicluster:linkerd:Link", mesh);
    return {
        name: link.target,
        cleanup: `${mirror}-cleanup`,
        formerParent: pulumi.createUrn(
            mirror,
            "linkerd-multicluster:linkerd:ServiceMirror",
            parent,
        ),
    };
}
