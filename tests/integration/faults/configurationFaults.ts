import { linkName, type Fault } from "./fault";

/** A mistake in the configuration: the other layers look at nothing. */
export const UNREADABLE: readonly Fault[] = [
    {
        title: "a word in the configuration that is no key",
        code: "configuration-invalid",
        where: () => "colour",
        what: /no such key/,
        inject: ({ stack }) => stack.pulumi("config", "set", "colour", "blue"),
    },
];

/** What the configuration says of the clusters, and is not so. */
export const UNTRUE: readonly Fault[] = [
    {
        title: "peers are told a port at which no API server listens",
        code: "peer-api-server-unreachable",
        where: ({ first, second }) => linkName(second, first),
        what: /6444/,
        // The group has rules for the port of before, and the Link's Secret names it.
        also: ["security-group-rule-missing", "credentials-of-other-server"],
        inject: async ({ stack, first }) => {
            const { hostname } = new URL(first.apiServer);
            await stack.pulumi(
                ...["config", "set", "--path", "clusters[0].apiServer"],
                `https://${hostname}:6444`,
            );
        },
    },
    {
        title: "a domain that the kubelets do not have",
        code: "cluster-domain-differs",
        where: ({ second }) => second.name,
        what: /other\.example/,
        also: ["link-differs", "link-secret-differs", "split-not-applied"],
        inject: ({ stack }) =>
            stack.pulumi(
                ...["config", "set", "--path", "clusters[1].clusterDomain", "other.example"],
            ),
    },
];
