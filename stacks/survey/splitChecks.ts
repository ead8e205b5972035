import { EXPORTED_LABEL } from "../../components/linkerd/names";
import type { SplitConfig } from "../configuration/types/meshConfig";
import type { ConfigPath } from "../configuration/types/problem";
import {
    ownServices,
    serviceIn,
    tcpPorts,
    type NamedService,
    type OwnServices,
    type SeenServices,
    type ServicesConfig,
} from "./ownServices";
import { keyOf, REFUSES, type SurveyCode, type SurveyProblem } from "./surveyProblem";

/** What `up` refuses of the splits, by what the clusters have. Of those not in `seen` nothing is said. Pure. */
export function splitProblems(config: ServicesConfig, seen: SeenServices): SurveyProblem[] {
    const services = ownServices(config, seen);
    return config.splits.flatMap((split, index) =>
        problemsOf(split, index, config, seen, services),
    );
}

/** The keys that export a Service: an entry behind those that are there. */
function exportKeys(
    { clusters }: ServicesConfig,
    of: string,
    { namespace, service }: NamedService,
) {
    const index = clusters.findIndex(({ name }) => name === of);
    const entry = keyOf({ index }, "exports", clusters[index]?.exports.length ?? 0);
    return [
        { path: [...entry, "namespace"], value: namespace },
        { path: [...entry, "service"], value: service },
    ];
}

function problemsOf(
    { cluster, namespace, service, weights }: SplitConfig,
    index: number,
    config: ServicesConfig,
    seen: SeenServices,
    services: ReadonlyMap<string, OwnServices>,
): SurveyProblem[] {
    const place = `${namespace}/${service}`;
    const problem = (
        code: SurveyCode,
        key: ConfigPath,
        value: unknown,
        what: string,
        advice: string,
        mends: Pick<SurveyProblem, "settings" | "object">,
    ): SurveyProblem => ({
        code,
        where: cluster,
        path: ["splits", index, ...key],
        value,
        what,
        why: REFUSES,
        advice,
        commands: [],
        ...mends,
    });
    const own = seen.get(cluster);
    if (own === undefined) return [];
    const found = serviceIn(own, namespace, service);
    const ports = tcpPorts(found);
    if (found === undefined || ports.length === 0) {
        const what =
            found === undefined
                ? `there is no Service ${place}`
                : `Service ${place} has no TCP port`;
        const advice =
            "its pods call the Service by this name: make it, with a TCP port and with pods or without, or remove the entry";
        const mends = { settings: [{ path: ["splits", index] }] };
        return [problem("split-service-missing", ["service"], service, what, advice, mends)];
    }
    return weights.flatMap(({ cluster: name, weight }): SurveyProblem[] => {
        const peer = seen.get(name);
        if (name === cluster || peer === undefined) return [];
        const key = ["weights", name];
        const theirs = serviceIn(peer, namespace, service);
        const isExported =
            theirs?.metadata?.labels?.[EXPORTED_LABEL] === "true" ||
            services
                .get(name)
                ?.exports.some((one) => one.namespace === namespace && one.service === service);
        if (isExported !== true) {
            const what = `${name} does not export a Service ${place}`;
            const advice = `add {"namespace":"${namespace}","service":"${service}"} to the exports of ${name}, or remove the key`;
            const mends = { settings: exportKeys(config, name, { namespace, service }) };
            return [problem("split-without-export", key, weight, what, advice, mends)];
        }
        // A Service that is exported and not there is told of once, with the exports.
        const lacking = ports.filter((port) => theirs && !tcpPorts(theirs).includes(port));
        if (lacking.length === 0) return [];
        const what = `Service ${place} of ${name} lacks the port ${lacking.join(", ")}, which that of ${cluster} has`;
        const advice = "a mirror has the ports of its Service: give both the same";
        const object = { cluster: name, namespace, service };
        return [problem("split-port-missing", key, weight, what, advice, { settings: [], object })];
    });
}
