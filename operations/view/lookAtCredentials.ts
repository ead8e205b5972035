import {
    ApiException,
    AuthenticationV1Api,
    AuthorizationV1Api,
    KubeConfig,
    RbacAuthorizationV1Api,
    V1SelfSubjectAccessReview,
    V1SelfSubjectReview,
    V1SelfSubjectRulesReview,
} from "@kubernetes/client-node";
import { credentialsName, MULTICLUSTER_NAMESPACE } from "../../components/linkerd/names";
import type { PlainClusterConfig } from "../../stacks/configuration/types/plainConfig";
import type { CredentialsView, Grant } from "./credentialsView";
import { grantsOf, serviceAccountOf } from "./grants";
import type { KubernetesView } from "./kubernetesView";
import type { Look } from "../../stacks/survey/look";
import { describeRight, excessOf, NEEDED_RIGHTS } from "./remoteRights";
import { requestFailure, requestFailureKind } from "../../stacks/survey/requestFailure";
import { secretKubeconfig } from "./secretKubeconfig";
import { timeLimit } from "../../stacks/survey/timeLimit";
import { tokenUser } from "./tokenUser";

const LIMIT = timeLimit(10);

/** The cluster whose API server is asked, and how this machine reaches it. */
type Target = Pick<PlainClusterConfig, "name" | "kubeconfig">;

/** The target's API server as this machine reaches it, with the token of the Secret. */
function withToken(target: Target, token: string): KubeConfig {
    const own = new KubeConfig();
    own.loadFromString(target.kubeconfig);
    const cluster = own.getCurrentCluster();
    if (cluster === null) throw new Error(`no cluster in the kubeconfig of ${target.name}`);
    const config = new KubeConfig();
    config.loadFromClusterAndUser(cluster, { name: "peer", token });
    return config;
}

async function lookAtGrants(target: Target, user: string): Promise<readonly Grant[]> {
    const account = serviceAccountOf(user);
    if (account === undefined) return [];
    const own = new KubeConfig();
    own.loadFromString(target.kubeconfig);
    const rbac = own.makeApiClient(RbacAuthorizationV1Api);
    const [cluster, namespaced] = await Promise.all([
        rbac.listClusterRoleBinding({}, LIMIT),
        rbac.listRoleBindingForAllNamespaces({}, LIMIT),
    ]);
    return grantsOf(account, cluster.items, namespaced.items);
}

/** Whom the API server takes the token for; rejects where it does not accept it. */
async function userOf(config: KubeConfig, token: string): Promise<string> {
    const authentication = config.makeApiClient(AuthenticationV1Api);
    try {
        const self = await authentication.createSelfSubjectReview(
            { body: new V1SelfSubjectReview() },
            LIMIT,
        );
        return self.status?.userInfo?.username ?? "";
    } catch (error) {
        // Before Kubernetes 1.28, as in K-PaaS 1.5.0, there is no such question; a bad token is a 401.
        if (error instanceof ApiException && error.code === 404) return tokenUser(token);
        throw error;
    }
}

async function ask(target: Target, token: string): Promise<Omit<CredentialsView, "server">> {
    const config = withToken(target, token);
    const authorization = config.makeApiClient(AuthorizationV1Api);

    // First alone: with a token that is not accepted the others have nothing to say.
    const user = await userOf(config, token);
    // Who may not read bindings is told of an excess without what grants it.
    const grants = await lookAtGrants(target, user).catch(() => []);
    const namespaces = grants.flatMap(({ namespace }) => namespace ?? []);
    const [reviews, answers] = await Promise.all([
        Promise.all(
            [...new Set([MULTICLUSTER_NAMESPACE, ...namespaces])].map((namespace) =>
                authorization.createSelfSubjectRulesReview(
                    {
                        body: Object.assign(new V1SelfSubjectRulesReview(), {
                            spec: { namespace },
                        }),
                    },
                    LIMIT,
                ),
            ),
        ),
        Promise.all(
            NEEDED_RIGHTS.map(async (right) => {
                const { verb, group, resource, name } = right;
                const spec = { resourceAttributes: { verb, group, resource, name } };
                const { status } = await authorization.createSelfSubjectAccessReview(
                    { body: Object.assign(new V1SelfSubjectAccessReview(), { spec }) },
                    LIMIT,
                );
                return { right, allowed: status?.allowed === true };
            }),
        ),
    ]);
    return {
        user,
        missing: answers.filter(({ allowed }) => !allowed).map(({ right }) => describeRight(right)),
        excess: excessOf(reviews.flatMap(({ status }) => status?.resourceRules ?? [])),
        grants,
    };
}

/**
 * Asks the API server of `target` what the credentials of the Link `link` in `source` are worth.
 *
 * Through the server of our own kubeconfig, whatever the Secret names: whether peers reach that one
 * is another question. Changes nothing; reviews are questions that Kubernetes has made objects of.
 */
export async function lookAtCredentials(
    source: KubernetesView,
    target: Target,
    link: string,
): Promise<Look<CredentialsView>> {
    const secret = credentialsName(link);
    const read = secretKubeconfig(source, MULTICLUSTER_NAMESPACE, secret);
    if ("failure" in read) return read;
    const { server, token } = read.seen;
    try {
        return { seen: { server, ...(await ask(target, token)) } };
    } catch (error) {
        return requestFailureKind(error).kind === "credentials"
            ? {
                  failure: `${target.name} does not accept the token in Secret ${secret}`,
                  kind: "credentials",
              }
            : {
                  failure: `${target.name} was asked about its credentials, but ${requestFailure(error)}`,
              };
    }
}
