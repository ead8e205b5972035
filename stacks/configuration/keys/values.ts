import { z } from "zod";
import { LINKERD_VERSIONS, linkerdVersionAdvice } from "../../../components/linkerd/versions";
import { plainUrl } from "./urls";

/**
 * A text that is accepted. YAML reads `1204` and `true` as no texts: what would be one with quotes
 * around it is told so.
 */
export function refined(accepts: (value: string) => boolean, advice: string) {
    return z
        .string({
            error: ({ input }) =>
                (typeof input === "number" || typeof input === "boolean") && accepts(String(input))
                    ? `put quotes around it: to YAML it is a ${typeof input}`
                    : advice,
        })
        .refine(accepts, advice);
}

/** A text of this form. */
export function text(pattern: RegExp, advice: string) {
    return refined((value) => pattern.test(value), advice);
}

/** Characters that `linkerd-service-mirror-` leaves of a DNS label. */
const LONGEST_NAME = 40;

/**
 * The account `linkerd-service-mirror-NAME` has to fit into the 63 characters of a DNS label, or its
 * proxy never gets a certificate; `probe-gateway-NAME` is shorter. A link is called
 * `SOURCE-to-TARGET`, an account `TARGET-access-SOURCE`, the rules of a node `CLUSTER-routes-NODE`
 * and what is made for a node's port `CLUSTER-gateway-address-…-NODE`, where a node may have any
 * name: with these words in the name of a cluster, two of them could have one name. Without them the
 * first such word of a resource's name ends the cluster's.
 */
export const ClusterName = text(
    new RegExp(
        `^(?=.{1,${String(LONGEST_NAME)}}$)(?!.*(^|-)(to|access|gateway|routes)(-|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?$`,
    ),
    "write a DNS label of at most 40 lower-case letters, digits and hyphens, without the words to, access, gateway and routes, for example cluster1",
);

/**
 * Where a file lies on the machine that runs Pulumi, as it is typed; whether it is there is seen when
 * it is read.
 */
export function filePath(what: string, example: string) {
    return text(/^\S([^\r\n]*\S)?$/, `write the path of ${what}, for example ${example}`);
}

/** Any name that a kubeconfig may use. */
export const ContextName = text(/^.+$/, "write the name of a context, for example cluster1");

/** The address that pods of other clusters call; the Link's credentials carry a CA for it. */
export const ApiServerUrl = refined(
    (value) => plainUrl(value)?.protocol === "https:",
    "write an https URL without user, query or fragment, for example https://203.0.113.10:6443",
);

/** Whether packets can have this address, loopback and link-local apart. */
export function isUnicastIpv4(value: string): boolean {
    return (
        z.ipv4().safeParse(value).success &&
        !/^(0|127|169\.254|22[4-9]|23\d|24\d|25\d)\./.test(value)
    );
}

/** An address that packets can have as their source or destination. */
export function address(example: string) {
    const advice = `write an IPv4 address, for example ${example}`;
    return z.string(advice).refine(isUnicastIpv4, advice);
}

/** The API server refuses Endpoints with loopback, link-local or multicast addresses. */
export const GatewayIp = refined(
    isUnicastIpv4,
    "write the IPv4 address that the gateway's Service gets, for example 192.168.0.150",
);

/** At least one label, without a dot at the end. */
export const ClusterDomain = text(
    /^(?=.{1,180}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/,
    "write a DNS domain without a dot at its end, for example cluster.local",
);

function wholeNumber(highest: number | undefined) {
    const range = highest === undefined ? "from 1" : `from 1 to ${String(highest)}`;
    const advice = `write a whole number ${range}, for example 2`;
    return z
        .int(advice)
        .min(1, advice)
        .max(highest ?? Number.MAX_SAFE_INTEGER, advice);
}

/** How many pods of a Deployment; a larger number is a slip of the finger. */
export const Replicas = wholeNumber(50);

const WEIGHT = "write a whole number from 0 to 100000, for example 50";

/**
 * A share of a TrafficSplit. linkerd-destination hands out ten thousand times the weight, and the
 * proxy adds the shares up, in 32 bits both: a larger one would come out as another.
 */
export const Weight = z.int(WEIGHT).min(0, WEIGHT).max(100000, WEIGHT);

/** What the weights of one split may be together: ten thousand times as much still has 32 bits. */
export const HIGHEST_WEIGHTS = 429496;

/** What splits requests between a Service and a mirrored one. */
export const Split = z.enum(["TrafficSplit", "HTTPRoute"], "write TrafficSplit or HTTPRoute");

/** Counts upwards when a certificate is to be made anew. */
export const Generation = wholeNumber(undefined);

/** A Helm repository; credentials in a URL would end up in the state in plain text. */
export const RepositoryUrl = refined(
    (value) => /^(https?|oci):$/.test(plainUrl(value)?.protocol ?? ""),
    "write the https or oci URL of a Helm repository without user and query, for example https://helm.linkerd.io/stable",
);

/** A row of `versions.ts`. */
export const LinkerdVersion = z.enum(
    LINKERD_VERSIONS.map(({ linkerd }) => linkerd),
    { error: ({ input }) => linkerdVersionAdvice(input) },
);

/** `true` or `false`. */
export const Switch = z.boolean("write true or false");

/** What the API server does when a webhook of Linkerd does not answer. */
export const FailurePolicy = z.enum(["Ignore", "Fail"], "write Ignore or Fail");

/** Values of a Helm chart. */
export const HelmValues = z.record(
    z.string(),
    z.unknown(),
    'write an object of Helm values, for example {"podLabels": {"team": "mesh"}}',
);
