import { join } from "node:path";
import type { Settings } from "../settings/settings";
import { keystoneUrl, serviceDatabase, serviceFolder } from "./paths";

/** Options of an OpenStack service by section. */
type Sections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;

/** Text of keystone.conf. */
export function keystoneConfig(settings: Settings): string {
    const folder = serviceFolder(settings, "keystone");
    const tokenKeys = { key_repository: join(folder, "fernet-keys") };
    return render({
        database: database(settings, "keystone"),
        // Seconds; long enough for a day's work with one token.
        token: { expiration: 86_400 },
        fernet_tokens: tokenKeys,
        // Its default is /etc/keystone, where fernet_setup would write as root without a word.
        fernet_receipts: tokenKeys,
        credential: { key_repository: join(folder, "credential-keys") },
        // The least that bcrypt takes; the passwords are random.
        identity: { password_hash_rounds: 4 },
        // Without it Keystone computes every token's catalogue anew, 0.2 s a call. One process, so one memory.
        cache: { enabled: true, backend: "dogpile.cache.memory" },
    });
}

/**
 * Text of neutron.conf: the API alone.
 *
 * No agent listens, so messages go nowhere (`fake://`), and no mechanism driver binds ports: they stay
 * DOWN. `virtualEnvironment` holds the file that lists Neutron's middleware.
 */
export function neutronConfig(
    settings: Settings,
    virtualEnvironment: string,
    password: string,
): string {
    const folder = serviceFolder(settings, "neutron");
    return render({
        DEFAULT: {
            state_path: folder,
            api_paste_config: join(virtualEnvironment, "etc", "neutron", "api-paste.ini"),
            transport_url: "fake://",
            // Seconds. Nobody answers; whatever should ask all the same is not to hold the one thread for 60 s.
            rpc_response_timeout: 5,
            core_plugin: "ml2",
            service_plugins: "router",
            auth_strategy: "keystone",
            notify_nova_on_port_status_changes: false,
            notify_nova_on_port_data_changes: false,
            dhcp_agent_notification: false,
        },
        oslo_concurrency: { lock_path: join(folder, "lock") },
        oslo_messaging_notifications: { driver: "noop" },
        database: database(settings, "neutron"),
        keystone_authtoken: {
            www_authenticate_uri: keystoneUrl(settings),
            auth_url: keystoneUrl(settings),
            auth_type: "password",
            username: "neutron",
            password,
            project_name: "service",
            user_domain_id: "default",
            project_domain_id: "default",
            service_token_roles_required: true,
        },
        ml2: {
            type_drivers: "flat,vxlan",
            project_network_types: "vxlan",
            mechanism_drivers: "",
            extension_drivers: "port_security",
        },
        ml2_type_flat: { flat_networks: "*" },
        ml2_type_vxlan: { vni_ranges: "1:1000" },
        quotas: unlimited([
            "network",
            "subnet",
            "port",
            "router",
            "floatingip",
            "security_group",
            "security_group_rule",
        ]),
    });
}

function database(settings: Settings, service: "keystone" | "neutron") {
    return {
        connection: `sqlite:///${serviceDatabase(settings, service)}`,
        // Waiting for the disk after every transaction makes each call slower; `up` makes all of it anew.
        sqlite_synchronous: false,
    };
}

function unlimited(resources: readonly string[]): Record<string, number> {
    return Object.fromEntries(resources.map((resource) => [`quota_${resource}`, -1]));
}

function render(sections: Sections): string {
    return Object.entries(sections)
        .map(([section, options]) =>
            [
                `[${section}]`,
                ...Object.entries(options).map(([key, value]) => `${key} = ${String(value)}`),
                "",
            ].join("\n"),
        )
        .join("\n");
}
