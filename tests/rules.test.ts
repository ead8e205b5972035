import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { once, type Recording, type Registration } from "./support/record";
import { recordMesh } from "./support/recordMesh";
import {
    everyRouting,
    kubeconfigOf,
    passwordOf,
    SAMPLE,
    sshKeyOf,
    threeClusters,
    twoBehindNat,
    twoClusters,
} from "./support/fixtures";
import { tokenOf } from "./support/outputs";
import { isMap, publicStrings, reveal, Secret } from "./support/values";

// What holds for every resource, whatever the program will grow to. The resources are those that
// the program asks for; how a plugin or an API server changes them is not seen here.

/** Every switch that adds resources or inputs is on. */
function everyOption() {
    const plain = threeClusters();
    return threeClusters({
        highAvailability: true,
        webhookFailurePolicy: "Fail",
        images: {
            ...plain.images,
            pullSecrets: ["registry", "linkerd-image-pull"],
            pullCredentials: pulumi.secret("{}"),
        },
        charts: {
            ...plain.charts,
            login: { username: "me", password: pulumi.secret("a password of the charts") },
        },
        networkPolicies: true,
        sample: SAMPLE,
        certificates: {
            ...plain.certificates,
            trustAnchorGenerations: [1, 2],
            signingTrustAnchor: 2,
            issuerGeneration: 3,
        },
    });
}

const MESHES = {
    "two clusters": once(() => recordMesh(twoClusters)),
    "three clusters": once(() => recordMesh(threeClusters)),
    "three clusters with every option": once(() => recordMesh(everyOption)),
    "two clusters behind NAT": once(() => recordMesh(twoBehindNat)),
    "clusters with every routing": once(() => recordMesh(everyRouting)),
    "clusters with every routing in a first preview": once(() =>
        recordMesh(everyRouting, { mode: "preview" }),
    ),
    "three clusters in a first preview": once(() => recordMesh(threeClusters, { mode: "preview" })),
};

function base64(text: string): string {
    return Buffer.from(text).toString("base64");
}

/** Cluster that a Kubernetes resource belongs to: by its component, not by its name. */
function clusterOf(resource: Registration, { get, outputs }: Recording): string {
    let top = resource;
    while (top.parent !== undefined && top.parent !== "mesh") top = get(top.parent);
    if (top.type === "linkerd-multicluster:stacks:Cluster") return top.name;
    assert.equal(top.type, "linkerd-multicluster:linkerd:Link", resource.name);
    const links = outputs["links"] as readonly { name: string; source: string }[];
    return links.find(({ name }) => name === top.name)?.source ?? "no link of this name";
}

/** Everything that has to exist before `resource` does, over any number of steps. */
function before(resource: Registration, { get }: Recording): Set<string> {
    const found = new Set<string>();
    const visit = ({ dependencies }: Registration) => {
        for (const name of dependencies.filter((dependency) => !found.has(dependency))) {
            found.add(name);
            visit(get(name));
        }
    };
    visit(resource);
    return found;
}

function isKubernetes({ type }: Registration): boolean {
    return type.startsWith("kubernetes:");
}

function metadata({ inputs }: Registration): Record<string, unknown> {
    return isMap(inputs["metadata"]) ? inputs["metadata"] : {};
}

for (const [what, recorded] of Object.entries(MESHES)) {
    describe(`every resource of a mesh of ${what}`, () => {
        /** Names the resources that break a rule. */
        async function broken(breaks: (resource: Registration, mesh: Recording) => boolean) {
            const mesh = await recorded();
            assert.ok(mesh.resources.length > 80, "a rule over nothing proves nothing");
            return mesh.resources
                .filter((resource) => breaks(resource, mesh))
                .map(({ name }) => name);
        }

        it("has a name of its own", async () => {
            const names = (await recorded()).resources.map(({ name }) => name);
            assert.deepEqual(
                names.filter((name, index) => names.indexOf(name) !== index),
                [],
            );
        });

        it("has a parent, but for the mesh itself", async () => {
            assert.deepEqual(
                await broken(({ parent, name }) => parent === undefined && name !== "mesh"),
                [],
            );
        });

        it("has a component as its parent", async () => {
            assert.deepEqual(
                await broken(({ parent }, { get }) => parent !== undefined && get(parent).custom),
                [],
            );
        });

        it("begins its name with its parent's, but below the mesh", async () => {
            assert.deepEqual(
                await broken(
                    ({ name, parent }) =>
                        parent !== undefined && parent !== "mesh" && !name.startsWith(`${parent}-`),
                ),
                [],
            );
        });

        it("has the provider of its own cluster, when it is one of Kubernetes", async () => {
            assert.deepEqual(
                await broken(
                    (resource, mesh) =>
                        isKubernetes(resource) &&
                        resource.provider !== `${clusterOf(resource, mesh)}-kubernetes`,
                ),
                [],
            );
        });

        it("has the provider of its own cluster's cloud, when it is one of OpenStack", async () => {
            assert.deepEqual(
                await broken(
                    (resource, mesh) =>
                        resource.type.startsWith("openstack:") &&
                        resource.provider !== `${clusterOf(resource, mesh)}-openstack`,
                ),
                [],
            );
        });

        it("undoes on a node what it does there, over a connection that is a secret", async () => {
            assert.deepEqual(
                await broken(({ type, inputs }) => {
                    if (type !== "command:remote:Command") return false;
                    const undone = "create" in inputs && "update" in inputs && "delete" in inputs;
                    return !undone || !(inputs["connection"] instanceof Secret);
                }),
                [],
            );
        });

        it("verifies the host key on every hop of a connection", async () => {
            assert.deepEqual(
                await broken(({ type, inputs }) => {
                    if (type !== "command:remote:Command") return false;
                    const connection = reveal(inputs["connection"]);
                    const hops = isMap(connection) ? [connection, connection["proxy"]] : [];
                    return !hops.every((hop) => isMap(hop) && typeof hop["hostKey"] === "string");
                }),
                [],
            );
        });

        it("waits for single resources, never for a component with all its children, but for the check that is deleted first", async () => {
            assert.deepEqual(
                await broken(
                    ({ name, dependsOn }, { get }) =>
                        name !== "cut-off-check" && dependsOn.some((other) => !get(other).custom),
                ),
                [],
            );
        });

        it("waits for its namespace, when it is in one that the program makes", async () => {
            const namespaceOf = (resource: Registration) =>
                metadata(resource)["namespace"] ?? resource.inputs["namespace"];
            assert.deepEqual(
                await broken((resource, mesh) => {
                    const name = namespaceOf(resource);
                    if (!isKubernetes(resource) || name === undefined) return false;
                    const namespace = mesh.resources.find(
                        (other) =>
                            other.type === "kubernetes:core/v1:Namespace" &&
                            other.provider === resource.provider &&
                            metadata(other)["name"] === name,
                    );
                    return namespace === undefined || !before(resource, mesh).has(namespace.name);
                }),
                [],
            );
        });

        it("has a fixed name in the cluster: Linkerd and its CLI look them up", async () => {
            assert.deepEqual(
                await broken(
                    (resource) =>
                        isKubernetes(resource) &&
                        resource.id === undefined &&
                        typeof (metadata(resource)["name"] ?? resource.inputs["name"]) !== "string",
                ),
                [],
            );
        });

        it("shows no private key, token or kubeconfig", async () => {
            const mesh = await recorded();
            const secrets = mesh.resources
                .flatMap(({ name }) => [
                    tokenOf(name),
                    kubeconfigOf(name),
                    sshKeyOf(name),
                    passwordOf(name),
                ])
                .flatMap((text) => [text, base64(text)])
                .concat("PRIVATE KEY", base64("-----BEGIN EC PRIVATE"), base64("-----BEGIN PRIV"));
            const shows = (value: unknown) =>
                publicStrings(value).some((text) => secrets.some((found) => text.includes(found)));
            assert.deepEqual(
                await broken(({ inputs, outputs }) => shows(inputs) || shows(outputs ?? {})),
                [],
            );
            assert.ok(!shows(mesh.outputs), "outputs of the stack");
        });

        it("gives Helm nothing secret at all: Helm keeps values in the clear", async () => {
            const holdsSecret = (value: unknown): boolean =>
                value instanceof Secret ||
                (Array.isArray(value) && value.some(holdsSecret)) ||
                (isMap(value) && Object.values(value).some(holdsSecret));
            const releases = (await recorded()).resources.filter(({ type }) =>
                type.endsWith(":Release"),
            );
            assert.ok(releases.length >= 8, "four releases a cluster");
            for (const { name, inputs } of releases) {
                // What a repository is asked with, the plugin keeps, and no release does.
                assert.ok(!holdsSecret({ ...inputs, repositoryOpts: undefined }), name);
                assert.doesNotMatch(JSON.stringify(reveal(inputs)), /PRIVATE KEY|token of/, name);
            }
        });

        it("pins version, repository and time limit, when it is a release", async () => {
            assert.deepEqual(
                await broken(({ type, inputs }) => {
                    if (!type.endsWith(":Release")) return false;
                    const { version, timeout, repositoryOpts } = inputs;
                    const isExact = typeof version === "string" && /^\d+\.\d+\.\d+$/.test(version);
                    const isLimited = typeof timeout === "number" && timeout > 0;
                    return (
                        !isExact || !isLimited || !isMap(repositoryOpts) || !repositoryOpts["repo"]
                    );
                }),
                [],
            );
        });

        it("never renews a certificate by itself: an ordinary update would replace it", async () => {
            assert.deepEqual(await broken(({ inputs }) => "earlyRenewalHours" in inputs), []);
        });

        it("keeps a certificate whose lifetime is changed: a replaced anchor cuts every pod off", async () => {
            assert.deepEqual(
                await broken(
                    ({ inputs, options }) =>
                        "validityPeriodHours" in inputs &&
                        options.ignoreChanges?.includes("validityPeriodHours") !== true,
                ),
                [],
            );
        });

        it("has a P-256 key, when it is a key: Linkerd takes no other", async () => {
            assert.deepEqual(
                await broken(
                    ({ type, inputs }) =>
                        type.endsWith(":PrivateKey") &&
                        (inputs["algorithm"] !== "ECDSA" || inputs["ecdsaCurve"] !== "P256"),
                ),
                [],
            );
        });
    });
}
