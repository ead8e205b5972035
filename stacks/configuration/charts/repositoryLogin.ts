import type { RepositoryLogin } from "../../../components/linkerd/charts";
import type { Draft } from "../draft/draft";
import { readPath, resolvePath, type ConfigFiles, type RawConfig } from "../draft/sources";
import { certificatesIn } from "../keys/certificates";
import { isPlainText } from "../keys/urls";
import type { Problem } from "../types/problem";

const CA = { what: "the CA's certificate in PEM", example: "~/charts-ca.pem" };

/** The two repositories, and what only an HTTP one can be given. */
const REPOSITORIES = ["chartRepository", "smiChartRepository"] as const;
const LOGIN = ["chartRepositoryUser", "chartRepositoryPassword", "chartRepositoryCaPath"] as const;

function isOci(repository: string): boolean {
    return repository.startsWith("oci:");
}

function transportProblems(draft: Draft): Problem[] {
    if (draft.allowInsecureTransport !== false) return [];
    return REPOSITORIES.flatMap((key): Problem[] => {
        const value = draft[key];
        if (value === undefined || !isPlainText(new URL(value))) return [];
        const advice =
            "over plain http anybody on the way can put other charts in; write an https URL, or accept that with allowInsecureTransport: true";
        return [{ path: [key], value, advice }];
    });
}

function loginProblems(draft: Draft): Problem[] {
    const { chartRepository, chartRepositoryUser: user, chartRepositoryPassword: password } = draft;
    if (chartRepository !== undefined && isOci(chartRepository)) {
        const { host } = new URL(chartRepository);
        const advice = `Helm has the login and the CA of an OCI registry from this machine; remove it, and run 'helm registry login ${host}' as the user that runs Pulumi`;
        return LOGIN.flatMap((key) =>
            draft[key] === undefined ? [] : [{ path: [key], value: draft[key], advice }],
        );
    }
    if ((user === undefined) === (password === undefined)) return [];
    const key = user === undefined ? "chartRepositoryUser" : "chartRepositoryPassword";
    const advice = "chartRepository asks for a user and a password together; write both, or none";
    return [{ path: [key], value: undefined, advice }];
}

/** Helm has the login of an OCI registry from its own file, which nobody here reads. */
function digestProblems(draft: Draft): Problem[] {
    const { chartDigests = {}, chartRepository, smiChartRepository } = draft;
    return Object.entries(chartDigests).flatMap(([archive, value]): Problem[] => {
        const repository = archive.startsWith("linkerd-smi-")
            ? smiChartRepository
            : chartRepository;
        if (value === undefined || repository === undefined || !isOci(repository)) return [];
        const advice = `the charts of ${repository} are not compared: it is an OCI registry; remove it, and make the tags there immutable`;
        return [{ path: ["chartDigests", archive], value, advice }];
    });
}

function caProblems(draft: Draft, raw: RawConfig, files: ConfigFiles): Problem[] {
    const { chartRepositoryCaPath: written } = draft;
    if (written === undefined) return [];
    const key = { path: ["chartRepositoryCaPath"], value: written };
    const source = readPath(CA, key, written, raw, files);
    if ("problems" in source) return [...source.problems];
    if (certificatesIn(source.found.text).length > 0) return [];
    return [{ ...key, advice: "it holds no certificate; give the CA's in PEM" }];
}

/** What is wrong with the repositories of the charts and what they are asked with. */
export function repositoryProblems(draft: Draft, raw: RawConfig, files: ConfigFiles): Problem[] {
    return [
        ...transportProblems(draft),
        ...loginProblems(draft),
        ...digestProblems(draft),
        ...caProblems(draft, raw, files),
    ];
}

/**
 * What `repository` is asked with: nothing where it is on another host than the one of Linkerd's charts,
 * whose credentials these are. The CA is a file, by its whole path: Helm takes no text.
 */
export function repositoryLogin(
    repository: string,
    chartRepository: string,
    draft: Draft,
    files: ConfigFiles,
): { readonly login?: RepositoryLogin<string> } {
    const { chartRepositoryUser: username, chartRepositoryPassword: password } = draft;
    const { chartRepositoryCaPath: ca } = draft;
    const isSame = new URL(repository).origin === new URL(chartRepository).origin;
    if (!isSame || (username === undefined && ca === undefined)) return {};
    return {
        login: {
            ...(username === undefined || password === undefined ? {} : { username, password }),
            ...(ca === undefined ? {} : { caFile: resolvePath(ca, files) }),
        },
    };
}
