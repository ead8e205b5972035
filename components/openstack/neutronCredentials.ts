import type * as pulumi from "@pulumi/pulumi";

/** How Keystone and Neutron are reached: names as the OpenStack provider has them. */
export interface NeutronCredentials<Secret = pulumi.Output<string>> {
    readonly authUrl: string;
    readonly region?: string;
    readonly userName?: string;
    readonly userId?: string;
    readonly userDomainName?: string;
    readonly userDomainId?: string;
    readonly tenantName?: string;
    readonly tenantId?: string;
    readonly projectDomainName?: string;
    readonly projectDomainId?: string;
    readonly password?: Secret;
    readonly applicationCredentialId?: string;
    readonly applicationCredentialName?: string;
    readonly applicationCredentialSecret?: Secret;
    /** Interface of the catalogue. @default public */
    readonly endpointType?: string;
    /** The certificate itself, PEM: the provider takes a path or the text. */
    readonly cacertFile?: string;
    readonly insecure?: boolean;
}
