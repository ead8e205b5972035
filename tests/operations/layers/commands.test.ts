import assert from "node:assert/strict";
import { applyChartAgain, kubectlIn } from "../../../operations/remedies/kubectl";
import type { Remedy } from "../../../operations/remedies/remedy";
import { sh } from "../../../components/shell";
import { openstackCommand } from "../../../operations/remedies/openstackCommand";
import type { WrittenAccess } from "../../../stacks/configuration/types/plainConfig";
import { healthyMesh } from "../support/views";

function clusterWith(written: WrittenAccess) {
    const [cluster] = healthyMesh().config.clusters;
    if (cluster === undefined) throw new Error("no cluster");
    return { ...cluster, written };
}

describe("commands of remedies", () => {
    it("are no plain templates, in which nothing is quoted", () => {
        const name = "x;reboot";
        // @ts-expect-error -- a string is no line of a remedy
        const plain: Remedy = [`kubectl delete service ${name}`];
        const quoted: Remedy = [sh`kubectl delete service ${name}`];
        assert.notDeepEqual(plain, quoted);
    });

    const CASES: readonly [string, WrittenAccess, string][] = [
        [
            "by their context where the kubeconfig is a secret of the stack",
            {},
            "kubectl --context cluster1",
        ],
        [
            "by their context where that is all the file says besides",
            { context: "cluster1" },
            "kubectl --context cluster1",
        ],
        [
            "by their files, which K-PaaS's equal contexts do not tell apart",
            { kubeconfigPath: "~/.kube/cluster1-config" },
            "kubectl --kubeconfig ~/.kube/cluster1-config",
        ],
        [
            "by a context of their file",
            { kubeconfigPath: "kubeconfigs/all of them", context: "cluster1" },
            "kubectl --kubeconfig 'kubeconfigs/all of them' --context cluster1",
        ],
    ];
    for (const [title, written, expected] of CASES) {
        it(`find clusters ${title}`, () => {
            assert.equal(
                kubectlIn(clusterWith(written), "linkerd", "get", "pods").shell,
                `${expected} --namespace linkerd get pods`,
            );
        });
    }

    it("find them in the same way with helm", () => {
        const cluster = clusterWith({ kubeconfigPath: "~/.kube/one", context: "cluster1" });
        assert.equal(
            applyChartAgain(cluster, "linkerd", "linkerd-crds").shell,
            "helm --kubeconfig ~/.kube/one --kube-context cluster1 --namespace linkerd get manifest linkerd-crds | kubectl --kubeconfig ~/.kube/one --context cluster1 apply --filename -",
        );
    });

    it("find projects by the entry of the clouds.yaml, and that by its path", () => {
        assert.equal(
            openstackCommand(clusterWith({ cloud: "site one", cloudsPath: "clouds.yaml" }), [
                "token",
                "issue",
            ]).shell,
            "OS_CLIENT_CONFIG_FILE=clouds.yaml openstack --os-cloud 'site one' token issue",
        );
        assert.equal(
            openstackCommand(clusterWith({}), ["token", "issue"]).shell,
            "openstack token issue",
        );
    });
});
