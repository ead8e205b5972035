import type { NeutronCredentials } from "../../../components/openstack/neutronCredentials";
import type { Problem } from "../types/problem";

/**
 * Variables that the OpenStack plugin reads for what the program leaves out, and which field leaves
 * nothing to them. From terraform-provider-openstack 1.54.1, `openstack/provider.go`, and the
 * `clientconfig` that it uses. Those that only say how often or how verbosely it asks are not here.
 */
const VARIABLES: readonly (readonly [variable: string, field?: keyof NeutronCredentials])[] = [
    ["OS_CLOUD"],
    ["OS_REGION_NAME", "region"],
    ["OS_USERNAME", "userName"],
    ["OS_USER_ID", "userId"],
    ["OS_PASSWORD", "password"],
    ["OS_TOKEN"],
    ["OS_AUTH_TOKEN"],
    ["OS_TENANT_ID", "tenantId"],
    ["OS_PROJECT_ID", "tenantId"],
    ["OS_TENANT_NAME", "tenantName"],
    ["OS_PROJECT_NAME", "tenantName"],
    ["OS_USER_DOMAIN_ID", "userDomainId"],
    ["OS_USER_DOMAIN_NAME", "userDomainName"],
    ["OS_PROJECT_DOMAIN_ID", "projectDomainId"],
    ["OS_PROJECT_DOMAIN_NAME", "projectDomainName"],
    ["OS_DOMAIN_ID"],
    ["OS_DOMAIN_NAME"],
    ["OS_DEFAULT_DOMAIN"],
    ["OS_SYSTEM_SCOPE"],
    ["OS_APPLICATION_CREDENTIAL_ID", "applicationCredentialId"],
    ["OS_APPLICATION_CREDENTIAL_NAME", "applicationCredentialName"],
    ["OS_APPLICATION_CREDENTIAL_SECRET", "applicationCredentialSecret"],
    ["OS_ENDPOINT_TYPE", "endpointType"],
    ["OS_CACERT", "cacertFile"],
    ["OS_INSECURE", "insecure"],
    ["OS_CERT"],
    ["OS_KEY"],
];

/**
 * Refuses what an RC file, sourced for another cloud perhaps, would add to the login of a cluster.
 * The engine gives its own environment to program and plugins alike.
 */
export function openStackEnvironment(
    clouds: ReadonlyMap<number, NeutronCredentials<string>>,
    environment: Readonly<Record<string, string | undefined>>,
    entries: unknown,
): Problem[] {
    const harmful = VARIABLES.filter(
        ([variable, field]) =>
            (environment[variable] ?? "") !== "" &&
            [...clouds.values()].some((cloud) => field === undefined || cloud[field] === undefined),
    );
    const [first] = clouds.keys();
    if (first === undefined || harmful.length === 0) return [];
    const names = harmful.map(([variable]) => variable);
    const unset = names.map((name) => `-u ${name}`).join(" ");
    const advice = `the environment has ${names.join(", ")}, which the OpenStack plugin would add to the login of every cluster; run Pulumi in a fresh shell, or as 'env ${unset} pulumi up'`;
    const value = (entries as readonly { readonly openstack?: unknown }[])[first]?.openstack;
    return [{ path: ["clusters", first, "openstack"], value, advice }];
}
