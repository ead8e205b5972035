import type { V1ObjectMeta } from "@kubernetes/client-node";
import { linkSpec } from "../../../components/linkerd/linkSpec";
import {
    CONTROL_PLANE_NAMESPACE,
    credentialsName,
    MULTICLUSTER_NAMESPACE,
} from "../../../components/linkerd/names";
import { oneFinding, type Finding } from "../../findings/finding";
import type { MeshView } from "../../view/meshView";
import { secretKubeconfig, secretMetadata } from "../../view/secretKubeconfig";
import { MAKE_DELETED_AGAIN, takeBack } from "../../remedies/kubectl";
import type { Remedy } from "../../remedies/remedy";
import { objectNamed } from "../objectNamed";
import type { ReachableLink, SourceLink } from "../reachableClusters";

const NO_MIRRORS = "The service mirror follows this Link; without it nothing is mirrored.";
const WRONG_WAY = "Requests to mirrored Services go where the Link says.";
const NO_DISCOVERY =
    "linkerd-destination of the source reads the target with this Secret; Services that are exported for remote discovery do not resolve.";

/** What the CRD fills in since Linkerd 2.18, where the program writes nothing: 2.14's does not know them. */
const FILLED_IN: Readonly<Record<string, string>> = {
    "probeSpec.failureThreshold": "3",
    "probeSpec.timeout": "30s",
};

/** Address that the program writes into the Link; unknown where nothing says it yet. */
function expectedAddress(view: MeshView, { target, routing }: ReachableLink): string | undefined {
    const outputs = view.outputs?.clusters[target.name];
    return routing === "direct"
        ? (outputs?.floatingAddress ?? outputs?.gatewayAddress)
        : (outputs?.gatewayAddress ?? target.gateway.ip);
}

function show(value: unknown): string {
    if (value === undefined) return "missing";
    return typeof value === "string" ? value : JSON.stringify(value);
}

/** Where two values differ: fields of objects one by one, in whatever order they stand. */
function differencesOf(path: string, found: unknown, expected: unknown): string[] {
    if (!isMap(found) || !isMap(expected)) {
        const isSame = show(found) === show(expected);
        return isSame ? [] : [`${path} is ${show(found)}, not ${show(expected)}`];
    }
    const filledIn = Object.keys(found).filter(
        (key) => !(key in expected) && FILLED_IN[`${path}.${key}`] === found[key],
    );
    const keys = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...keys]
        .filter((key) => !filledIn.includes(key))
        .flatMap((key) => differencesOf(`${path}.${key}`, found[key], expected[key]));
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is wrong with the Link object itself. */
export function linkFindings(view: MeshView, link: ReachableLink): Finding[] {
    const { source, target, name } = link;
    const found = objectNamed(source.kubernetes.links, MULTICLUSTER_NAMESPACE, target.name);
    if (found === undefined) {
        return oneFinding("error", "link-missing", name, {
            what: `Link ${MULTICLUSTER_NAMESPACE}/${target.name} is missing in ${source.name}`,
            why: NO_MIRRORS,
            remedy: [MAKE_DELETED_AGAIN],
        });
    }
    const gatewayAddress = expectedAddress(view, link);
    const { clusterDomain } = target;
    const expected: Record<string, unknown> = {
        ...linkSpec({ name: target.name, clusterDomain, trustDomain: clusterDomain }),
        ...(gatewayAddress === undefined ? {} : { gatewayAddress }),
    };
    const spec = (found.spec ?? {}) as Readonly<Record<string, unknown>>;
    const differences = Object.entries(expected).flatMap(([key, value]) =>
        differencesOf(key, spec[key], value),
    );
    const remedy = [takeBack(found.metadata)];
    return [
        ...(differences.length === 0
            ? []
            : oneFinding("error", "link-differs", name, {
                  what: `Link ${target.name} differs from the program's: ${differences.join("; ")}`,
                  why: WRONG_WAY,
                  remedy,
              })),
        ...makerFindings(view, name, found.metadata, remedy),
    ];
}

/** A Link that says of itself that another version made it, or nothing. */
function makerFindings(
    { config: { charts } }: MeshView,
    where: string,
    { name = "", annotations = {} }: V1ObjectMeta,
    remedy: Remedy,
): Finding[] {
    const { linkerd, generation } = charts.versions;
    const expected = generation.linkMetadata(linkerd).annotations ?? {};
    const differences = Object.entries(expected).flatMap(([key, value]) =>
        differencesOf(`annotation ${key}`, annotations[key], value),
    );
    if (differences.length === 0) return [];
    return oneFinding("warning", "link-of-other-version", where, {
        what: `Link ${name} is not of Linkerd ${linkerd}: ${differences.join("; ")}`,
        why: `The update to ${linkerd} has not come to it, and \`linkerd multicluster check\` warns of it. \`pulumi up\` writes it anew.`,
        remedy,
    });
}

/** Labels and annotations without which linkerd-destination passes the Secret over. */
function discoveryMarks({ target }: SourceLink): Readonly<Record<string, string>> {
    return {
        "label multicluster.linkerd.io/cluster-name": target.name,
        "annotation multicluster.linkerd.io/trust-domain": target.clusterDomain,
        "annotation multicluster.linkerd.io/cluster-domain": target.clusterDomain,
    };
}

/** What is wrong with the two Secrets that hold the kubeconfig of the target. */
export function secretFindings(link: SourceLink): Finding[] {
    const { source, target, name } = link;
    const secret = credentialsName(target.name);
    const read = (namespace: string) => ({
        look: secretKubeconfig(source.kubernetes, namespace, secret),
        metadata: secretMetadata(source.kubernetes, namespace, secret),
    });
    const mirror = read(MULTICLUSTER_NAMESPACE);
    const destination = read(CONTROL_PLANE_NAMESPACE);
    const unusable = [
        { ...mirror, why: "The service mirror reads the target with this Secret." },
        { ...destination, why: NO_DISCOVERY },
    ].flatMap(({ look, metadata, why }): Finding[] =>
        "failure" in look
            ? oneFinding("error", "link-secret-unusable", name, {
                  what: `${look.failure} in ${source.name}`,
                  why,
                  remedy: [takeBack(metadata)],
              })
            : [],
    );
    if ("failure" in destination.look) return unusable;

    const { metadata: marks } = destination;
    const differences = Object.entries(discoveryMarks(link)).flatMap(([mark, value]) => {
        const [kind = "", key = ""] = mark.split(" ");
        const seen = kind === "label" ? marks?.labels?.[key] : marks?.annotations?.[key];
        return seen === value ? [] : [`${mark} is ${show(seen)}, not ${value}`];
    });
    if ("seen" in mirror.look && mirror.look.seen.text !== destination.look.seen.text) {
        differences.push(
            `its kubeconfig is not that of Secret ${MULTICLUSTER_NAMESPACE}/${secret}`,
        );
    }
    return differences.length === 0
        ? unusable
        : [
              ...unusable,
              ...oneFinding("error", "link-secret-differs", name, {
                  what: `Secret ${CONTROL_PLANE_NAMESPACE}/${secret} in ${source.name} differs from the program's: ${differences.join("; ")}`,
                  why: NO_DISCOVERY,
                  remedy: [takeBack(marks)],
              }),
          ];
}
