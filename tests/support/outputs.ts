import { openstackOutputs } from "./openstackAnswers";
import type { Outputs, OutputsRequest } from "./requests";
import { isMap } from "./values";

type Answers = Readonly<Record<string, Outputs>>;

/** Certificates are issued at this moment, whatever the clock says. */
const ISSUED = Date.UTC(2026, 0, 1);

function expiry(request: OutputsRequest): string {
    const hours = Number(request.inputs["validityPeriodHours"]);
    return new Date(ISSUED + hours * 3_600_000).toISOString().replace(".000Z", "Z");
}

/**
 * A PEM block that tells what it is the block of. It ends in an empty line, which the real plugin
 * has not always kept out, and which `linkerd check` refuses inside a bundle.
 */
function pem(label: string, content: string): string {
    return `-----BEGIN ${label}-----\n${content}\n-----END ${label}-----\n\n`;
}

const tls: Answers = {
    "tls:index/privateKey:PrivateKey": ({ name }) => ({
        privateKeyPem: pem("EC PRIVATE KEY", `SEC1 of ${name}`),
        privateKeyPemPkcs8: pem("PRIVATE KEY", `PKCS8 of ${name}`),
        privateKeyOpenssh: pem("OPENSSH PRIVATE KEY", `OpenSSH of ${name}`),
        publicKeyPem: pem("PUBLIC KEY", name),
    }),
    "tls:index/selfSignedCert:SelfSignedCert": (request) => ({
        certPem: pem("CERTIFICATE", request.name),
        validityEndTime: expiry(request),
    }),
    "tls:index/certRequest:CertRequest": ({ name }) => ({
        certRequestPem: pem("CERTIFICATE REQUEST", name),
    }),
    "tls:index/locallySignedCert:LocallySignedCert": (request) => ({
        certPem: pem("CERTIFICATE", request.name),
        validityEndTime: expiry(request),
    }),
};

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

/** The token that a token controller would put into the Secret of this resource name. */
export function tokenOf(resourceName: string): string {
    return `token of ${resourceName}`;
}

/** What an API server and its controllers make of a Secret. */
function secretData({ name, inputs }: OutputsRequest): Record<string, unknown> {
    if (inputs["type"] === "kubernetes.io/service-account-token") {
        const ca = pem("CERTIFICATE", `API server of ${name}`);
        return { data: { token: base64(tokenOf(name)), "ca.crt": base64(ca) } };
    }
    const given = isMap(inputs["stringData"]) ? inputs["stringData"] : {};
    return {
        data: Object.fromEntries(
            Object.entries(given).map(([key, value]) => [key, base64(String(value))]),
        ),
    };
}

/** Address of the load balancer of a Service, by the name of the provider. */
export function addressOf(provider: string): string {
    return `gateway.${provider}.example`;
}

const nothing: Outputs = () => ({});

const kubernetes: Answers = {
    "pulumi:providers:kubernetes": nothing,
    "kubernetes:core/v1:Namespace": nothing,
    "kubernetes:core/v1:NamespacePatch": nothing,
    "kubernetes:core/v1:Secret": secretData,
    "kubernetes:core/v1:ServiceAccount": nothing,
    "kubernetes:core/v1:Service": ({ provider, inputs }) => ({
        spec: { clusterIP: "10.233.0.10", ...(isMap(inputs["spec"]) ? inputs["spec"] : {}) },
        status: { loadBalancer: { ingress: [{ hostname: addressOf(provider) }] } },
    }),
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole": nothing,
    "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding": nothing,
    "kubernetes:rbac.authorization.k8s.io/v1:Role": nothing,
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding": nothing,
    "kubernetes:apps/v1:Deployment": nothing,
    "kubernetes:apps/v1:DeploymentPatch": nothing,
    "kubernetes:policy/v1:PodDisruptionBudget": nothing,
    "kubernetes:networking.k8s.io/v1:NetworkPolicy": nothing,
    "kubernetes:multicluster.linkerd.io/v1alpha1:Link": nothing,
    "kubernetes:split.smi-spec.io/v1alpha1:TrafficSplit": nothing,
    "kubernetes:policy.linkerd.io/v1beta3:HTTPRoute": nothing,
    "kubernetes:helm.sh/v3:Release": ({ inputs }) => ({
        status: {
            status: "deployed",
            name: inputs["name"],
            namespace: inputs["namespace"],
            chart: inputs["chart"],
            version: inputs["version"],
            appVersion: "stable-2.14.10",
            revision: 1,
        },
    }),
    "pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:MirrorCleanup": nothing,
    "pulumi-nodejs:dynamic/linkerd-multicluster:linkerd:ExportedService": nothing,
    "pulumi-nodejs:dynamic/linkerd-multicluster:removal:CutOffCheck": nothing,
    "pulumi-nodejs:dynamic/linkerd-multicluster:sample:FormerSplit": nothing,
};

const commands: Answers = {
    // The node script says nothing unless it fails.
    "command:remote:Command": () => ({ stdout: "", stderr: "" }),
};

const ANSWERS: Answers = { ...tls, ...kubernetes, ...openstackOutputs, ...commands };

/** What the plugins and the clusters would add to the inputs of the program's resources. */
export const providerOutputs: Outputs = (request) => {
    const answer = ANSWERS[request.type];
    if (answer === undefined) throw new Error(`unknown type ${request.type} (${request.name})`);
    return answer(request);
};

/** Like `providerOutputs`, but with other outputs for some resources, by name. */
export function withOutputs(changes: Readonly<Record<string, Record<string, unknown>>>): Outputs {
    return (request) => ({ ...providerOutputs(request), ...changes[request.name] });
}
