import assert from "node:assert/strict";
import { homedir } from "node:os";
import { readSettings } from "../../../sandbox/settings/settings";

describe("readSettings", () => {
    it("takes folders from the project, wherever the command was typed", () => {
        const env = { SANDBOX_STATE: "a", SANDBOX_CACHE: "b", SANDBOX_IMAGES: "/c" };
        const { stateDir, cacheDir, imageDir } = readSettings("/project", env);
        assert.deepEqual([stateDir, cacheDir, imageDir], ["/project/a", "/project/b", "/c"]);
    });

    it("takes an empty variable for an unset one", () => {
        const names = ["STATE", "CACHE", "IMAGES", "PREFIX", "RANGE", "CLUSTERS", "CHART_PORT"];
        const empty = Object.fromEntries(names.map((name) => [`SANDBOX_${name}`, ""]));
        assert.deepEqual(readSettings("/project", empty), readSettings("/project", {}));
    });

    it("gives Keystone and Neutron ports of their own", () => {
        const ports = (env: NodeJS.ProcessEnv) => {
            const { keystonePort, neutronPort } = readSettings("/project", env);
            return [keystonePort, neutronPort];
        };
        assert.deepEqual(ports({}), [15000, 19696]);
        const env = { SANDBOX_KEYSTONE_PORT: "15001", SANDBOX_NEUTRON_PORT: "19697" };
        assert.deepEqual(ports(env), [15001, 19697]);
    });

    for (const folder of [".", "..", "/", homedir()]) {
        it(`refuses the state folder ${folder}, which reset would remove with all it holds`, () => {
            assert.throws(
                () => readSettings("/srv/project", { SANDBOX_STATE: folder }),
                /^Error: SANDBOX_STATE is \/.*, which holds \/.*: write a folder of its own/,
            );
        });
    }

    const wrong: [string, string, string][] = [
        ["SANDBOX_PREFIX", "Mesh1", "write one to four lower-case letters or digits"],
        ["SANDBOX_RANGE", "198.18.0.0/24", "write a /16, for example 198.18.0.0/16"],
        ["SANDBOX_CLUSTERS", "1", "write a whole number from 2 to 9"],
        ["SANDBOX_API_PORT", "6443x", "write a whole number from 1 to 65535"],
        ["SANDBOX_KEYSTONE_PORT", "0", "write a whole number from 1 to 65535"],
        ["SANDBOX_NEUTRON_PORT", "65536", "write a whole number from 1 to 65535"],
    ];
    for (const [name, value, what] of wrong) {
        it(`says what to write instead of ${name}=${value}`, () => {
            assert.throws(() => readSettings("/project", { [name]: value }), {
                message: `${name} is "${value}": ${what}`,
            });
        });
    }
});
