import type { Draft } from "../draft/draft";
import type { Problem } from "../types/problem";

type Chart = "crds" | "controlPlane" | "multicluster" | "smi";
type Owned = readonly [chart: Chart, path: string, instead: string];

const OURS = "the program makes the certificates and writes this value itself; remove it";
const DERIVED = "the links rely on the value that the program writes; remove it";
const LOOKED_UP =
    "the program installs the control plane in linkerd and writes this value itself; remove it";
const use = (key: string) => `write the key ${key} instead`;

const WEBHOOKS = ["proxyInjector", "profileValidator", "policyValidator"];
const WEBHOOK_VALUES = [
    "externalSecret",
    "caBundle",
    "crtPEM",
    "injectCaFrom",
    "injectCaFromSecret",
];

/** What asks MetalLB, kube-vip, Cilium or Octavia for an address, beside `loadBalancerIP`. */
const ADDRESS_ANNOTATIONS = [
    "metallb.io/loadBalancerIPs",
    "metallb.universe.tf/loadBalancerIPs",
    "kube-vip.io/loadbalancerIPs",
    "lbipam.cilium.io/ips",
    "io.cilium/lb-ipam-ips",
    "loadbalancer.openstack.org/load-balancer-address",
].map((annotation) => `gateway.serviceAnnotations.${annotation}`);

/** Helm values that the program writes; another value would contradict the resources it makes. */
const OWNED: readonly Owned[] = [
    ["crds", "enableHttpRoutes", use("clusters[].gatewayApiCrds")],
    ["crds", "installGatewayAPI", use("clusters[].gatewayApiCrds")],
    ["controlPlane", "identityTrustAnchorsPEM", OURS],
    ["controlPlane", "identityTrustDomain", DERIVED],
    ["controlPlane", "identity.externalCA", OURS],
    ["controlPlane", "identity.issuer.scheme", OURS],
    ["controlPlane", "identity.issuer.tls", OURS],
    ...WEBHOOKS.flatMap((webhook) =>
        WEBHOOK_VALUES.map((value): Owned => ["controlPlane", `${webhook}.${value}`, OURS]),
    ),
    ["controlPlane", "clusterDomain", use("clusters[].clusterDomain")],
    ["controlPlane", "heartbeatSchedule", use("heartbeatSchedule")],
    ["controlPlane", "webhookFailurePolicy", use("webhookFailurePolicy")],
    ["controlPlane", "imagePullSecrets", use("imagePullSecrets")],
    ["controlPlane", "linkerdVersion", use("linkerdVersion")],
    ["multicluster", "gateway.enabled", DERIVED],
    ["multicluster", "gateway.name", DERIVED],
    ["multicluster", "gateway.port", DERIVED],
    ["multicluster", "gateway.probe", DERIVED],
    ["multicluster", "gateway.serviceType", DERIVED],
    ["multicluster", "gateway.loadBalancerIP", use("clusters[].gateway.ip")],
    ["multicluster", "gateway.replicas", use("clusters[].gateway.replicas")],
    ["multicluster", "gateway.pauseImage", use("pauseImage")],
    ["multicluster", "controllers", DERIVED],
    ["multicluster", "controllerDefaults.gateway", DERIVED],
    ["multicluster", "remoteMirrorServiceAccount", DERIVED],
    ["multicluster", "remoteMirrorServiceAccountName", DERIVED],
    ["multicluster", "linkerdNamespace", DERIVED],
    ["multicluster", "identityTrustDomain", DERIVED],
    ["multicluster", "imagePullSecrets", use("imagePullSecrets")],
    ["multicluster", "linkerdVersion", use("linkerdVersion")],
    ["smi", "clusterDomain", use("clusters[].clusterDomain")],
    ["smi", "linkerdNamespace", LOOKED_UP],
    ["smi", "imagePullSecrets", use("imagePullSecrets")],
];

const PRIVATE_KEY = /-----BEGIN ([A-Z]+ )*PRIVATE KEY-----/;
const KEY_ADVICE = "a private key never passes through Helm values; remove it";

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function holdsPrivateKey(path: readonly string[], value: unknown): boolean {
    if (path.at(-1) === "keyPEM") return true;
    return !isObject(value) && PRIVATE_KEY.test(JSON.stringify(value));
}

function walk(chart: Chart, path: readonly string[], value: unknown): Problem[] {
    const found = (advice: string): Problem[] => [
        { path: ["chartValues", chart, ...path], value, advice },
    ];
    if (holdsPrivateKey(path, value)) return found(KEY_ADVICE);
    const name = path.join(".");
    if (chart === "multicluster" && ADDRESS_ANNOTATIONS.includes(name)) {
        return found(use("clusters[].gateway.ip"));
    }
    const owned = OWNED.filter(([of, key]) => of === chart && `${key}.`.startsWith(`${name}.`));
    const inner = isObject(value)
        ? Object.entries(value).flatMap(([key, below]) => walk(chart, [...path, key], below))
        : [];
    const exact = owned.find(([, key]) => key === name);
    // A private key below is the graver mistake: it would stand in the state in plain text.
    if (exact !== undefined) return inner.length > 0 ? inner : found(exact[2]);
    if (isObject(value)) return inner;
    const [within] = owned;
    // `identity: null` would take the issuer's scheme away with everything else below it.
    return within === undefined
        ? []
        : found(`write an object; the program owns ${within[1]} in it`);
}

/** Refuses extra Helm values that carry a private key or that the program writes itself. */
export function reservedHelmValueProblems(values: NonNullable<Draft["chartValues"]>): Problem[] {
    const charts: readonly Chart[] = ["crds", "controlPlane", "multicluster", "smi"];
    return charts.flatMap((chart) =>
        Object.entries(values[chart] ?? {}).flatMap(([key, value]) => walk(chart, [key], value)),
    );
}
