import { REMOTE_ACCESS_RULES } from "../../components/linkerd/remoteAccessRules";

/** One thing that an account may do. */
export interface Right {
    readonly verb: string;
    readonly group: string;
    readonly resource: string;
    /** Absent for all objects of the resource. */
    readonly name?: string;
}

/** What a role or an API server says of rights; absent lists are empty. */
export interface Rule {
    readonly verbs: readonly string[];
    readonly apiGroups?: readonly string[];
    readonly resources?: readonly string[];
    readonly resourceNames?: readonly string[];
}

/** What `system:basic-user` lets everybody who is logged in ask about himself. */
const EVERYBODY: readonly Rule[] = [
    {
        verbs: ["create"],
        apiGroups: ["authorization.k8s.io"],
        resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    },
    {
        verbs: ["create"],
        apiGroups: ["authentication.k8s.io"],
        resources: ["selfsubjectreviews"],
    },
];

function rightsOf(rules: readonly Rule[]): Right[] {
    return rules.flatMap(({ verbs, apiGroups = [], resources = [], resourceNames }) =>
        apiGroups.flatMap((group) =>
            resources.flatMap((resource) =>
                verbs.flatMap((verb): Right[] =>
                    resourceNames === undefined || resourceNames.length === 0
                        ? [{ verb, group, resource }]
                        : resourceNames.map((name) => ({ verb, group, resource, name })),
                ),
            ),
        ),
    );
}

/** What a service mirror and linkerd-destination of a peer need, each right by itself. */
export const NEEDED_RIGHTS: readonly Right[] = rightsOf(REMOTE_ACCESS_RULES);

/** "list services", as kubectl writes resources. */
export function describeRight({ verb, group, resource, name }: Right): string {
    const what = verb === "*" ? "do everything with" : verb;
    if (resource === "*") {
        const of = group === "*" || group === "" ? ", secrets included" : ` of ${group}`;
        return `${what} every resource${of}`;
    }
    const named = name === undefined ? "" : ` ${name}`;
    return `${what} ${resource}${group === "" || group === "*" ? "" : `.${group}`}${named}`;
}

/** What these rules grant beyond what a peer needs and what everybody has, without repetitions. */
export function excessOf(rules: readonly Rule[]): readonly string[] {
    const allowed = [...NEEDED_RIGHTS, ...rightsOf(EVERYBODY)];
    const isExpected = (right: Right) =>
        allowed.some(
            ({ verb, group, resource, name }) =>
                verb === right.verb &&
                group === right.group &&
                resource === right.resource &&
                (name === undefined || name === right.name),
        );
    const excess = rightsOf(rules).filter((right) => !isExpected(right));
    return [...new Set(excess.map(describeRight))];
}
