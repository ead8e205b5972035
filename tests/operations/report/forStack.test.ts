import assert from "node:assert/strict";
import { sh } from "../../../components/shell";
import { TAKE_CHANGED_BACK } from "../../../operations/remedies/kubectl";
import { pulumi, rotate } from "../../../operations/remedies/remedy";
import { forStack } from "../../../operations/report/forStack";

describe("a remedy for a stack", () => {
    const remedy = [
        TAKE_CHANGED_BACK,
        pulumi("config set", "--path", "clusters[0].gateway.ip", "10.0.0.9"),
        pulumi("config rm", "sample"),
        pulumi("up"),
        rotate("anchor"),
        sh`kubectl --context a create clusterrolebinding pulumi-up`,
    ];

    it("is as it stands for the selected stack", () => {
        assert.equal(
            forStack(remedy, {}),
            [
                "PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up --refresh",
                "pulumi config set --path 'clusters[0].gateway.ip' 10.0.0.9",
                "pulumi config rm sample",
                "pulumi up",
                "npm run rotate -- anchor",
                "kubectl --context a create clusterrolebinding pulumi-up",
            ].join("\n"),
        );
    });

    it("names another stack in every command of pulumi and of the project", () => {
        assert.equal(
            forStack(remedy, { stack: "site/mesh/prod" }),
            [
                "PULUMI_K8S_ENABLE_PATCH_FORCE=true pulumi up --stack site/mesh/prod --refresh",
                "pulumi config set --stack site/mesh/prod --path 'clusters[0].gateway.ip' 10.0.0.9",
                "pulumi config rm --stack site/mesh/prod sample",
                "pulumi up --stack site/mesh/prod",
                "npm run rotate -- anchor --stack site/mesh/prod",
                "kubectl --context a create clusterrolebinding pulumi-up",
            ].join("\n"),
        );
    });

    it("names another file of the configuration, quoted where a shell needs it", () => {
        assert.equal(
            forStack(
                [pulumi("config set", "issuerGeneration", "2"), pulumi("up"), rotate("anchor")],
                {
                    stack: "dev",
                    configFile: "../our sites/$1.yaml",
                },
            ),
            `pulumi config set --stack dev --config-file '../our sites/$1.yaml' issuerGeneration 2
pulumi up --stack dev --config-file '../our sites/$1.yaml'
npm run rotate -- anchor --stack dev --config-file '../our sites/$1.yaml'`,
        );
    });
});
