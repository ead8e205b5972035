import assert from "node:assert/strict";
import { stringify } from "yaml";
import {
    CLUSTERS,
    clusters,
    configOf,
    EAST,
    refuses,
    WEST,
    type Surroundings,
} from "../../../support/configCases";
import { pair } from "../../../support/certificates";
import { cloudsYaml, CREDENTIAL, horizonCloud, without } from "../../../support/configFiles";

const FILE = "/home/operator/.config/openstack/clouds.yaml";
const WHERE = 'clusters[0].openstack.cloudsPath is "~/.config/openstack/clouds.yaml"';
const CA = pair("keystone").certificate;

/** The default clouds.yaml with these keys for the cloud of east; west's is as it should be. */
function east(changes: object, auth: object = {}, remove: readonly string[] = []): Surroundings {
    const { auth: base, ...rest } = horizonCloud("east");
    const changed = { ...rest, auth: { ...without(base, ...remove), ...auth }, ...changes };
    return filed({ clouds: { east: changed, west: horizonCloud("west") } });
}

function filed(contents: unknown, others: Surroundings["files"] = {}): Surroundings {
    const text = typeof contents === "string" ? contents : stringify(contents);
    return { files: { [FILE]: text, ...others } };
}

function cloudOf(surroundings: Surroundings) {
    return configOf({ clusters: CLUSTERS }, surroundings).clusters[0]?.openstack?.cloud;
}

const REGIONS = ["North", "South"];

const HORIZON = {
    authUrl: "https://keystone.example:5000/v3",
    region: "RegionOne",
    userName: "east-admin",
    userDomainName: "Default",
    password: CREDENTIAL,
    tenantName: "east",
    projectDomainName: "Default",
    endpointType: "public",
};

const USER = ["username", "password", "user_domain_name"];
const PROJECT = ["project_name", "project_domain_name"];
const ALL = [...USER, ...PROJECT];

describe("readClusterCloud", () => {
    it("takes the only cloud, from contents as well", () => {
        const onlyCloud = { ...EAST, openstack: without(EAST.openstack, "cloud") };
        const { clusters: found } = configOf(
            { clusters: [onlyCloud, WEST], eastClouds: cloudsYaml("east") },
            { secretKeys: ["eastClouds"] },
        );
        assert.deepEqual(found[0]?.openstack?.cloud, HORIZON);
    });

    it("lays secure.yaml over the file beside it, and over nothing else", () => {
        const secure = { clouds: { east: { auth: { password: "from secure.yaml" } } } };
        const beside = { "/home/operator/.config/openstack/secure.yaml": stringify(secure) };
        const { auth, ...rest } = horizonCloud("east");
        const clouds = {
            east: { ...rest, auth: without(auth, "password") },
            west: horizonCloud("west"),
        };
        assert.deepEqual(cloudOf(filed({ clouds }, beside)), {
            ...HORIZON,
            password: "from secure.yaml",
        });
    });

    it("inlines the CA, so that the state does not need the file", () => {
        const files = east({ cacert: "~/ca.pem", verify: true }).files ?? {};
        assert.deepEqual(cloudOf({ files: { ...files, "/home/operator/ca.pem": CA } }), {
            ...HORIZON,
            cacertFile: CA,
            insecure: false,
        });
    });

    const translations: readonly [what: string, surroundings: Surroundings, cloud: object][] = [
        [
            "ids before names, of which the plugin takes one",
            east(
                {},
                { project_id: "an-id", user_domain_id: "default", project_domain_id: "other" },
            ),
            {
                ...without(HORIZON, "tenantName", "userDomainName", "projectDomainName"),
                tenantId: "an-id",
                userDomainId: "default",
                projectDomainId: "other",
            },
        ],
        [
            "one domain for user and project, and the old name of a project",
            east({}, { domain_name: "Site", tenant_name: "old" }, ["user_domain_name", ...PROJECT]),
            {
                ...HORIZON,
                userDomainName: "Site",
                projectDomainName: "Site",
                tenantName: "old",
            },
        ],
        [
            "an application credential by its id, without user and project",
            east(
                { auth_type: "v3applicationcredential", region_name: undefined },
                { application_credential_id: "id", application_credential_secret: CREDENTIAL },
                PROJECT,
            ),
            {
                authUrl: HORIZON.authUrl,
                applicationCredentialId: "id",
                applicationCredentialSecret: CREDENTIAL,
                endpointType: "public",
            },
        ],
        [
            "an application credential by its name, with its user",
            east(
                {},
                { application_credential_name: "mesh", application_credential_secret: CREDENTIAL },
                ["password", ...PROJECT],
            ),
            {
                ...without(HORIZON, "password", "tenantName", "projectDomainName"),
                applicationCredentialName: "mesh",
                applicationCredentialSecret: CREDENTIAL,
            },
        ],
        [
            "an application credential by its name, with the id of its user",
            east(
                {},
                {
                    application_credential_name: "mesh",
                    application_credential_secret: CREDENTIAL,
                    user_id: "an-id",
                },
                ALL,
            ),
            {
                authUrl: HORIZON.authUrl,
                region: "RegionOne",
                userId: "an-id",
                applicationCredentialName: "mesh",
                applicationCredentialSecret: CREDENTIAL,
                endpointType: "public",
            },
        ],
        [
            "the old name of the interface",
            east({ interface: undefined, endpoint_type: "internalURL" }),
            { ...HORIZON, endpointType: "internalURL" },
        ],
        [
            "a Keystone of this machine over http",
            east({}, { auth_url: "http://127.0.0.1:5000/v3" }),
            { ...HORIZON, authUrl: "http://127.0.0.1:5000/v3" },
        ],
        [
            "the only one of its regions, and the opposite of insecure",
            east({ region_name: undefined, regions: ["North"], insecure: false }),
            { ...HORIZON, region: "North", insecure: false },
        ],
        [
            "a region of several, by its name",
            east({ regions: [{ name: "RegionOne" }, "North"], network_api_version: "2.0" }),
            HORIZON,
        ],
        [
            "nothing from keys of other services",
            east({ volume_api_version: "3", compute_endpoint_override: "https://nova.example" }),
            HORIZON,
        ],
    ];
    for (const [what, surroundings, cloud] of translations) {
        it(`translates ${what}`, () => {
            assert.deepEqual(cloudOf(surroundings), cloud);
        });
    }

    const accepting = clusters(
        { openstack: { ...EAST.openstack, allowInsecureTransport: true } },
        {},
    );
    const risks: readonly (readonly [risk: string, surroundings: Surroundings, cloud: object])[] = [
        [
            "its auth_url is plain http",
            east({}, { auth_url: "http://keystone.example:5000/v3" }),
            { ...HORIZON, authUrl: "http://keystone.example:5000/v3" },
        ],
        [
            "its Keystone's certificate is not checked",
            east({ verify: false }),
            { ...HORIZON, insecure: true },
        ],
        [
            "its Keystone's certificate is not checked",
            east({ insecure: true }),
            { ...HORIZON, insecure: true },
        ],
    ];
    refuses(
        risks.map(([risk, surroundings], index) => [
            `number ${String(index)} of what lets others read the password: ${risk}`,
            { clusters: CLUSTERS },
            [
                `${WHERE}: ${risk}: whoever stands in between reads the password; correct that, or accept it with clusters[0].openstack.allowInsecureTransport: true`,
            ],
            surroundings,
        ]),
    );
    for (const [index, [, surroundings, cloud]] of risks.entries()) {
        it(`takes number ${String(index)} of them where the key accepts it`, () => {
            const { clusters: found } = configOf(accepting, surroundings);
            assert.deepEqual(found[0]?.openstack?.cloud, cloud);
        });
    }

    const its = (...mistakes: readonly string[]) =>
        mistakes.map((mistake) => `${WHERE}: its cloud "east": ${mistake}`);
    const OVERRIDE =
        "is not followed; remove it, and let the catalogue of Keystone name the endpoint";
    const GONE = "there is no such file, looked for at";
    const PATH = "write the path of a clouds.yaml, for example ~/.config/openstack/clouds.yaml";
    refuses([
        [
            "a file that is not there, the default as well",
            clusters({}, { openstack: { ...WEST.openstack, cloudsPath: "clouds.yaml" } }),
            [
                `${WHERE}: ${GONE} ${FILE}; ${PATH}`,
                `clusters[1].openstack.cloudsPath is "clouds.yaml": ${GONE} /project/clouds.yaml; ${PATH}`,
            ],
            { files: { [FILE]: undefined } },
        ],
        [
            "a path and contents",
            {
                clusters: [
                    { ...EAST, openstack: { ...EAST.openstack, cloudsPath: "~/clouds" } },
                    WEST,
                ],
                eastClouds: cloudsYaml("east"),
            },
            [
                'clusters[0].openstack.cloudsPath is "~/clouds": the key eastClouds holds a clouds.yaml of this cluster too; remove one of them',
            ],
            { secretKeys: ["eastClouds"] },
        ],
        [
            "contents in plain text, with what else is wrong with them",
            { clusters: CLUSTERS, eastClouds: cloudsYaml("west", "north") },
            [
                'clusters[0].openstack.cloud is "east": the clouds.yaml has no such cloud; write one of west, north',
                "eastClouds is [secret]: it holds credentials and stands in plain text; store it with 'pulumi config set --secret eastClouds < FILE'",
            ],
        ],
        [
            "what is not YAML, without quoting it",
            { clusters: CLUSTERS, eastClouds: `clouds:\n  "${CREDENTIAL}` },
            ["eastClouds is [secret]: it is not YAML, see its line 2; correct it"],
            { secretKeys: ["eastClouds"] },
        ],
        [
            "what is no clouds.yaml",
            { clusters: CLUSTERS, eastClouds: "just a text", westClouds: "clouds: {}" },
            [
                "eastClouds is [secret]: it has no clouds in it; give one as Horizon makes it",
                "westClouds is [secret]: it holds no clouds; give one as Horizon makes it",
            ],
            { secretKeys: ["eastClouds", "westClouds"] },
        ],
        [
            "a cloud that is not in it, and none where there are several",
            clusters(
                { openstack: { ...EAST.openstack, cloud: "south" } },
                { openstack: without(WEST.openstack, "cloud") },
            ),
            [
                'clusters[0].openstack.cloud is "south": the clouds.yaml has no such cloud; write one of east, west, north',
                "clusters[1].openstack.cloud is missing: the clouds.yaml holds several; write one of east, west, north",
            ],
        ],
        [
            "a file as Horizon makes it",
            { clusters: CLUSTERS },
            its(
                "auth has no password, which Horizon leaves out; add it, there or in a secure.yaml beside it",
            ),
            east({}, {}, ["password"]),
        ],
        [
            "a login without user and project",
            { clusters: CLUSTERS },
            its(
                "auth has no username; add it",
                "auth names no project; add project_name or project_id",
            ),
            east({}, {}, ["username", "project_name"]),
        ],
        [
            "a password for the id of a user",
            { clusters: CLUSTERS },
            its(
                "auth has a user_id without a username, with which the OpenStack plugin cannot use a password; add username and user_domain_name",
            ),
            east({}, { user_id: "an-id" }, ["username"]),
        ],
        [
            "half an application credential",
            { clusters: CLUSTERS },
            its(
                "auth has no application_credential_secret; add it, there or in a secure.yaml beside it",
                "auth has no application_credential_id; add it",
            ),
            east({ auth_type: "v3applicationcredential" }),
        ],
        [
            "the name of an application credential alone",
            { clusters: CLUSTERS },
            its(
                "auth names the application credential but not its user; add application_credential_id, or user_id",
            ),
            east(
                {},
                { application_credential_name: "mesh", application_credential_secret: CREDENTIAL },
                ALL,
            ),
        ],
        [
            "values of the wrong type, without showing them",
            { clusters: CLUSTERS },
            its(
                "auth.auth_url is no URL of host and path, without user and query; write one, for example https://keystone.example:5000/v3",
                "auth.username is empty; write it",
                "auth.password is not a text; put quotes around it",
                "auth.project_name is missing; add it",
                "interface is not known; write public, internal or admin",
                "verify is neither true nor false; write one of them",
                "identity_api_version is not 3, the only version that Keystone still has; write 3",
            ),
            east(
                { interface: "outside", verify: "no", identity_api_version: 2 },
                { auth_url: "keystone:5000", username: "", password: 12345678, project_name: null },
            ),
        ],
        [
            "other ways to log in, each with the reason",
            { clusters: CLUSTERS },
            its(
                "auth.token expires before the next update; write a password or an application credential",
                "auth.passcode cannot be used twice; write an application credential",
                "auth.colour is no key that the program follows; remove it",
                "auth_type is a way to log in that the program cannot use; write password or v3applicationcredential",
                "profile is not followed; write auth_url and the rest of the vendor's profile out",
                "cert is a client certificate, which the program does not use; remove it",
                `network_endpoint_override ${OVERRIDE}`,
            ),
            east(
                {
                    auth_type: "v3token",
                    profile: "vexxhost",
                    cert: "~/cert.pem",
                    network_endpoint_override: "https://neutron.example",
                },
                { token: CREDENTIAL, passcode: "123456", colour: "red" },
            ),
        ],
        [
            "several regions, and one that is none of them",
            { clusters: CLUSTERS },
            [
                ...its("regions names several; add region_name with one of North, South"),
                `${WHERE.replace("[0]", "[1]")}: its cloud "west": region_name is none of its regions; write one of North, South`,
            ],
            filed({
                clouds: {
                    east: { ...without(horizonCloud("east"), "region_name"), regions: REGIONS },
                    west: { ...horizonCloud("west"), regions: REGIONS },
                },
            }),
        ],
        [
            "keys that it would not follow, those of every object as well",
            { clusters: CLUSTERS },
            its(
                "regions.0.values.interface is no key that the program follows; remove it",
                "network_api_version is not 2, the only version that Neutron has; write 2",
                ...["api_timeout", "project_name", "networks", "constructor"].map(
                    (key) => `${key} is no key that the program follows; remove it`,
                ),
            ),
            east({
                regions: [{ name: "RegionOne", values: { interface: "admin" } }],
                network_api_version: 3,
                api_timeout: 5,
                project_name: "other",
                networks: [],
                constructor: 1,
            }),
        ],
        [
            "keys that say the opposite of each other",
            { clusters: CLUSTERS },
            its(
                "verify and insecure say the opposite of each other; remove insecure",
                "interface and endpoint_type differ; remove endpoint_type",
            ),
            east({ verify: true, insecure: true, endpoint_type: "admin" }),
        ],
        [
            "keys beside clouds",
            { clusters: CLUSTERS },
            ["east", "west"].map(
                (_, index) =>
                    `${WHERE.replace("[0]", `[${String(index)}]`)}: it has public-clouds beside clouds, which is not followed; remove it`,
            ),
            filed({ clouds: {}, cache: { expiration: 5 }, "public-clouds": {} }),
        ],
        [
            "clouds that are none",
            { clusters: CLUSTERS },
            [
                ...its("it is empty; add auth, with auth_url and credentials"),
                `${WHERE.replace("[0]", "[1]")}: its cloud "west": auth is missing; add it, with auth_url and credentials`,
            ],
            filed({ clouds: { east: null, west: { region_name: "RegionOne" } } }),
        ],
        [
            "a secure.yaml that is none",
            { clusters: [EAST, { ...WEST, ...{ gateway: { exposure: "external" } } }] },
            [
                `${WHERE}: secure.yaml is not YAML, see its line 1; correct it`,
                "clusters[1].openstack is an object: gateway.exposure is external, and nothing would be made in it; remove the key, or write gateway.exposure: openstack",
                'clusters[1].egressAddresses is missing: the security group of east admits known addresses only, and no Neutron tells those of a cluster outside OpenStack; write the addresses that its pods are seen from, for example ["198.51.100.7"]',
            ],
            {
                files: {
                    "/home/operator/.config/openstack/secure.yaml": `"${CREDENTIAL}`,
                },
            },
        ],
    ]);

    const cas: readonly [what: string, cacert: string, mistake: string][] = [
        ["is relative", "ca.pem", "its cacert ca.pem is relative; write it from / on"],
        [
            "is not there",
            "/etc/ca.pem",
            "its cacert /etc/ca.pem: there is no such file; write the path of the CA's certificate",
        ],
        [
            "is none",
            "/etc/key.pem",
            "its cacert /etc/key.pem holds no certificate; give the CA's in PEM",
        ],
    ];
    refuses(
        cas.map(([what, cacert, mistake]) => {
            const { files } = east({ cacert });
            const surroundings = { files: { ...files, "/etc/key.pem": CREDENTIAL } };
            return [
                `a CA that ${what}`,
                { clusters: CLUSTERS },
                [`${WHERE}: ${mistake}`],
                surroundings,
            ];
        }),
    );
});
