import { ApiException, AppsV1Api, type V1Pod } from "@kubernetes/client-node";
import pRetry, { AbortError } from "p-retry";
import { requestFailure } from "../../../stacks/survey/requestFailure";
import { timeLimit } from "../../../stacks/survey/timeLimit";
import { adminPort } from "../../layers/meshedPods";
import { selects } from "../../layers/labelSelector";
import type { From } from "../askOptions";
import type { Place, PodClient } from "../podClient";
import { choosePod } from "./choosePod";
import {
    containersToTry,
    curlContainer,
    isUsableCurl,
    runningCurl,
    statusOf,
} from "./curlContainer";
import { NoCurlError } from "./noCurlError";

const LIMIT = timeLimit(10);

/** Seconds for the kubelet to pull the image and start the container. */
const START_SECONDS = 120;

/** A container with curl, in a pod that is meshed. */
export interface Source {
    readonly place: Place;
    readonly cluster: string;
    /** Port of the metrics of its proxy. */
    readonly adminPort: number;
    /** What the operator is to know of the container. */
    readonly told: string;
}

/** Pods of a workload. Rejects where there is none of that name. */
async function podsOf(
    client: PodClient,
    { namespace, kind, name }: From,
): Promise<readonly V1Pod[]> {
    if (kind === "pod") return [await client.pod(namespace, name)];
    const apps = client.config.makeApiClient(AppsV1Api);
    const object = { namespace, name };
    const read = {
        deployment: () => apps.readNamespacedDeployment(object, LIMIT),
        statefulset: () => apps.readNamespacedStatefulSet(object, LIMIT),
        daemonset: () => apps.readNamespacedDaemonSet(object, LIMIT),
    }[kind];
    const selector = (await read()).spec?.selector;
    return (await client.pods(namespace)).filter(
        ({ metadata }) => selector !== undefined && selects(selector, metadata?.labels ?? {}),
    );
}

function nameOf({ metadata }: V1Pod) {
    return { namespace: metadata?.namespace ?? "", name: metadata?.name ?? "" };
}

/** Waits until a new container runs. Rejects with what the kubelet says of one that does not. */
async function started(client: PodClient, place: Place): Promise<void> {
    const look = async () => {
        const state = statusOf(
            await client.pod(place.namespace, place.pod),
            place.container,
        )?.state;
        if (state?.running !== undefined) return;
        const ended = state?.terminated ?? state?.waiting;
        const told = [ended?.reason, ended?.message].filter(Boolean).join(": ");
        const text = `container ${place.container} does not start${told === "" ? "" : `: ${told}`}`;
        throw state?.terminated === undefined ? new Error(text) : new AbortError(text);
    };
    const limit = { factor: 1, minTimeout: 1000, maxRetryTime: START_SECONDS * 1000 };
    await pRetry(look, { retries: START_SECONDS, ...limit });
}

async function addCurl(client: PodClient, pod: V1Pod, image: string): Promise<Place> {
    const { namespace, name } = nameOf(pod);
    const container = curlContainer(pod, image);
    try {
        await client.addContainer({ namespace, pod: name }, container);
    } catch (error) {
        const needs =
            error instanceof ApiException && error.code === 403
                ? ". It takes the right to patch pods/ephemeralcontainers; without it, name a pod whose image has curl 7.84 or later"
                : "";
        throw new Error(
            `a container with curl was to be added to pod ${namespace}/${name}, but ${requestFailure(error)}${needs}`,
            { cause: error },
        );
    }
    const place = { namespace, pod: name, container: container.name };
    await started(client, place);
    return place;
}

/** A container of the pod's own that has curl; none where each lacks it. */
async function ownCurl(client: PodClient, pod: V1Pod): Promise<Place | undefined> {
    const { namespace, name } = nameOf(pod);
    for (const container of containersToTry(pod)) {
        const place = { namespace, pod: name, container };
        const { stdout } = await client.exec(place, ["curl", "--version"]);
        if (isUsableCurl(stdout)) return place;
    }
    return undefined;
}

/**
 * Finds a pod of a workload, and a container with curl in it; adds one where there is none. Rejects
 * with a sentence for the operator; with a {@link NoCurlError} where none is there, and no image.
 */
export async function openSource(
    client: PodClient,
    from: From,
    image: string | undefined,
): Promise<Source> {
    const where = `${from.kind} ${from.namespace}/${from.name} of ${from.cluster}`;
    const pods = await podsOf(client, from).catch((error: unknown) => {
        throw new Error(`${where} was asked for, but ${requestFailure(error)}`, { cause: error });
    });
    const pod = choosePod(pods, where);
    if ("failure" in pod) throw new Error(pod.failure);
    const { namespace, name } = nameOf(pod.seen);
    const common = { cluster: from.cluster, adminPort: adminPort(pod.seen) };
    const there = runningCurl(pod.seen);
    if (there !== undefined) {
        const place = { namespace, pod: name, container: there };
        const told = `asked in pod ${name} from ephemeral container ${there}, which was there`;
        return { ...common, place, told };
    }
    const own = await ownCurl(client, pod.seen);
    if (own !== undefined) {
        const told = `asked in pod ${name} with curl of its container ${own.container}`;
        return { ...common, place: own, told };
    }
    if (image === undefined) throw new NoCurlError(`${namespace}/${name}`);
    const place = await addCurl(client, pod.seen, image);
    return {
        ...common,
        place,
        told: `asked in pod ${name}, whose images have no curl 7.84 or later, from ephemeral container ${place.container} with ${image}: it was added, and stays until the pod ends`,
    };
}
