import { CONTROL_PLANE_NAMESPACE, ISSUER_SECRET } from "../../../components/linkerd/names";
import { sh } from "../../../components/shell";
import { issuerKey } from "../../../stacks/configuration/draft/secretKeys";
import { storeSecret } from "../../../stacks/configuration/types/problem";
import type { MeshView } from "../../view/meshView";
import { kubectlIn, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { pulumi, type Remedy, type RemedyLine } from "../../remedies/remedy";
import { setKey } from "../../remedies/setKeys";
import type { ReachableCluster } from "../reachableClusters";

/** What mends an issuer, by whoever keeps it. */
export interface IssuerKeeper {
    /** Where the Secret is not there. */
    readonly write: Remedy;
    /** Where it is wrong. */
    readonly writeAgain: Remedy;
    /** Gives another one in place of this one. */
    readonly exchange: RemedyLine;
    /** What that takes besides. */
    readonly apply: Remedy;
    /** What a finding adds of it; empty where a `pulumi up` mends. */
    readonly note: string;
}

/**
 * What makes a Secret of ours as it was. Deleted first: whoever changed a field owns it, and the
 * engine compares `stringData`, in which a refresh does not see what was changed.
 */
export function makeSecretAgain({ config }: ReachableCluster, secret: string): Remedy {
    const remove = kubectlIn(config, CONTROL_PLANE_NAMESPACE, "delete", "secret", secret);
    return [remove, MAKE_DELETED_AGAIN];
}

/** Who keeps the issuer of a cluster: the program, the site's configuration, or something else. */
export function issuerKeeper(cluster: ReachableCluster, { config }: MeshView): IssuerKeeper {
    const { name, config: own } = cluster;
    const inLinkerd = (...words: string[]) => kubectlIn(own, CONTROL_PLANE_NAMESPACE, ...words);
    if (own.issuer === "external") {
        const format = sh`# have its keeper write it: type kubernetes.io/tls, tls.crt and tls.key`;
        const show = inLinkerd("describe", "secret", ISSUER_SECRET);
        return {
            write: [sh`${inLinkerd("get", "events")}  ${format}`],
            writeAgain: [sh`${show}  ${format}`],
            exchange: sh`${show}  # have its keeper renew it`,
            apply: [],
            note: " Something else keeps it (`issuer: external`): no `pulumi up` mends it.",
        };
    }
    const generation = String(config.certificates.issuerGeneration + 1);
    return {
        write: [MAKE_DELETED_AGAIN],
        writeAgain: makeSecretAgain(cluster, ISSUER_SECRET),
        exchange:
            own.issuer === undefined
                ? setKey(["issuerGeneration"], generation)
                : storeSecret(issuerKey(name)),
        apply: [pulumi("up")],
        note: "",
    };
}
