import assert from "node:assert/strict";
import { RemoteAccess, type RemoteAccessArgs } from "../../../components/linkerd/remoteAccess";
import type { TokenData } from "../../../components/linkerd/serviceAccountToken";
import { tokenOf, withOutputs } from "../../support/outputs";
import { inCluster, multicluster } from "../../support/parts";
import { once, record, type Recording, type RecordOptions } from "../../support/record";
import { secret, UNKNOWN } from "../../support/values";

function grant(
    options: RecordOptions = {},
    pullSecrets: readonly string[] = [],
    generations: Pick<RemoteAccessArgs, "generation" | "keptGeneration"> = {},
) {
    return record(() => {
        const cluster = inCluster("west");
        const { token, certificateAuthorityData, accountName, generation } = new RemoteAccess(
            "west-access-east",
            {
                ...{ peer: "east", multicluster: multicluster("west", cluster), pullSecrets },
                ...generations,
            },
            cluster,
        );
        return { token, certificateAuthorityData, accountName, generation };
    }, options);
}

const granted = once(() => grant());

const NAME = "linkerd-service-mirror-remote-access-east";
const LABELS = { "linkerd.io/extension": "multicluster" };
const NAMESPACED = { name: NAME, namespace: "linkerd-multicluster", labels: LABELS };
const TOKEN = secret(tokenOf("west-access-east-token"));

/** What the API server answers before the token controller has come by. */
function unfilled(data: TokenData): RecordOptions["outputs"] {
    return withOutputs({ "west-access-east-token": { data } });
}

describe("RemoteAccess", () => {
    it("is an account, its rights and its token, in the cluster that is read", async () => {
        const { below, get } = await granted();
        assert.deepEqual(below("west-access-east"), [
            ["kubernetes:core/v1:ServiceAccount", "west-access-east-account"],
            ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole", "west-access-east-role"],
            [
                "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding",
                "west-access-east-binding",
            ],
            ["kubernetes:core/v1:Secret", "west-access-east-token"],
        ]);
        for (const [, name] of below("west-access-east")) {
            assert.equal(get(name).provider, "west-kubernetes", name);
        }
    });

    it("grants what `linkerd multicluster allow` grants, to this account alone", async () => {
        const { get } = await granted();
        const read = ["list", "get", "watch"];
        assert.deepEqual(get("west-access-east-role").inputs, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRole",
            metadata: { name: NAME, labels: LABELS },
            rules: [
                { apiGroups: ["apps"], resources: ["replicasets"], verbs: read },
                { apiGroups: ["batch"], resources: ["jobs"], verbs: read },
                { apiGroups: [""], resources: ["pods", "endpoints", "services"], verbs: read },
                { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
                { apiGroups: ["policy.linkerd.io"], resources: ["servers"], verbs: read },
                {
                    apiGroups: [""],
                    resources: ["configmaps"],
                    verbs: ["get"],
                    resourceNames: ["linkerd-config"],
                },
                { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
            ],
        });
        assert.deepEqual(get("west-access-east-binding").inputs, {
            apiVersion: "rbac.authorization.k8s.io/v1",
            kind: "ClusterRoleBinding",
            metadata: { name: NAME, labels: LABELS },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: NAME },
            subjects: [{ kind: "ServiceAccount", name: NAME, namespace: "linkerd-multicluster" }],
        });
        assert.deepEqual(get("west-access-east-binding").dependsOn, [
            "west-access-east-role",
            "west-access-east-account",
        ]);
    });

    it("makes the account before its token: a token without account is deleted", async () => {
        const { get } = await granted();
        assert.deepEqual(get("west-access-east-account").inputs, {
            apiVersion: "v1",
            kind: "ServiceAccount",
            metadata: NAMESPACED,
        });
        assert.deepEqual(get("west-access-east-token").inputs, {
            apiVersion: "v1",
            kind: "Secret",
            metadata: {
                ...NAMESPACED,
                name: `${NAME}-token`,
                annotations: { "kubernetes.io/service-account.name": NAME },
            },
            type: "kubernetes.io/service-account-token",
        });
        assert.deepEqual(get("west-access-east-account").dependsOn, [
            "west-multicluster-namespace",
        ]);
        assert.deepEqual(get("west-access-east-token").dependsOn, ["west-access-east-account"]);
    });

    /** Secrets with tokens: the resource, the name in the cluster, the former names of the resource. */
    const secrets = ({ resources }: Recording) =>
        resources
            .filter(({ inputs }) => inputs["type"] === "kubernetes.io/service-account-token")
            .map(({ name, inputs, aliases }) => [
                name.replace("west-access-east-", ""),
                (inputs["metadata"] as { name: string }).name.replace(`${NAME}-`, ""),
                ...aliases.map((urn) => urn.replace(/.*::west-access-east-/, "")),
            ]);

    for (const [what, generations, expected, handedOut] of [
        ["the first", {}, [["token", "token"]], "token"],
        [
            "another, in place of the one before",
            { generation: 2 },
            [["token-g2", "token-2", "token"]],
            "token-g2",
        ],
        [
            "another beside the first, which the peer still uses",
            { generation: 2, keptGeneration: 1 },
            [
                ["token", "token"],
                ["token-g2", "token-2"],
            ],
            "token-g2",
        ],
        [
            "another beside a later one",
            { generation: 3, keptGeneration: 2 },
            [
                ["token-g2", "token-2", "token"],
                ["token-g3", "token-3"],
            ],
            "token-g3",
        ],
        [
            "the first again beside a later one",
            { generation: 1, keptGeneration: 2 },
            [
                ["token-g2", "token-2"],
                ["token", "token"],
            ],
            "token",
        ],
    ] as const) {
        it(`has a Secret of its own for the token of each generation: ${what}`, async () => {
            const recording = await grant({}, [], generations);
            assert.deepEqual(secrets(recording), expected);
            const { token, generation } = recording.outputs;
            assert.deepEqual(token, secret(tokenOf(`west-access-east-${handedOut}`)));
            assert.equal(generation, "generation" in generations ? generations.generation : 1);
        });
    }

    it("puts pull secrets on the account, as the chart does", async () => {
        const { get } = await grant({}, ["first", "second"]);
        assert.deepEqual(get("west-access-east-account").inputs["imagePullSecrets"], [
            { name: "first" },
            { name: "second" },
        ]);
    });

    for (const mode of ["up", "repreview"] as const) {
        it(`hands out the token as a secret, the CA and the account's name in the clear (${mode})`, async () => {
            const { outputs, get } = await grant({ mode });
            assert.deepEqual(outputs, {
                token: TOKEN,
                certificateAuthorityData: Buffer.from(
                    "-----BEGIN CERTIFICATE-----\nAPI server of west-access-east-token\n-----END CERTIFICATE-----\n\n",
                ).toString("base64"),
                accountName: NAME,
                generation: 1,
            });
            assert.deepEqual(get("west-access-east").outputs, { accountName: NAME });
            assert.ok(
                get("west-access-east-token").options.additionalSecretOutputs?.includes("data"),
            );
        });
    }

    const notKnown = {
        token: UNKNOWN,
        certificateAuthorityData: UNKNOWN,
        accountName: NAME,
        generation: 1,
    };

    it("knows no token in a first preview", async () => {
        assert.deepEqual((await grant({ mode: "preview" })).outputs, notKnown);
    });

    const unfilledData: readonly (readonly [what: string, data: TokenData])[] = [
        ["no data", undefined],
        ["empty data", {}],
        ["empty fields", { "ca.crt": "", token: "" }],
    ];
    for (const [what, data] of unfilledData) {
        it(`knows no token in a preview where a dry run answered ${what}`, async () => {
            const { outputs } = await grant({ mode: "repreview", outputs: unfilled(data) });
            assert.deepEqual(outputs, notKnown);
        });

        it(`fails with place and remedy when an update finds ${what}`, async () => {
            await assert.rejects(grant({ outputs: unfilled(data) }), {
                message:
                    /west-access-east: Secret linkerd-multicluster\/linkerd-service-mirror-remote-access-east-token has no "(token|ca\.crt)": the token controller of kube-controller-manager has not filled it\. Check that the controller manager runs, then run `pulumi up --refresh`\.$/,
            });
        });
    }
});
