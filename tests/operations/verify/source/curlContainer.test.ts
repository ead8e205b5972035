import type { V1Pod } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { adminPort } from "../../../../operations/layers/meshedPods";
import { choosePod } from "../../../../operations/verify/source/choosePod";
import {
    containersToTry,
    curlContainer,
    isUsableCurl,
    runningCurl,
} from "../../../../operations/verify/source/curlContainer";

const CURL = "linkerd-multicluster-verify";
const READY = { conditions: [{ type: "Ready", status: "True" }] };

/** Objects as the API server gives them: the client's classes have no constructors that take fields. */
function given(fields: object): V1Pod {
    return fields;
}

/** A meshed pod with these ephemeral containers, of which the named ones run. */
function pod(name: string, ephemeral: readonly string[] = [], running = ephemeral): V1Pod {
    return given({
        metadata: { name, namespace: "shop" },
        spec: {
            containers: [{ name: "web" }, { name: "linkerd-proxy" }],
            ephemeralContainers: ephemeral.map((container) => ({ name: container })),
        },
        status: {
            ...READY,
            ephemeralContainerStatuses: ephemeral.map((container) => ({
                name: container,
                image: "curl",
                imageID: "",
                ready: false,
                restartCount: 0,
                state: running.includes(container)
                    ? { running: {} }
                    : { terminated: { exitCode: 137 } },
            })),
        },
    });
}

function withUser(container: number | undefined, user: number | undefined, proxy: number): V1Pod {
    return given({
        spec: {
            ...(user === undefined ? {} : { securityContext: { runAsUser: user } }),
            containers: [
                {
                    name: "web",
                    ...(container === undefined
                        ? {}
                        : { securityContext: { runAsUser: container } }),
                },
            ],
            initContainers: [
                {
                    name: "linkerd-proxy",
                    securityContext: { runAsUser: proxy },
                    ports: [{ name: "linkerd-admin", containerPort: 4999 }],
                },
            ],
        },
    });
}

describe("an ephemeral container with curl", () => {
    it("waits as a user that is not the proxy's, with what the standard restricted asks for", () => {
        assert.deepEqual(
            JSON.parse(JSON.stringify(curlContainer(pod("web-1"), "curlimages/curl:8"))),
            {
                name: CURL,
                image: "curlimages/curl:8",
                command: ["/bin/sleep", "infinity"],
                securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ["ALL"] },
                    readOnlyRootFilesystem: true,
                    runAsNonRoot: true,
                    runAsUser: 65532,
                    seccompProfile: { type: "RuntimeDefault" },
                },
            },
        );
    });

    it("gives way to a proxy with its user", () => {
        const { securityContext } = curlContainer(withUser(undefined, undefined, 65532), "c");
        assert.equal(securityContext?.runAsUser, 65533);
    });

    it("gets a name of its own beside one that has ended", () => {
        assert.equal(curlContainer(pod("web-1", [CURL], []), "c").name, `${CURL}-2`);
    });

    it("is used again while it runs, and not one of others", () => {
        assert.equal(
            runningCurl(pod("a", ["debugger", CURL, `${CURL}-2`], [`${CURL}-2`])),
            `${CURL}-2`,
        );
        assert.equal(runningCurl(pod("a", ["debugger"])), undefined);
        assert.equal(runningCurl(pod("a", [CURL], [])), undefined);
    });

    it("is tried before in containers whose user is not the proxy's", () => {
        assert.deepEqual(containersToTry(pod("a")), ["web"]);
        assert.deepEqual(containersToTry(withUser(2102, undefined, 2102)), []);
        assert.deepEqual(containersToTry(withUser(undefined, 2102, 2102)), []);
        assert.deepEqual(containersToTry(withUser(1000, 2102, 2102)), ["web"]);
    });

    it("knows the port of the metrics", () => {
        assert.equal(adminPort(withUser(undefined, undefined, 2102)), 4999);
        assert.equal(adminPort(pod("a")), 4191);
    });

    for (const [version, usable] of [
        ["curl 8.11.1 (x86_64-pc-linux-musl) libcurl/8.11.1", true],
        ["curl 7.84.0 (x86_64) libcurl", true],
        ["curl 7.83.1 (x86_64) libcurl", false],
        ["curl 10.0.0 (x86_64) libcurl", true],
        ["", false],
        ["Hello", false],
    ] as const) {
        it(`takes "${version}" for ${usable ? "usable" : "none"}`, () => {
            assert.equal(isUsableCurl(version), usable);
        });
    }
});

describe("choosePod", () => {
    const without = (name: string, part: "spec" | "status") =>
        given({
            metadata: { name },
            ...(part === "spec" ? { status: READY } : {}),
            ...(part === "status" ? { spec: pod(name).spec } : {}),
        });
    const chosen = (...pods: V1Pod[]) => {
        const look = choosePod(pods, "deployment shop/web of cluster2");
        return "failure" in look ? look.failure : look.seen.metadata?.name;
    };

    it("takes the first that is ready, or one that has a curl of ours", () => {
        assert.equal(chosen(pod("b"), pod("a")), "a");
        assert.equal(chosen(pod("b", [CURL]), pod("a")), "b");
        assert.equal(chosen(without("a", "status"), pod("b")), "b");
    });

    it("says why there is none", () => {
        const where = "deployment shop/web of cluster2";
        assert.equal(chosen(), `${where} has no pod that runs`);
        assert.equal(
            chosen(without("a", "spec")),
            `${where} has no proxy: what it sends does not go through the mesh`,
        );
        assert.equal(chosen(without("a", "status")), `${where} has no pod that is ready`);
    });
});
