/** The webhooks of the Linkerd control plane, by the name of their Service. */
export const WEBHOOKS = [
    "linkerd-proxy-injector",
    "linkerd-sp-validator",
    "linkerd-policy-validator",
] as const;

/** Name of a webhook's Service. */
export type Webhook = (typeof WEBHOOKS)[number];
