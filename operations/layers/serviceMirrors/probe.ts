import { MULTICLUSTER_NAMESPACE, mirrorLeaseName } from "../../../components/linkerd/names";
import type { Code } from "../../findings/codes";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectlIn, restartServiceMirror } from "../../remedies/kubectl";
import { makeAgain } from "./controller";
import { sameWays, waysByLink, waysOf } from "../mirrorEndpoints";
import { objectNamed } from "../objectNamed";
import type { SourceLink } from "../reachableClusters";

/** Seconds by which the clock of this machine and the nodes' may differ. */
const CLOCK_SKEW_SECONDS = 60;

/** Whether the Service for probes is there, and leads where the Link says. */
export function probeFindings(link: SourceLink, runs: boolean): Finding[] {
    const { name: where, source, controller } = link;
    const service = controller.probeService;
    const place = `${MULTICLUSTER_NAMESPACE}/${service}`;
    const why =
        "The service mirror probes the gateway through it, and takes a gateway that does not answer for dead.";
    if (objectNamed(source.kubernetes.services, MULTICLUSTER_NAMESPACE, service) === undefined) {
        return oneFinding("error", "probe-service-missing", where, {
            what: `Service ${place} is missing`,
            why,
            remedy: [makeAgain(link)],
        });
    }
    const expected = waysByLink(link, "probe");
    const { ready, notReady } = waysOf(source.kubernetes, MULTICLUSTER_NAMESPACE, service);
    const found = [...ready, ...notReady];
    // Only a controller that runs writes them.
    if (!runs || expected === undefined || sameWays(found, expected)) return [];
    const leads = found.length === 0 ? "lead nowhere" : `lead to ${found.join(", ")}`;
    return oneFinding("error", "probe-endpoints-differ", where, {
        what: `Endpoints ${place} ${leads}, and the Link says ${expected.join(", ")}`,
        why,
        remedy: [restartServiceMirror(source.config, controller.deployment)],
    });
}

/** Whether one replica leads: only that one mirrors and probes. */
export function leaseFindings(link: SourceLink, now: Date): Finding[] {
    const { name: where, source, target, controller } = link;
    const name = mirrorLeaseName(target.name);
    const lease = source.kubernetes.leases.find(({ metadata }) => metadata?.name === name)?.spec;
    const remedy = [restartServiceMirror(source.config, controller.deployment)];
    const finding = (code: Code, what: string, why: string) =>
        oneFinding("error", code, where, { what, why, remedy });
    const holder = lease?.holderIdentity ?? "";
    if (holder === "") {
        return finding(
            "lease-not-held",
            `nobody holds Lease ${MULTICLUSTER_NAMESPACE}/${name}`,
            "Without a leader none of the replicas mirrors.",
        );
    }
    const duration = lease?.leaseDurationSeconds ?? 30;
    // The client hands it out as it was sent, as text, whatever its type says.
    const renewed = Date.parse(String(lease?.renewTime));
    const age = (now.getTime() - renewed) / 1000;
    if (age <= duration + CLOCK_SKEW_SECONDS) return [];
    return finding(
        "lease-not-renewed",
        `${holder} holds Lease ${MULTICLUSTER_NAMESPACE}/${name} of ${duration} s and has not renewed it for ${Math.round(age)} s`,
        "The leader hangs or cannot reach its API server, and no other replica has taken over. Or the clock of this machine is ahead.",
    );
}

export function gatewayFindings(link: SourceLink): Finding[] {
    const { name: where, source, target, controller } = link;
    const alive = source.view.gatewayAlive.get(target.name);
    if (alive === undefined || "failure" in alive || alive.seen) return [];
    const expected = waysByLink(link, "probe");
    const at = expected === undefined ? "" : ` at ${expected.join(", ")}`;
    return oneFinding("error", "gateway-dead", where, {
        what: `the gateway of ${target.name} does not answer the probes${at}: gateway_alive is 0`,
        why: `No request reaches ${target.name}. Repair what is found in the layers above first: it ends by itself some seconds later. With nothing found there, these lines say why each probe failed.`,
        remedy: [
            kubectlIn(
                source.config,
                MULTICLUSTER_NAMESPACE,
                ...["logs", `deployment/${controller.deployment}`],
                ...[`--container=${controller.container}`, "--tail=20"],
            ),
        ],
    });
}
