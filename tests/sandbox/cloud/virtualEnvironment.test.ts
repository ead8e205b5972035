import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environmentKey, pythonFolder } from "../../../sandbox/cloud/virtualEnvironment";
import { readSettings } from "../../../sandbox/settings/settings";

describe("environmentKey", () => {
    it("is another for other packages and for another Python, and the same for the same", () => {
        const keys = [
            environmentKey("keystone==30.0.0\n", "/usr/bin/python3 3.11.2"),
            environmentKey("keystone==30.0.0\n", "/usr/bin/python3 3.12.3"),
            environmentKey("keystone==30.0.1\n", "/usr/bin/python3 3.11.2"),
        ];
        assert.equal(new Set(keys).size, 3);
        assert.equal(environmentKey("keystone==30.0.0\n", "/usr/bin/python3 3.11.2"), keys[0]);
    });
});

describe("requirements.txt", () => {
    it("pins every package to one version", () => {
        const folder = pythonFolder(readSettings(join(__dirname, "..", "..", ".."), {}));
        const lines = readFileSync(join(folder, "requirements.txt"), "utf8").trimEnd().split("\n");
        assert.deepEqual(
            lines.filter((line) => !/^[\w.-]+==\d+(\.\d+)+$/.test(line)),
            [],
        );
    });
});
