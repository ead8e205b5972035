import type { V1Container, V1Pod, V1Service, V1ServicePort } from "@kubernetes/client-node";
import { selects } from "../../layers/labelSelector";
import { PATH } from "../askOptions";

/** What a Service is asked for: a port, and a page of it. */
export interface SplitPage {
    readonly port: number;
    readonly path: string;
}

/** What the chart linkerd-control-plane takes for opaque where nobody says otherwise. */
const OPAQUE_PORTS = "25,587,3306,4444,5432,6379,9300,11211";
const OPAQUE_ANNOTATION = "config.linkerd.io/opaque-ports";

function isOpaque({ metadata }: V1Service, port: number): boolean {
    return (metadata?.annotations?.[OPAQUE_ANNOTATION] ?? OPAQUE_PORTS)
        .split(",")
        .map((range) => range.split("-").map(Number))
        .some(([first = NaN, last = first]) => port >= first && port <= last);
}

/** Whether a port may speak HTTP/1.1; most Services do not say what theirs speak. */
function speaksHttp(service: V1Service, port: V1ServicePort): boolean {
    const { protocol = "TCP", appProtocol = "http" } = port;
    return protocol === "TCP" && appProtocol === "http" && !isOpaque(service, port.port);
}

/** Pods that a Service sends requests to. */
export function backendsOf({ spec }: V1Service, pods: readonly V1Pod[]): readonly V1Pod[] {
    const selector = spec?.selector ?? {};
    // A Service without a selector has no pods; an empty selector would match all.
    if (Object.keys(selector).length === 0) return [];
    return pods.filter(({ metadata }) =>
        selects({ matchLabels: selector }, metadata?.labels ?? {}),
    );
}

/** The path at which the kubelet asks a container's port over HTTP. */
function probedPath(container: V1Container, { port, targetPort = port }: V1ServicePort) {
    const numberOf = (wanted: number | string) =>
        typeof wanted === "number"
            ? wanted
            : container.ports?.find(({ name }) => name === wanted)?.containerPort;
    const probe = [container.readinessProbe, container.livenessProbe].find(
        (one) =>
            one?.httpGet !== undefined &&
            one.httpGet.scheme !== "HTTPS" &&
            numberOf(one.httpGet.port) !== undefined &&
            numberOf(one.httpGet.port) === numberOf(targetPort),
    );
    const path = probe?.httpGet?.path ?? "";
    return path !== "" && PATH.test(path) ? path : undefined;
}

/** The first port that may speak HTTP, at the path of its pods' probe, else at `/`. Pure. */
export function splitPage(service: V1Service, pods: readonly V1Pod[]): SplitPage | undefined {
    const port = service.spec?.ports?.find((one) => speaksHttp(service, one));
    if (port === undefined) return undefined;
    const [path = "/"] = backendsOf(service, pods).flatMap(({ spec }) =>
        (spec?.containers ?? []).flatMap((container) => probedPath(container, port) ?? []),
    );
    return { port: port.port, path };
}
