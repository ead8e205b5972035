import { z } from "zod";
import { LINKERD_VERSIONS, linkerdVersionAdvice } from "../../../components/linkerd/versions";
import { isCronSchedule } from "./cronSchedule";
import { parseGoDuration } from "./goDuration";

/** The longest span that Go's time.Duration holds; certificates would start to expire in the past. */
const MOST_HOURS = 2562047;

/** A text of this form. */
export function text(pattern: RegExp, advice: string) {
    return z.string(advice).regex(pattern, advice);
}

function refined(accepts: (value: string) => boolean, advice: string) {
    return z.string(advice).refine(accepts, advice);
}

/**
 * The Service `probe-gateway-NAME` has to fit into the 63 characters of a DNS label; the sample's
 * `helloworld-NAME` is shorter. A link is called
 * `SOURCE-to-TARGET`, an account `TARGET-access-SOURCE`, the rules of a node `CLUSTER-routes-NODE`
 * and what is made for a node's port `CLUSTER-gateway-address-…-NODE`, where a node may have any
 * name: with these words in the name of a cluster, two of them could have one name. Without them the
 * first such word of a resource's name ends the cluster's.
 */
export const ClusterName = text(
    /^(?=.{1,49}$)(?!.*(^|-)(to|access|gateway|routes)(-|$))[a-z0-9]([a-z0-9-]*[a-z0-9])?$/,
    "write a DNS label of at most 49 lower-case letters, digits and hyphens, without the words to, access, gateway and routes, for example cluster1",
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
export const ApiServerUrl = refined((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    const extras = `${url.username}${url.password}${url.search}${url.hash}`;
    return url.protocol === "https:" && url.hostname !== "" && extras === "";
}, "write an https URL without user, query or fragment, for example https://203.0.113.10:6443");

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

/** How many pods of a Deployment. */
export const Replicas = z
    .int("write a whole number from 1, for example 2")
    .min(1, "write a whole number from 1, for example 2");

const WEIGHT = "write a whole number from 0 to 100000, for example 50";

/**
 * A share of a TrafficSplit. linkerd-destination hands out ten thousand times the weight, and the
 * proxy adds the shares up, in 32 bits both: a larger one would come out as another.
 */
export const Weight = z.int(WEIGHT).min(0, WEIGHT).max(100000, WEIGHT);

/** What splits requests between a Service and a mirrored one. */
export const Split = z.enum(["TrafficSplit", "HTTPRoute"], "write TrafficSplit or HTTPRoute");

/** Counts upwards when a certificate is to be made anew. */
export const Generation = z
    .int("write a whole number from 1, for example 2")
    .min(1, "write a whole number from 1, for example 2");

/** A Helm repository; credentials in a URL would end up in the state in plain text. */
export const RepositoryUrl = refined((value) => {
    if (!URL.canParse(value)) return false;
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) && url.hostname !== "" && url.username === "";
}, "write the http or https URL of a Helm repository, for example https://helm.linkerd.io/stable");

/** A row of `versions.ts`. */
export const LinkerdVersion = z.enum(
    LINKERD_VERSIONS.map(({ linkerd }) => linkerd),
    { error: ({ input }) => linkerdVersionAdvice(input) },
);

/** What stands before the last slash of an image reference. */
export const ImageRegistry = text(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)*$/,
    "write a registry and path without scheme and without a slash at the end, for example cr.l5d.io/linkerd",
);

/** A whole image reference; without tag or digest the kubelet would take what is latest. */
export const ImageReference = text(
    /^[\w.-]+(:\d+)?(\/[\w.-]+)*(:[\w][\w.-]{0,127}|@sha256:[0-9a-f]{64})$/,
    "write an image with its tag or digest, for example registry.k8s.io/pause:3.2",
);

/** The name of a Kubernetes Secret. */
export const SecretName = text(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/,
    "write the name of a Secret, for example registry-credentials",
);

function isDockerConfig(value: string): boolean {
    try {
        return z.object({ auths: z.record(z.string(), z.unknown()) }).safeParse(JSON.parse(value))
            .success;
    } catch {
        return false;
    }
}

/** What `docker login` leaves in its config.json. */
export const DockerConfig = refined(
    isDockerConfig,
    "store the contents of a Docker config.json that has auths in it",
);

/** `true` or `false`. */
export const Switch = z.boolean("write true or false");

/** What the API server does when a webhook of Linkerd does not answer. */
export const FailurePolicy = z.enum(["Ignore", "Fail"], "write Ignore or Fail");

/** A CronJob's schedule. */
export const CronSchedule = refined(
    isCronSchedule,
    'write the five fields of a cron schedule, for example "0 0 * * *" for every midnight',
);

/** A lifetime of a certificate. */
export const Lifetime = refined(
    (value) => {
        const hours = (parseGoDuration(value) ?? NaN) / 3600;
        return Number.isInteger(hours) && hours >= 1 && hours <= MOST_HOURS;
    },
    `write whole hours as a Go duration, from 1h to ${String(MOST_HOURS)}h, for example 8760h for a year`,
);

/** A time to wait. */
export const Timeout = refined((value) => {
    const seconds = parseGoDuration(value) ?? NaN;
    return Number.isInteger(seconds) && seconds >= 1;
}, "write a Go duration of whole seconds, for example 10m or 1h30m");

/** Values of a Helm chart. */
export const HelmValues = z.record(
    z.string(),
    z.unknown(),
    'write an object of Helm values, for example {"podLabels": {"team": "mesh"}}',
);
