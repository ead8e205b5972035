/** The items two to six of `linkerd multicluster check`, as 2.14.10 words them; the first names no cluster. */
export const LINK_ITEMS = [
    "Link resources are valid",
    "remote cluster access credentials are valid",
    "clusters share trust anchors",
    "service mirror controller has required permissions",
    "service mirror controllers are running",
];

/** What `linkerd check` of 2.14.10 says of certificates. */
export const CERTIFICATE_ITEMS = [
    "certificate config is valid",
    "trust anchors are using supported crypto algorithm",
    "trust anchors are within their validity period",
    "trust anchors are valid for at least 60 days",
    "issuer cert is using supported crypto algorithm",
    "issuer cert is within its validity period",
    "issuer cert is valid for at least 60 days",
    "issuer cert is issued by the trust anchor",
    ...["proxy-injector", "sp-validator", "policy-validator"].flatMap((webhook) => [
        `${webhook} webhook has valid cert`,
        `${webhook} cert is valid for at least 60 days`,
    ]),
];

/** What `linkerd check --output json` prints. */
export interface CheckOutput {
    readonly categories: readonly {
        readonly categoryName: string;
        readonly checks: readonly {
            readonly description: string;
            readonly result: string;
            readonly error?: string;
        }[];
    }[];
}
