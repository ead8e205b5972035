import {
    credentialsName,
    MULTICLUSTER_NAMESPACE,
    remoteAccessName,
    remoteAccessTokenName,
} from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import type { CredentialsView, Grant } from "../../view/credentialsView";
import { secretKubeconfig, secretMetadata } from "../../view/secretKubeconfig";
import { kubectl, MAKE_DELETED_AGAIN, TAKE_CHANGED_BACK, takeBack } from "../../remedies/kubectl";
import type { Remedy } from "../../remedies/remedy";
import { enumerate } from "../../findings/enumerate";
import { objectNamed } from "../objectNamed";
import type { ReachableLink } from "../reachableClusters";

/** What the API server of the target thinks of the credentials of a link. */
export function credentialFindings(link: ReachableLink): Finding[] {
    const { source, target, seenTarget, name } = link;
    const secret = credentialsName(target.name);
    const look = source.view.credentials.get(target.name);
    const readable = secretKubeconfig(source.kubernetes, MULTICLUSTER_NAMESPACE, secret);
    // A Secret that is missing or empty has been reported, and a target that is dead as well.
    if (look === undefined || seenTarget === undefined || "failure" in readable) return [];
    if ("failure" in look) {
        return oneFinding("error", "credentials-refused", name, {
            what: `${look.failure}${tokenIsGone(link) ? `: Secret ${tokenSecret(link)} of ${target.name} is gone` : ""}`,
            why: "The service mirror cannot read what the target exports; what it has mirrored grows stale.",
            remedy: [
                tokenIsGone(link)
                    ? MAKE_DELETED_AGAIN
                    : takeBack(secretMetadata(source.kubernetes, MULTICLUSTER_NAMESPACE, secret)),
            ],
        });
    }
    return [
        ...serverFindings(link, look.seen),
        ...userFindings(link, look.seen),
        ...rightFindings(link, look.seen),
    ];
}

function tokenSecret({ source }: ReachableLink): string {
    return remoteAccessTokenName(source.name, source.config.accessGeneration);
}

function tokenIsGone(link: ReachableLink): boolean {
    const secrets = link.seenTarget?.kubernetes.secrets;
    return objectNamed(secrets, MULTICLUSTER_NAMESPACE, tokenSecret(link)) === undefined;
}

function serverFindings({ name, target }: ReachableLink, { server }: CredentialsView): Finding[] {
    if (server === target.apiServer) return [];
    return oneFinding("error", "credentials-of-other-server", name, {
        what: `Secret ${credentialsName(target.name)} names the API server ${server}, and the configuration ${target.apiServer}`,
        why: "The service mirror asks the one that the Secret names.",
        remedy: [TAKE_CHANGED_BACK],
    });
}

function userFindings(
    { name, source, target }: ReachableLink,
    { user }: CredentialsView,
): Finding[] {
    const own = `system:serviceaccount:${MULTICLUSTER_NAMESPACE}:${remoteAccessName(source.name)}`;
    if (user === own) return [];
    return oneFinding("error", "credentials-of-other-account", name, {
        what: `the credentials belong to ${user}, not to ${own}`,
        why: `Revoking the link does not revoke them, and what they may do in ${target.name} is not what the program granted.`,
        remedy: [TAKE_CHANGED_BACK],
    });
}

function rightFindings(
    link: ReachableLink,
    { missing, excess, grants }: CredentialsView,
): Finding[] {
    const account = `ServiceAccount ${remoteAccessName(link.source.name)} of ${link.target.name}`;
    return [
        ...(missing.length === 0
            ? []
            : oneFinding("error", "credentials-lack-rights", link.name, {
                  what: `${account} may not ${enumerate(missing)}`,
                  why: "The service mirror watches these; without them it mirrors nothing or not all.",
                  remedy: [TAKE_CHANGED_BACK],
              })),
        ...(excess.length === 0
            ? []
            : oneFinding("error", "credentials-exceed-rights", link.name, {
                  what: `${account} may also ${enumerate(excess)}${grantedBy(grants)}`,
                  why: `Whoever reads Secrets in ${link.source.name} may do the same in ${link.target.name}.`,
                  remedy: revoke(link, grants),
              })),
    ];
}

function grantedBy(grants: readonly Grant[]): string {
    const names = grants.map(
        ({ kind, name, group }) => `${kind} ${name}${group === undefined ? "" : ` (${group})`}`,
    );
    return names.length === 0 ? "" : `, through ${enumerate(names)}`;
}

/** Takes away what binds the account alone; what binds a group is somebody's decision: it is shown. */
function revoke({ target }: ReachableLink, grants: readonly Grant[]): Remedy {
    if (grants.length === 0) return [TAKE_CHANGED_BACK];
    return grants.map(({ kind, name, namespace, group }) =>
        kubectl(
            target,
            ...(namespace === undefined ? [] : ["--namespace", namespace]),
            group === undefined ? "delete" : "describe",
            // RBAC takes a name that kubectl would take for an option: `--all`.
            ...(name.startsWith("-") ? [`${kind}/${name}`] : [kind, name]),
        ),
    );
}
