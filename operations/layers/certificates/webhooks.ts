import type { X509Certificate } from "node:crypto";
import { CONTROL_PLANE_NAMESPACE } from "../../../components/linkerd/names";
import { WEBHOOKS, type Webhook } from "../../../components/pki/webhooks";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import { groupBy } from "../../findings/groupBy";
import type { MeshView } from "../../view/meshView";
import { makeSecretAgain } from "./issuerKeeper";
import { renewWebhooks } from "./rotation";
import { isSignedBy } from "../../../stacks/configuration/certificates/certificateMistake";
import { decode, expiryOf, readCertificates } from "./validity";
import { applyChartAgain, MAKE_DELETED_AGAIN } from "../../remedies/kubectl";
import { objectNamed } from "../objectNamed";
import type { ReachableCluster } from "../reachableClusters";

/** What is refused or let pass while a webhook cannot be asked. */
const CONSEQUENCES: Readonly<Record<Webhook, string>> = {
    "linkerd-proxy-injector":
        "The API server cannot ask the injector: new pods start without a proxy, or not at all with webhookFailurePolicy Fail.",
    "linkerd-sp-validator":
        "The API server cannot ask the validator: wrong ServiceProfiles are let pass, or all refused with webhookFailurePolicy Fail.",
    "linkerd-policy-validator":
        "The API server cannot ask the validator: wrong policies are let pass, or all refused with webhookFailurePolicy Fail.",
};

/** What is wrong with the serving certificates of the webhooks, or with what the API server trusts. */
export function webhookFindings(cluster: ReachableCluster, view: MeshView): Finding[] {
    const states = WEBHOOKS.map((webhook) => ({ webhook, ...stateOf(cluster, webhook) }));
    return [...states.flatMap(({ broken = [] }) => broken), ...ending(cluster, view, states)];
}

/** A webhook's certificate, or why it does not do. */
interface WebhookState {
    readonly broken?: readonly Finding[];
    readonly certificate?: X509Certificate;
}

/** Certificates that end: together, as they were made together. */
function ending(
    { name }: ReachableCluster,
    view: MeshView,
    states: readonly (WebhookState & { readonly webhook: Webhook })[],
): Finding[] {
    const endings = states.flatMap(({ webhook, certificate }) => {
        const expiry = certificate === undefined ? undefined : expiryOf(certificate, view.now);
        return expiry === undefined ? [] : [{ ...expiry, webhook }];
    });
    return [...groupBy(endings, ({ what }) => what)].flatMap(([what, group]) =>
        oneFinding(group[0].severity, "webhook-certificate-expiring", name, {
            what: `the certificate of ${group.map(({ webhook }) => webhook).join(", ")} ${what}`,
            why: "From its end on, the API server cannot ask the webhooks: new pods start without a proxy, or not at all with webhookFailurePolicy Fail.",
            remedy: renewWebhooks(view),
        }),
    );
}

/** CA bundles of the webhook's configuration; undefined where there is no such configuration. */
function bundlesOf(
    { kubernetes }: ReachableCluster,
    webhook: Webhook,
): readonly string[] | undefined {
    const name = `${webhook}-webhook-config`;
    return [...kubernetes.mutatingWebhooks, ...kubernetes.validatingWebhooks]
        .find(({ metadata }) => metadata?.name === name)
        ?.webhooks?.map(({ clientConfig }) => decode(clientConfig.caBundle));
}

function stateOf(cluster: ReachableCluster, webhook: Webhook): WebhookState {
    const { name, config, kubernetes } = cluster;
    const secret = `${webhook}-k8s-tls`;
    const place = `Secret ${CONTROL_PLANE_NAMESPACE}/${secret}`;
    const chart = applyChartAgain(config, CONTROL_PLANE_NAMESPACE, "linkerd-control-plane");
    const again = makeSecretAgain(cluster, secret);
    const broken = (code: Code, what: string, remedy = again): WebhookState => ({
        broken: oneFinding("error", code, name, { what, why: CONSEQUENCES[webhook], remedy }),
    });
    const data = objectNamed(kubernetes.secrets, CONTROL_PLANE_NAMESPACE, secret)?.data;
    if (data === undefined) {
        return broken("webhook-certificate-missing", `${place} is missing`, [MAKE_DELETED_AGAIN]);
    }
    const [certificate] = readCertificates(decode(data["tls.crt"])) ?? [];
    if (certificate === undefined) {
        return broken("webhook-certificate-unusable", `the certificate in ${place} cannot be read`);
    }
    const host = `${webhook}.${CONTROL_PLANE_NAMESPACE}.svc`;
    if (certificate.checkHost(host) === undefined) {
        return broken(
            "webhook-certificate-unusable",
            `the certificate in ${place} does not name ${host}`,
        );
    }
    const bundles = bundlesOf(cluster, webhook);
    if (bundles === undefined) {
        // The proxies' layer tells of the injector's.
        return webhook === "linkerd-proxy-injector"
            ? {}
            : broken(
                  "webhook-configuration-missing",
                  `ValidatingWebhookConfiguration ${webhook}-webhook-config is missing`,
                  [chart],
              );
    }
    if (
        !bundles.every((pem) =>
            (readCertificates(pem) ?? []).some((ca) => isSignedBy(certificate, ca)),
        )
    ) {
        return broken(
            "webhook-certificate-untrusted",
            `the CA that the API server has for ${webhook} did not sign the certificate in ${place}`,
            // Either of the two was changed.
            [chart, ...again],
        );
    }
    return { certificate };
}
