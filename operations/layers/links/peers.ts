import {
    credentialsName,
    linkName,
    MULTICLUSTER_NAMESPACE,
} from "../../../components/linkerd/names";
import { sh } from "../../../components/shell";
import { stackOf } from "../../../stacks/configuration/stackOf";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import type { Remedy } from "../../remedies/remedy";
import { pulumi } from "../../remedies/remedy";
import type { MeshView } from "../../view/meshView";
import { objectNamed } from "../objectNamed";
import { reachableClusters, type SourceLink } from "../reachableClusters";

/** Run by whoever has the other stack, and then here: its output has the new values. */
function upThereAndHere({ config }: MeshView, cluster: string): Remedy {
    return [sh`pulumi up --stack ${stackOf(cluster, config.peers)}`, pulumi("up")];
}

/** Links to clusters of other stacks that are not there: not made yet, or deleted. */
export function missingPeerLinks(view: MeshView): Finding[] {
    const clusters = reachableClusters(view);
    return view.config.peerLinks.flatMap((link) => {
        const { source, target } = link;
        const links = clusters.find(({ name }) => name === source)?.kubernetes.links;
        const isThere = objectNamed(links, MULTICLUSTER_NAMESPACE, target) !== undefined;
        if (isThere || clusters.every(({ name }) => name !== source)) return [];
        return oneFinding("warning", "link-missing", linkName(link), {
            what: `Link ${MULTICLUSTER_NAMESPACE}/${target} is missing in ${source}: the stack of ${target} does not tell of it yet, or it was deleted`,
            why: "The service mirror follows this Link; without it nothing is mirrored.",
            remedy: [...upThereAndHere(view, target), pulumi("up", "--refresh")],
        });
    });
}

/** What the API server of another stack's cluster thinks of the credentials of a link. */
export function peerCredentialFindings(view: MeshView, link: SourceLink): Finding[] {
    const { name, source, target } = link;
    const look = source.view.credentials.get(target.name);
    const remedy = upThereAndHere(view, target.name);
    if (look === undefined) return [];
    if ("failure" in look) {
        if (look.kind !== "credentials") return [];
        return oneFinding("error", "credentials-refused", name, {
            what: look.failure,
            why: "The service mirror cannot read what the target exports; what it has mirrored grows stale.",
            remedy,
        });
    }
    const { missing, user } = look.seen;
    if (missing.length === 0) return [];
    return oneFinding("error", "credentials-lack-rights", name, {
        what: `${user}, whose token is in Secret ${credentialsName(target.name)}, may not ${enumerate(missing)} in ${target.name}`,
        why: "The service mirror watches these; without them it mirrors nothing or not all.",
        remedy,
    });
}

/** Links to other stacks whose credentials could not be tried from this machine. */
export function untriedCredentials({ name, source, target }: SourceLink): string[] {
    const look = source.view.credentials.get(target.name);
    return look !== undefined && "failure" in look && look.kind !== "credentials"
        ? [`${name}: ${look.failure}`]
        : [];
}
