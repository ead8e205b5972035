/**
 * Key usages of the trust anchor, the issuers and the webhook CA.
 *
 * No extended key usage on purpose: Go's verifier asks every certificate of a chain for server
 * authentication as soon as one carries an extended key usage.
 */
export const CA_USES = ["cert_signing", "crl_signing", "digital_signature"];

/**
 * A changed lifetime is for the certificates of the next generation: applied to one that is in use,
 * the provider would replace it, and with a trust anchor every issuer and every pod's trust.
 */
export const KEEP_LIFETIME = ["validityPeriodHours"];

/**
 * An issuer signs proxies, never another CA. Issuers made before that stay as they are: the provider
 * replaces a certificate whose path length changes, and the next generation has it anyway.
 */
export const KEEP_ISSUER = [...KEEP_LIFETIME, "maxPathLength"];

/** Key usages of a webhook's serving certificate. */
export const SERVER_USES = ["digital_signature", "key_encipherment", "server_auth"];

/** `linkerd check` accepts only this key for an issuer. */
export const KEY = { algorithm: "ECDSA", ecdsaCurve: "P256" };
