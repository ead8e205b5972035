import { isLater } from "../../components/linkerd/upgrade";
import { LINKERD_VERSIONS, type LinkerdVersion } from "../../components/linkerd/versions";
import type { Finding } from "../findings/finding";
import { MAKE_DELETED_AGAIN } from "../remedies/kubectl";
import { setKeys } from "../remedies/setKeys";

/** The row that an image's tag names; undefined for a version that the program does not know. */
export function versionOfTag(tag: string): LinkerdVersion | undefined {
    return LINKERD_VERSIONS.find(({ linkerd }) => linkerd === tag);
}

/** What it means that a part is of another row than the configured one, and the step that ends it. Pure. */
export function stepTo(
    configured: LinkerdVersion,
    { linkerd: found }: LinkerdVersion,
): Pick<Finding, "why" | "remedy"> {
    const { linkerd: wanted } = configured;
    if (isLater(configured, found)) {
        return {
            why: `The update to ${wanted} is not through: it has not begun here, or it was interrupted. \`pulumi up\` goes on with it.`,
            remedy: [MAKE_DELETED_AGAIN],
        };
    }
    return {
        why: `The cluster has been updated already. There is no way back to ${wanted}: the API server stores Links in a later version.`,
        remedy: setKeys([{ path: ["linkerdVersion"], value: found }]),
    };
}
