import assert from "node:assert/strict";
import { renderClouds } from "../../../sandbox/cloud/clouds";

describe("renderClouds", () => {
    it("has an entry for each user, in the project of its name", () => {
        const entry = (name: string, password: string) => [
            `  ${name}:`,
            "    auth:",
            "      auth_url: http://127.0.0.1:15000/v3",
            `      username: ${name}`,
            `      password: ${password}`,
            `      project_name: ${name}`,
            "      user_domain_name: Default",
            "      project_domain_name: Default",
            "    region_name: RegionOne",
            "    interface: public",
            "    identity_api_version: 3",
        ];
        assert.equal(
            renderClouds("http://127.0.0.1:15000/v3", [
                { name: "cluster1", password: "one" },
                // A number if it were not quoted.
                { name: "admin", password: "1e3" },
            ]),
            ["clouds:", ...entry("cluster1", "one"), ...entry("admin", '"1e3"'), ""].join("\n"),
        );
    });
});
