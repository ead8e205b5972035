import assert from "node:assert/strict";
import { mirroredServices } from "../../../../operations/layers/mirroredServices/mirroredServices";
import { examined } from "../../support/examined";
import { endpoints, service } from "../../support/kubernetesObjects";
import { change, LinkedMesh } from "../../support/linkedMesh";

const EXPORTED = { "mirror.linkerd.io/exported": "true" };
const HEADLESS = { clusterIP: "None", ports: [{ port: 5432 }, { port: 53, protocol: "UDP" }] };

describe("exported Services whose pods have names of their own", () => {
    let mesh: LinkedMesh;
    const first = () => mesh.kubernetes("cluster1");
    const findings = () =>
        examined(mirroredServices, mesh.view()).findings.filter(
            ({ code }) => code === "export-pod-names",
        );
    const exportService = (name: string, spec: object, hostnames: readonly string[] = []) => {
        const exported = service("shop", name, EXPORTED);
        change(exported.spec, spec);
        const found = endpoints("shop", name, "10.233.64.77", 5432);
        const addresses = hostnames.map((hostname) => ({ ip: "10.233.64.78", hostname }));
        change(found.subsets[0], { addresses: [{ ip: "10.233.64.77" }, ...addresses] });
        first().services.push(exported);
        first().endpoints.push(found);
    };
    const command = (name: string, ports: string) =>
        `kubectl --context cluster1 --namespace shop expose pod ${name} --selector=statefulset.kubernetes.io/pod-name=${name} --port=${ports} --labels=mirror.linkerd.io/exported=true  # if another cluster needs this pod`;

    beforeEach(() => {
        mesh = new LinkedMesh();
    });

    it("are warned of once, with a Service for each pod", () => {
        mesh = new LinkedMesh(3);
        exportService("store", HEADLESS, ["store-0", "store-1"]);
        assert.deepEqual(findings(), [
            {
                severity: "warning",
                code: "export-pod-names",
                where: "cluster1",
                what: "exported headless Service shop/store has pods with names of their own: store-0, store-1",
                why: "Other clusters do not know these names. A mirror has one address, and leads to any of the pods. The program does not switch on enableHeadlessServices, with which Linkerd mirrors single pods.",
                remedy: `${command("store-0", "5432")}\n${command("store-1", "5432")}`,
            },
        ]);
    });

    it("are those whose pods are not all exported by their names, with all TCP ports", () => {
        const ports = [{ port: 5432 }, { port: 8080 }];
        exportService("store", { ...HEADLESS, ports }, ["store-0", "store-1"]);
        exportService("store-0", {});
        assert.deepEqual(
            findings().map(({ what, remedy }) => [what, remedy]),
            [
                [
                    "exported headless Service shop/store has pods with names of their own: store-1",
                    command("store-1", "5432,8080"),
                ],
            ],
        );
        exportService("store-1", {});
        assert.deepEqual(findings(), []);
    });

    it("are not those with an address, nor those of pods without such names", () => {
        exportService("store", { ports: [{ port: 5432 }] }, ["store-0"]);
        exportService("stock", HEADLESS);
        assert.deepEqual(findings(), []);
    });
});
