import assert from "node:assert/strict";
import { createServer, type AddressInfo, type Server } from "node:net";
import { lookAtKubernetes } from "../../../operations/view/lookAtKubernetes";
import type { PlainClusterConfig } from "../../../stacks/configuration/types/plainConfig";
import { AnsweringServerStandin, type Responder } from "../support/answeringServerStandin";
import { healthyMesh } from "../support/views";

const REVIEWS = "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const GROUPS = {
    groups: [
        "metallb.io/v1beta1",
        "multicluster.linkerd.io/v1alpha1",
        "policy.linkerd.io/v1beta3",
        "linkerd.io/v1alpha2",
        "apps/v1",
    ].map((groupVersion) => ({
        name: groupVersion.split("/")[0],
        versions: [{ groupVersion, version: groupVersion.split("/")[1] }],
    })),
};

function named(...names: string[]) {
    return { items: names.map((name) => ({ metadata: { name, namespace: "in-test" } })) };
}

/** A cluster with something of every kind; every other list is empty. */
const answers: Responder = ({ call, body }) => {
    const [, path = ""] = call.split(" ");
    const url = new URL(path, "http://standin");
    const selector = url.searchParams.get("labelSelector");
    const field = url.searchParams.get("fieldSelector");
    if (call === "GET /version") return { body: { gitVersion: "v1.33.5" } };
    if (call === "GET /apis") return { body: GROUPS };
    if (call === REVIEWS) {
        const { spec } = body as {
            spec: { resourceAttributes: { verb: string; resource: string } };
        };
        assert.equal(spec.resourceAttributes.verb, "create");
        return {
            body: { status: { allowed: spec.resourceAttributes.resource !== "clusterroles" } },
        };
    }
    switch (url.pathname) {
        case "/api/v1/nodes":
            return { status: 403, body: { message: "nodes is forbidden" } };
        case "/api/v1/pods":
            return selector === "linkerd.io/control-plane-ns=linkerd" &&
                field === "status.phase!=Succeeded,status.phase!=Failed"
                ? { body: named("cart") }
                : undefined;
        case "/apis/metallb.io/v1beta1/ipaddresspools":
            return { body: { items: [{ metadata: { name: "primary", namespace: "metallb" } }] } };
        case "/apis/metallb.io/v1beta1/bgpadvertisements":
            return { status: 404, body: { message: "not found" } };
        case "/apis/policy.linkerd.io/v1beta3/httproutes":
            return { body: named("helloworld") };
        case "/apis/linkerd.io/v1alpha2/serviceprofiles":
            return { body: named("cart.shop.svc.cluster.local") };
        case "/apis/apps/v1/namespaces/metallb/deployments":
            return { body: named("controller") };
        case "/api/v1/namespaces/linkerd/secrets":
            // Helm's are listed apart, as metadata: an empty list of these has no items.
            if (selector === "owner=helm") return { body: named("sh.helm.release.v1.a.v1") };
            return field === "type!=helm.sh/release.v1" ? { body: named("issuer") } : undefined;
        case "/api/v1/namespaces/sample/secrets":
            return { body: { items: null } };
        case "/api/v1/namespaces/kube-system/configmaps":
            return { body: named("coredns") };
        case "/apis/rbac.authorization.k8s.io/v1/clusterroles":
            return { body: named("linkerd-policy") };
        case "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings":
            return { body: { items: null } };
        case "/apis/apiextensions.k8s.io/v1/customresourcedefinitions":
            return { body: named("links.multicluster.linkerd.io") };
        case "/api/v1/endpoints":
            return { body: named("helloworld", String(selector)) };
        case "/api/v1/namespaces/linkerd-multicluster/endpoints":
            return { body: named("helloworld", "probe-gateway-cluster2") };
        default:
            return { body: { items: [] } };
    }
};

describe("lookAtKubernetes", () => {
    const [cluster] = healthyMesh().config.clusters;
    let server: AnsweringServerStandin;
    const look = async (responder: Responder) => {
        server = await AnsweringServerStandin.start(responder);
        return lookAtKubernetes({
            ...(cluster as PlainClusterConfig),
            kubeconfig: server.kubeconfig("operator"),
        });
    };

    afterEach(() => {
        server.stop();
    });

    it("reads what is there, and remembers what it may not", async () => {
        const view = await look(answers);
        assert.deepEqual(server.unexpected, []);
        assert.ok("seen" in view);
        const { seen } = view;
        const names = (objects: readonly { metadata?: { name?: string } }[] | undefined) =>
            objects?.map(({ metadata }) => metadata?.name);
        assert.deepEqual(
            {
                version: seen.version,
                uncreatable: seen.uncreatable,
                unlistable: seen.unlistable,
                nodes: names(seen.nodes),
                deployments: names(seen.deployments),
                injectedPods: names(seen.injectedPods),
                secrets: names(seen.secrets),
                endpoints: names(seen.endpoints),
                helmReleases: seen.helmReleases.map(({ name }) => name),
                systemConfigMaps: names(seen.systemConfigMaps),
                clusterKinds: [
                    seen.clusterRoles,
                    seen.clusterRoleBindings,
                    seen.customResourceDefinitions,
                ].map((kind) => kind.map(({ name }) => name)),
                links: seen.links,
                ipAddressPools: names(seen.ipAddressPools),
                l2Advertisements: seen.l2Advertisements,
                httpRoutes: names(seen.httpRoutes),
                serviceProfiles: names(seen.serviceProfiles),
                absent: [seen.bgpAdvertisements, seen.trafficSplits, seen.clusterPolicies],
            },
            {
                version: "v1.33.5",
                uncreatable: ["clusterroles.rbac.authorization.k8s.io"],
                unlistable: ["nodes"],
                nodes: [],
                deployments: ["controller"],
                injectedPods: ["cart"],
                secrets: ["issuer"],
                endpoints: [
                    "helloworld",
                    "mirror.linkerd.io/exported",
                    "mirror.linkerd.io/mirrored-service",
                    "probe-gateway-cluster2",
                ],
                helmReleases: ["sh.helm.release.v1.a.v1"],
                systemConfigMaps: ["coredns"],
                clusterKinds: [["linkerd-policy"], [], ["links.multicluster.linkerd.io"]],
                links: [],
                ipAddressPools: ["primary"],
                l2Advertisements: [],
                httpRoutes: ["helloworld"],
                serviceProfiles: ["cart.shop.svc.cluster.local"],
                absent: [undefined, undefined, undefined],
            },
        );
    });

    it("asks by its name for what hand-made Endpoints of an exported Service lead to", async () => {
        const asked: string[] = [];
        const object = (name: string, labels: object, selector?: object) => ({
            metadata: { name, namespace: "shop", labels },
            spec: { selector },
        });
        const exported = { "mirror.linkerd.io/exported": "true" };
        const services = [
            object("database", exported),
            object("cart", exported, { app: "cart" }),
            object("till", {}),
        ];
        const view = await look((request) => {
            const url = new URL(request.call.replace(/^GET /, ""), server.url);
            if (url.pathname === "/api/v1/services") return { body: { items: services } };
            if (url.pathname !== "/api/v1/namespaces/shop/endpoints") return answers(request);
            asked.push(url.search);
            return { body: named("database") };
        });
        assert.ok("seen" in view);
        assert.deepEqual(
            [asked, view.seen.endpoints.map(({ metadata }) => metadata?.name)],
            [
                ["?fieldSelector=metadata.name%3Ddatabase"],
                [
                    ...["helloworld", "mirror.linkerd.io/exported"],
                    ...["mirror.linkerd.io/mirrored-service", "probe-gateway-cluster2"],
                    "database",
                ],
            ],
        );
    });

    it("lists what splits requests in all namespaces", async () => {
        const kinds = ["linkerd.io/v1alpha2", "split.smi-spec.io/v1alpha1"];
        const groups = kinds.map((groupVersion) => ({ versions: [{ groupVersion }] }));
        const view = await look((request) => {
            const [, path] = request.call.split(" ");
            if (path === "/apis") return { body: { groups } };
            return kinds.some((kind) => path?.startsWith(`/apis/${kind}/`))
                ? { body: named(String(path)) }
                : answers(request);
        });
        assert.ok("seen" in view);
        assert.deepEqual(
            [...(view.seen.serviceProfiles ?? []), ...(view.seen.trafficSplits ?? [])].map(
                ({ metadata }) => metadata.name,
            ),
            [
                "/apis/linkerd.io/v1alpha2/serviceprofiles",
                "/apis/split.smi-spec.io/v1alpha1/trafficsplits",
            ],
        );
    });

    it("misses no right where the ConfigMaps of kube-system may not be listed", async () => {
        const view = await look((request) =>
            request.call.includes("kube-system")
                ? { status: 403, body: { message: "forbidden" } }
                : answers(request),
        );
        assert.ok("seen" in view);
        assert.deepEqual(
            [view.seen.systemConfigMaps, view.seen.unlistable],
            [undefined, ["nodes"]],
        );
    });

    it("asks nothing more of a server that refuses its credentials", async () => {
        const calls: string[] = [];
        const view = await look(({ call }) => {
            calls.push(call);
            return { status: 401, body: { message: "Unauthorized" } };
        });
        assert.deepEqual(calls, ["GET /version"]);
        assert.deepEqual(view, {
            failure: `${server.url} was asked, but it answers 401`,
            kind: "credentials",
        });
    });

    it("gives a server up that fails in the middle", async () => {
        const view = await look((request) =>
            request.call.includes("leases")
                ? { status: 500, body: { message: "etcd is away" } }
                : answers(request),
        );
        assert.deepEqual(view, {
            failure: `${server.url} was asked, but it answers 500: etcd is away`,
        });
    });
});

describe("lookAtKubernetes of a server that never answers", () => {
    let silent: Server;

    before(async () => {
        silent = createServer();
        await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    });

    after(() => {
        silent.close();
    });

    it("gives up after one time limit", async () => {
        const [cluster] = healthyMesh().config.clusters;
        const { port } = silent.address() as AddressInfo;
        const url = `https://127.0.0.1:${port}`;
        const connections: number[] = [];
        silent.on("connection", () => connections.push(1));
        const kubeconfig = (cluster as PlainClusterConfig).kubeconfig.replace(
            /server: .*/,
            `server: ${url}`,
        );
        assert.deepEqual(
            await lookAtKubernetes({ ...(cluster as PlainClusterConfig), kubeconfig }, 0.2),
            {
                failure: `${url} was asked, but it does not answer`,
            },
        );
        assert.equal(connections.length, 1);
    });
});
