import type { z } from "zod";
import type { NeutronCredentials } from "../../../components/openstack/neutronCredentials";
import { regionOf, type CloudEntry } from "./cloudEntry";

type Cloud = z.output<typeof CloudEntry>;
type Auth = Cloud["auth"];

const IN_SECURE = "there or in a secure.yaml beside it";

/** What is missing to log in; the schema has seen to each key by itself. */
export function loginMistakes({ auth, auth_type }: Cloud): string[] {
    if (usesApplicationCredential(auth, auth_type)) {
        const { application_credential_id: id, application_credential_name: name } = auth;
        const byName = id === undefined && name !== undefined;
        return [
            ...(auth.application_credential_secret === undefined
                ? [`auth has no application_credential_secret; add it, ${IN_SECURE}`]
                : []),
            ...(id === undefined && name === undefined
                ? ["auth has no application_credential_id; add it"]
                : []),
            ...(byName && auth.user_id === undefined && auth.username === undefined
                ? [
                      "auth names the application credential but not its user; add application_credential_id, or user_id",
                  ]
                : []),
        ];
    }
    const project = [auth.project_id, auth.project_name, auth.tenant_id, auth.tenant_name];
    return [
        ...(auth.password === undefined
            ? [`auth has no password, which Horizon leaves out; add it, ${IN_SECURE}`]
            : []),
        ...(auth.username === undefined
            ? [
                  auth.user_id === undefined
                      ? "auth has no username; add it"
                      : // Terraform's provider 1.54.1 adds its default domain to a user_id, and
                        // Gophercloud then refuses: "DomainID may not be provided … with a UserID".
                        "auth has a user_id without a username, with which the OpenStack plugin cannot use a password; add username and user_domain_name",
              ]
            : []),
        ...(project.every((one) => one === undefined)
            ? ["auth names no project; add project_name or project_id"]
            : []),
    ];
}

function usesApplicationCredential(auth: Auth, type: Cloud["auth_type"]): boolean {
    return type === "v3applicationcredential" || (type === undefined && namesCredential(auth));
}

function namesCredential(auth: Auth): boolean {
    return (
        auth.application_credential_id !== undefined ||
        auth.application_credential_name !== undefined
    );
}

type Choice = readonly [kind: "Id" | "Name", value: string | undefined];

/** The first one given: Gophercloud refuses the name of a domain or user beside its id. */
function named(field: "userDomain" | "tenant" | "projectDomain", choices: readonly Choice[]) {
    const [kind, value] = choices.find(([, given]) => given !== undefined) ?? [];
    return kind === undefined ? {} : { [`${field}${kind}`]: value };
}

function user(auth: Auth): Partial<NeutronCredentials<string>> {
    return {
        userName: auth.username,
        ...named("userDomain", [
            ["Id", auth.user_domain_id],
            ["Name", auth.user_domain_name],
            ["Id", auth.domain_id],
            ["Name", auth.domain_name],
        ]),
    };
}

function credentials({ auth, auth_type }: Cloud): Partial<NeutronCredentials<string>> {
    if (!usesApplicationCredential(auth, auth_type)) {
        return {
            ...user(auth),
            password: auth.password,
            ...named("tenant", [
                ["Id", auth.project_id],
                ["Id", auth.tenant_id],
                ["Name", auth.project_name],
                ["Name", auth.tenant_name],
            ]),
            ...named("projectDomain", [
                ["Id", auth.project_domain_id],
                ["Name", auth.project_domain_name],
                ["Id", auth.domain_id],
                ["Name", auth.domain_name],
            ]),
        };
    }
    // It belongs to one project already, and by its id to one user.
    const { application_credential_secret: applicationCredentialSecret } = auth;
    if (auth.application_credential_id !== undefined) {
        return {
            applicationCredentialId: auth.application_credential_id,
            applicationCredentialSecret,
        };
    }
    return {
        applicationCredentialName: auth.application_credential_name,
        applicationCredentialSecret,
        ...(auth.user_id === undefined ? user(auth) : { userId: auth.user_id }),
    };
}

/** The connection in the OpenStack plugin's own names; `cacert` is the text of the CA file. */
export function cloudConfig(cloud: Cloud, cacert: string | undefined): NeutronCredentials<string> {
    const all: NeutronCredentials<string> = {
        authUrl: cloud.auth.auth_url,
        region: regionOf(cloud),
        ...credentials(cloud),
        endpointType: cloud.interface ?? cloud.endpoint_type,
        cacertFile: cacert,
        insecure: cloud.verify === undefined ? cloud.insecure : !cloud.verify,
    };
    const present = Object.entries(all).filter(([, value]) => value !== undefined);
    return { authUrl: all.authUrl, ...Object.fromEntries(present) };
}
