import { X509Certificate } from "node:crypto";
import { parse } from "yaml";
import type { HttpRouteCrd } from "../../components/linkerd/gatewayApiCrds";
import { CONTROL_PLANE_NAMESPACE, ISSUER_SECRET } from "../../components/linkerd/names";
import { certificatesIn } from "../configuration/keys/certificates";

/** Metadata of an object, as far as it is read. */
interface Metadata {
    readonly name?: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
}

/** A ConfigMap or a Secret. */
interface DataObject {
    readonly metadata?: Metadata;
    readonly data?: Readonly<Record<string, string>>;
}

/** Objects of a cluster in which what is live of Linkerd stands; others may be among them. */
export interface LinkerdObjects {
    readonly configMaps: readonly DataObject[];
    readonly secrets: readonly DataObject[];
    readonly customResourceDefinitions: readonly Metadata[];
}

/** What of Linkerd is live in a cluster; nothing of it where there is no Linkerd. */
export interface LiveLinkerd {
    /** Linkerd's own name of the version of its control plane. */
    readonly version?: string;
    /** Anchors that the proxies trust. */
    readonly trustAnchors: readonly X509Certificate[];
    /** Certificate with which linkerd-identity issues, and its intermediates; empty where there is none. */
    readonly issuerChain: readonly X509Certificate[];
    readonly httpRouteCrd?: HttpRouteCrd;
}

/** The Gateway API's CRD that the charts of every version bring. */
export const HTTP_ROUTES = "httproutes.gateway.networking.k8s.io";

function inLinkerd(objects: readonly DataObject[], name: string): DataObject | undefined {
    return objects.find(
        ({ metadata }) => metadata?.namespace === CONTROL_PLANE_NAMESPACE && metadata.name === name,
    );
}

function certificates(pem: string): readonly X509Certificate[] {
    return certificatesIn(pem).map((block) => new X509Certificate(block));
}

/** `linkerdVersion` of the values that the chart stores; undefined where they are no YAML, or do not say. */
function versionIn(values: string): string | undefined {
    try {
        const version = (parse(values) as { linkerdVersion?: unknown } | null)?.linkerdVersion;
        return typeof version === "string" && version !== "" ? version : undefined;
    } catch {
        return undefined;
    }
}

function httpRouteCrd({ annotations = {} }: Metadata): HttpRouteCrd {
    return {
        ours:
            annotations["meta.helm.sh/release-name"] === "linkerd-crds" &&
            annotations["meta.helm.sh/release-namespace"] === CONTROL_PLANE_NAMESPACE,
        kept: annotations["helm.sh/resource-policy"] === "keep",
    };
}

/** Reads what is live of Linkerd out of the objects of its cluster. Pure. */
export function liveLinkerd(objects: LinkerdObjects): LiveLinkerd {
    const values = inLinkerd(objects.configMaps, "linkerd-config")?.data?.["values"];
    const roots = inLinkerd(objects.configMaps, "linkerd-identity-trust-roots")?.data;
    const secret = inLinkerd(objects.secrets, ISSUER_SECRET)?.data;
    // `crt.pem` is the name under Linkerd's own scheme of issuers.
    const certificate = secret?.["tls.crt"] ?? secret?.["crt.pem"] ?? "";
    const version = values === undefined ? undefined : versionIn(values);
    const crd = objects.customResourceDefinitions.find(({ name }) => name === HTTP_ROUTES);
    return {
        ...(version === undefined ? {} : { version }),
        trustAnchors: certificates(roots?.["ca-bundle.crt"] ?? ""),
        issuerChain: certificates(Buffer.from(certificate, "base64").toString("utf8")),
        ...(crd === undefined ? {} : { httpRouteCrd: httpRouteCrd(crd) }),
    };
}
