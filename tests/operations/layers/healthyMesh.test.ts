import type { V1ObjectMeta } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { LINKERD_VERSIONS } from "../../../components/linkerd/versions";
import { PLAN_FILES, type Plan } from "../../support/plan";
import type { ChangeableKubernetes } from "../support/linkedMesh";
import { healthyMesh } from "../support/views";

/** A resource of a recorded plan, as far as it is compared. */
interface Planned {
    readonly type: string;
    readonly provider?: string;
    readonly inputs?: {
        readonly name?: string;
        readonly namespace?: string;
        readonly metadata?: V1ObjectMeta;
    };
}

function place(kind: string, namespace: string | undefined, name: string | undefined): string {
    return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name ?? ""}`;
}

/** What the program makes in a cluster of the kinds that doctor reads. */
function plannedIn(cluster: string, { resources }: Plan): readonly string[] {
    return (Object.values(resources) as Planned[]).flatMap(({ type, provider, inputs = {} }) => {
        const [, kind = ""] = /^kubernetes:.*:(\w+)$/.exec(type) ?? [];
        if (provider !== `${cluster}-kubernetes`) return [];
        const { name, namespace, metadata } = inputs;
        switch (kind) {
            case "Release":
                return [place(kind, namespace, name)];
            case "Link":
                return [
                    `${place(kind, metadata?.namespace, metadata?.name)} ${JSON.stringify(metadata?.annotations ?? {})}`,
                ];
            case "DeploymentPatch":
                return [place("Deployment", metadata?.namespace, metadata?.name)];
            case "Namespace":
            case "Deployment":
            case "Secret":
            case "TrafficSplit":
            case "HTTPRoute":
                return [place(kind, metadata?.namespace, metadata?.name)];
            default:
                return [];
        }
    });
}

/** The same of a view. */
function seenIn(kubernetes: ChangeableKubernetes): readonly string[] {
    const of = (kind: string, objects: readonly { readonly metadata?: V1ObjectMeta }[]) =>
        objects.map(({ metadata }) => place(kind, metadata?.namespace, metadata?.name));
    return [
        ...of("Namespace", kubernetes.namespaces),
        ...of("Deployment", kubernetes.deployments),
        ...of("Secret", kubernetes.secrets),
        ...of("TrafficSplit", kubernetes.trafficSplits),
        ...of("HTTPRoute", kubernetes.httpRoutes),
        ...kubernetes.helmReleases.map(({ namespace, labels }) =>
            place("Release", namespace, labels?.["name"]),
        ),
        ...kubernetes.links.map(
            ({ metadata }) =>
                `${place("Link", metadata.namespace, metadata.name)} ${JSON.stringify(metadata.annotations ?? {})}`,
        ),
    ];
}

/** Of what a chart makes, or a webhook. */
const NOT_PLANNED =
    /^Deployment (?!sample|linkerd-smi|linkerd-multicluster\/(?:controller|linkerd-service-mirror)-)/;

for (const { linkerd } of LINKERD_VERSIONS) {
    describe(`the healthy mesh that layers are tested with, of Linkerd ${linkerd}`, () => {
        const plan = JSON.parse(readFileSync(PLAN_FILES[linkerd], "utf8")) as Plan;
        const mesh = healthyMesh(linkerd);

        for (const { name } of mesh.config.clusters) {
            it(`has in ${name} what the recorded plan has`, () => {
                const seen = new Set(seenIn(mesh.kubernetes(name)));
                assert.deepEqual(
                    [...seen].filter((one) => !NOT_PLANNED.test(one)).sort(),
                    [...plannedIn(name, plan)].sort(),
                );
            });
        }
    });
}
