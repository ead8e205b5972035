import { stringify } from "yaml";

/** The only region of the sandbox's catalogue. */
export const REGION = "RegionOne";

/** One user of the cloud; its project and its entry in clouds.yaml have the same name. */
export interface CloudUser {
    readonly name: string;
    readonly password: string;
}

/** Text of clouds.yaml, for openstacksdk, the OpenStack CLI and the program. */
export function renderClouds(authUrl: string, users: readonly CloudUser[]): string {
    const clouds = users.map(({ name, password }) => [
        name,
        {
            auth: {
                auth_url: authUrl,
                username: name,
                password,
                project_name: name,
                user_domain_name: "Default",
                project_domain_name: "Default",
            },
            region_name: REGION,
            interface: "public",
            identity_api_version: 3,
        },
    ]);
    return stringify({ clouds: Object.fromEntries(clouds) as unknown });
}
