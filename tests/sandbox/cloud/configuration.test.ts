import assert from "node:assert/strict";
import { keystoneConfig, neutronConfig } from "../../../sandbox/cloud/configuration";
import { readSettings } from "../../../sandbox/settings/settings";

const settings = readSettings("/project", {
    SANDBOX_STATE: "/s",
    SANDBOX_KEYSTONE_PORT: "15001",
    SANDBOX_NEUTRON_PORT: "19697",
});

describe("keystoneConfig", () => {
    it("keeps database and keys in the state folder, those of receipts too", () => {
        assert.equal(
            keystoneConfig(settings),
            [
                "[database]",
                "connection = sqlite:////s/cloud/keystone/keystone.sqlite",
                "sqlite_synchronous = false",
                "",
                "[token]",
                "expiration = 86400",
                "",
                "[fernet_tokens]",
                "key_repository = /s/cloud/keystone/fernet-keys",
                "",
                "[fernet_receipts]",
                "key_repository = /s/cloud/keystone/fernet-keys",
                "",
                "[credential]",
                "key_repository = /s/cloud/keystone/credential-keys",
                "",
                "[identity]",
                "password_hash_rounds = 4",
                "",
                "[cache]",
                "enabled = true",
                "backend = dogpile.cache.memory",
                "",
            ].join("\n"),
        );
    });
});

describe("neutronConfig", () => {
    it("is the API alone, without broker, agents and quotas, and asks our Keystone", () => {
        assert.equal(
            neutronConfig(settings, "/cache/venv", "secret"),
            [
                "[DEFAULT]",
                "state_path = /s/cloud/neutron",
                "api_paste_config = /cache/venv/etc/neutron/api-paste.ini",
                "transport_url = fake://",
                "rpc_response_timeout = 5",
                "core_plugin = ml2",
                "service_plugins = router",
                "auth_strategy = keystone",
                "notify_nova_on_port_status_changes = false",
                "notify_nova_on_port_data_changes = false",
                "dhcp_agent_notification = false",
                "",
                "[oslo_concurrency]",
                "lock_path = /s/cloud/neutron/lock",
                "",
                "[oslo_messaging_notifications]",
                "driver = noop",
                "",
                "[database]",
                "connection = sqlite:////s/cloud/neutron/neutron.sqlite",
                "sqlite_synchronous = false",
                "",
                "[keystone_authtoken]",
                "www_authenticate_uri = http://127.0.0.1:15001/v3",
                "auth_url = http://127.0.0.1:15001/v3",
                "auth_type = password",
                "username = neutron",
                "password = secret",
                "project_name = service",
                "user_domain_id = default",
                "project_domain_id = default",
                "service_token_roles_required = true",
                "",
                "[ml2]",
                "type_drivers = flat,vxlan",
                "project_network_types = vxlan",
                "mechanism_drivers = ",
                "extension_drivers = port_security",
                "",
                "[ml2_type_flat]",
                "flat_networks = *",
                "",
                "[ml2_type_vxlan]",
                "vni_ranges = 1:1000",
                "",
                "[quotas]",
                "quota_network = -1",
                "quota_subnet = -1",
                "quota_port = -1",
                "quota_router = -1",
                "quota_floatingip = -1",
                "quota_security_group = -1",
                "quota_security_group_rule = -1",
                "",
            ].join("\n"),
        );
    });
});
