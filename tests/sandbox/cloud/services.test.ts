import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serviceConfig } from "../../../sandbox/cloud/paths";
import { serviceDaemon } from "../../../sandbox/cloud/services";
import { readSettings, type Settings } from "../../../sandbox/settings/settings";

const projectDir = join(__dirname, "..", "..", "..");

describe("serviceDaemon", () => {
    let settings: Settings;
    before(() => {
        settings = readSettings(projectDir, {
            SANDBOX_STATE: mkdtempSync(join(tmpdir(), "cloud-")),
        });
        for (const service of ["keystone", "neutron"] as const) {
            mkdirSync(dirname(serviceConfig(settings, service)), { recursive: true });
            writeFileSync(serviceConfig(settings, service), "password = first\n");
        }
    });
    after(() => {
        rmSync(settings.stateDir, { recursive: true });
    });
    const revision = () => serviceDaemon(settings, "/venv", "neutron").env?.["SANDBOX_REVISION"];

    it("is the service on its port, in the virtual environment", () => {
        const { env, ...daemon } = serviceDaemon(settings, "/venv", "neutron");
        const folder = join(settings.stateDir, "cloud", "neutron");
        assert.deepEqual(daemon, {
            name: "neutron",
            command: "/venv/bin/python",
            args: [
                join(projectDir, "sandbox", "cloud", "python", "serve.py"),
                "neutron",
                "19696",
                folder,
            ],
            cwd: folder,
        });
        assert.deepEqual(env, {
            PYTHONWARNINGS: "ignore",
            PYTHONUNBUFFERED: "1",
            SANDBOX_REVISION: revision(),
            OS_NEUTRON_CONFIG_DIR: folder,
            OS_NEUTRON_CONFIG_FILES: "neutron.conf",
        });
    });

    it("tells Keystone where the administrator's password is, not what it is", () => {
        const { env = {} } = serviceDaemon(settings, "/venv", "keystone");
        const url = "http://127.0.0.1:15000/v3";
        assert.deepEqual(env, {
            PYTHONWARNINGS: "ignore",
            PYTHONUNBUFFERED: "1",
            SANDBOX_REVISION: env["SANDBOX_REVISION"],
            OS_KEYSTONE_CONFIG_DIR: join(settings.stateDir, "cloud", "keystone"),
            OS_BOOTSTRAP_REGION_ID: "RegionOne",
            OS_BOOTSTRAP_PUBLIC_URL: url,
            OS_BOOTSTRAP_INTERNAL_URL: url,
            OS_BOOTSTRAP_ADMIN_URL: url,
            ADMIN_PASSWORD_FILE: join(settings.stateDir, "cloud", "passwords", "admin"),
        });
    });

    it("is another command line, and so restarted, when its configuration has changed", () => {
        const before = revision();
        writeFileSync(serviceConfig(settings, "neutron"), "password = second\n");
        assert.notEqual(revision(), before);
    });
});
