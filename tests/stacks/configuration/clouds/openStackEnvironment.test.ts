import assert from "node:assert/strict";
import type { NeutronCredentials } from "../../../../components/openstack/neutronCredentials";
import { openStackEnvironment } from "../../../../stacks/configuration/clouds/openStackEnvironment";
import { CLUSTERS, configOf, EAST, refuses, WEST } from "../../../support/configCases";
import { without } from "../../../support/configFiles";

const problem = (variables: string, unset: string) =>
    `clusters[0].openstack is an object: the environment has ${variables}, which the OpenStack plugin would add to the login of every cluster; run Pulumi in a fresh shell, or as 'env ${unset} pulumi up'`;

describe("openStackEnvironment", () => {
    it("passes over variables whose place is taken in every cloud, and empty ones", () => {
        const environment = {
            OS_AUTH_URL: "https://elsewhere.example:5000/v3",
            OS_USERNAME: "other",
            OS_PASSWORD: "hunter2",
            OS_PROJECT_NAME: "other",
            OS_USER_DOMAIN_NAME: "Other",
            OS_PROJECT_DOMAIN_NAME: "Other",
            OS_REGION_NAME: "RegionTwo",
            OS_ENDPOINT_TYPE: "admin",
            OS_INTERFACE: "admin",
            OS_CLOUD: "",
        };
        configOf({ clusters: CLUSTERS }, { environment });
    });

    it("has nothing against any variable where no cluster lies in OpenStack", () => {
        const external = [EAST, WEST].map((entry) => ({
            ...without(entry, "openstack"),
            gateway: { exposure: "external" },
        }));
        configOf({ clusters: external }, { environment: { OS_CLOUD: "other" } });
    });

    it("looks at every cloud, and names the first cluster that has one", () => {
        const complete = { authUrl: "https://a", region: "RegionOne" };
        const clouds = new Map<number, NeutronCredentials<string>>([
            [1, complete],
            [2, { authUrl: "https://b" }],
        ]);
        const entries = [{}, { openstack: { network: "n" } }, { openstack: { network: "n" } }];
        assert.deepEqual(
            openStackEnvironment(clouds, { OS_REGION_NAME: "RegionTwo" }, entries).map(
                ({ path, value }) => [path, value],
            ),
            [[["clusters", 1, "openstack"], { network: "n" }]],
        );
        assert.deepEqual(
            openStackEnvironment(
                new Map([[1, complete]]),
                { OS_REGION_NAME: "RegionTwo" },
                entries,
            ),
            [],
        );
    });

    refuses([
        [
            "a choice of another cloud, and a token, whatever the clouds say",
            { clusters: CLUSTERS },
            [problem("OS_CLOUD, OS_TOKEN", "-u OS_CLOUD -u OS_TOKEN")],
            { environment: { OS_TOKEN: "hunter2", OS_CLOUD: "other" } },
        ],
        [
            "the ids that an RC file sets beside names",
            { clusters: CLUSTERS },
            [
                problem(
                    "OS_PROJECT_ID, OS_PROJECT_DOMAIN_ID",
                    "-u OS_PROJECT_ID -u OS_PROJECT_DOMAIN_ID",
                ),
            ],
            {
                environment: {
                    OS_PROJECT_ID: "an-id",
                    OS_PROJECT_NAME: "east",
                    OS_PROJECT_DOMAIN_ID: "default",
                },
            },
        ],
    ]);
});
