import assert from "node:assert/strict";
import { REMOTE_ACCESS_RULES } from "../../../components/linkerd/remoteAccessRules";
import { describeRight, excessOf, NEEDED_RIGHTS } from "../../../operations/view/remoteRights";

const BASIC_USER = [
    {
        verbs: ["create"],
        apiGroups: ["authorization.k8s.io"],
        resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    },
    { verbs: ["create"], apiGroups: ["authentication.k8s.io"], resources: ["selfsubjectreviews"] },
];

describe("NEEDED_RIGHTS", () => {
    it("are what the program grants, one by one", () => {
        const needed = NEEDED_RIGHTS.map(describeRight);
        assert.equal(needed.length, 24);
        assert.deepEqual(needed.slice(0, 3), [
            "list replicasets.apps",
            "get replicasets.apps",
            "watch replicasets.apps",
        ]);
        assert.ok(needed.includes("get configmaps linkerd-config"));
    });
});

describe("excessOf", () => {
    it("is nothing of what the program grants and what everybody has", () => {
        assert.deepEqual(excessOf([...REMOTE_ACCESS_RULES, ...BASIC_USER]), []);
    });

    const CASES: readonly [string, Parameters<typeof excessOf>[0][number], readonly string[]][] = [
        [
            "rights to other things",
            { verbs: ["get", "list"], apiGroups: [""], resources: ["secrets"] },
            ["get secrets", "list secrets"],
        ],
        [
            "other rights to the same things",
            { verbs: ["get", "delete"], apiGroups: [""], resources: ["services", "pods"] },
            ["delete services", "delete pods"],
        ],
        [
            "the same resource of another group",
            { verbs: ["list"], apiGroups: ["metrics.k8s.io"], resources: ["pods"] },
            ["list pods.metrics.k8s.io"],
        ],
        [
            "all ConfigMaps where one is granted",
            { verbs: ["get"], apiGroups: [""], resources: ["configmaps"] },
            ["get configmaps"],
        ],
        [
            "another ConfigMap",
            {
                verbs: ["get"],
                apiGroups: [""],
                resources: ["configmaps"],
                resourceNames: ["linkerd-config", "coredns"],
            },
            ["get configmaps coredns"],
        ],
        [
            "everything",
            { verbs: ["*"], apiGroups: ["*"], resources: ["*"] },
            ["do everything with every resource, secrets included"],
        ],
        [
            "everything of a group",
            { verbs: ["get"], apiGroups: ["apps"], resources: ["*"] },
            ["get every resource of apps"],
        ],
        ["paths that are no resources", { verbs: ["get"] }, []],
    ];
    for (const [what, rule, expected] of CASES) {
        it(`names ${what}`, () => {
            assert.deepEqual(excessOf([rule, rule]), expected);
        });
    }
});
