import { EXPORTED_LABEL, linkName, LONGEST_SERVICE_NAME } from "../../components/linkerd/names";
import { mirroredName } from "../../components/sample/names";
import { sh } from "../../components/shell";
import { isMirror } from "./mirrorLabels";
import {
    serviceIn,
    servicesOf,
    type NamedService,
    type SeenServices,
    type ServiceObjects,
    type ServicesConfig,
} from "./ownServices";
import { keyOf, problemAt, REFUSES, type SurveyProblem } from "./surveyProblem";
import { uselessness } from "./uselessness";

/** What `up` refuses of the exports, by what the clusters have. Of those not in `seen` nothing is said. Pure. */
export function exportProblems(config: ServicesConfig, seen: SeenServices): SurveyProblem[] {
    return config.clusters.flatMap((cluster, index) => {
        const own = seen.get(cluster.name);
        if (own === undefined) return [];
        return cluster.exports.flatMap((entry, position) => {
            const key = entry.service === undefined ? "selector" : "service";
            const path = ["exports", position, key];
            return servicesOf(entry, own).flatMap((named) => [
                ...exportable(cluster.name, index, path, entry[key], named, own),
                ...mirrorable(cluster.name, index, path, entry[key], named, config, seen),
            ]);
        });
    });
}

/** Why one Service cannot be exported. */
function exportable(
    name: string,
    index: number,
    path: readonly (string | number)[],
    value: unknown,
    { namespace, service }: NamedService,
    own: ServiceObjects,
): SurveyProblem[] {
    const place = `${namespace}/${service}`;
    const object = { cluster: name, namespace, service };
    // What no key mends has an object, and the rest is mended by another entry or by none.
    const settings = [{ path: keyOf({ index }, ...path.slice(0, 2)) }];
    const problem = (problem: Pick<SurveyProblem, "code" | "what" | "advice">) =>
        problemAt({ name, index }, path, { value, why: REFUSES, settings, ...problem });
    const found = serviceIn(own, namespace, service);
    if (found === undefined) {
        return problem({
            code: "export-service-missing",
            what: `there is no Service ${place}`,
            advice: "make it first, write the name of one that is there, or remove the entry",
        });
    }
    if (isMirror(found)) {
        return problem({
            code: "export-unusable",
            what: `Service ${place} is a mirror itself`,
            advice: "export the Service that it mirrors, in its own cluster, and link the clusters to that one",
        });
    }
    const useless = uselessness(found);
    if (useless !== undefined) {
        return problem({
            code: "export-unusable",
            what: `Service ${place} ${useless.what}`,
            advice: "export a Service with a TCP port, or remove the entry",
        });
    }
    const label = found.metadata?.labels?.[EXPORTED_LABEL] ?? "true";
    if (label === "true") return [];
    const remove = sh`kubectl --namespace ${namespace} label service ${service} ${`${EXPORTED_LABEL}-`}`;
    return problemAt({ name, index }, path, {
        code: "export-label-foreign",
        value,
        why: REFUSES,
        object,
        what: `somebody else has given Service ${place} the label ${EXPORTED_LABEL}: ${label}`,
        advice: `take it away with '${remove.shell}', or remove the entry`,
    });
}

/** Why the peers of a cluster could not have the mirror of a Service. */
function mirrorable(
    name: string,
    index: number,
    path: readonly (string | number)[],
    value: unknown,
    { namespace, service }: NamedService,
    { links }: ServicesConfig,
    seen: SeenServices,
): SurveyProblem[] {
    const mirror = mirroredName(service, name);
    if (mirror.length > LONGEST_SERVICE_NAME) {
        return problemAt({ name, index }, path, {
            code: "mirror-name-too-long",
            value,
            what: `the mirror ${mirror} of Service ${namespace}/${service} would have ${mirror.length} characters, and a Service's name has ${LONGEST_SERVICE_NAME} at most`,
            why: REFUSES,
            advice: "write labels that only Services with shorter names have",
            settings: [{ path: keyOf({ index }, ...path.slice(0, 2)) }],
        });
    }
    return links
        .filter(({ target }) => target === name)
        .flatMap((link) => {
            const namesake = serviceIn(seen.get(link.source), namespace, mirror);
            if (namesake === undefined || isMirror(namesake)) return [];
            return problemAt({ name, index }, path, {
                code: "mirror-name-taken",
                where: linkName(link),
                value,
                what: `${link.source} has a Service ${namespace}/${mirror} already, which is no mirror`,
                why: REFUSES,
                advice: "delete that Service if nobody needs it, or remove the entry",
                object: { cluster: link.source, namespace, service: mirror },
            });
        });
}

/** Namespaces that a cluster would need for mirrors, and has not. Pure. */
export function namespaceProblems(config: ServicesConfig, seen: SeenServices): SurveyProblem[] {
    if (config.createNamespaces) return [];
    return config.links.flatMap((link) => {
        const source = seen.get(link.source);
        const target = config.clusters.find(({ name }) => name === link.target);
        if (source === undefined || target === undefined) return [];
        const there = source.namespaces.map(({ metadata }) => metadata?.name);
        const wanted = new Set(target.exports.map(({ namespace }) => namespace));
        return [...wanted]
            .filter((namespace) => !there.includes(namespace))
            .map((namespace): SurveyProblem => {
                const path = ["createNamespaces"];
                return {
                    code: "mirror-namespace-missing",
                    where: linkName(link),
                    path,
                    value: config.createNamespaces,
                    what: `${link.source} lacks the namespace ${namespace}, in which it would get the mirrors of what ${link.target} exports`,
                    why: REFUSES,
                    advice: `write true, or make it with '${sh`kubectl create namespace ${namespace}`.shell}'`,
                    commands: [],
                    settings: [{ path, value: "true" }],
                };
            });
    });
}
