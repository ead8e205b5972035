import type { V1ObjectMeta } from "@kubernetes/client-node";
import { SMI_ADAPTOR } from "../../../components/linkerd/names";
import { counted } from "../../findings/counted";
import { enumerate } from "../../findings/enumerate";
import { oneFinding, type Finding } from "../../findings/finding";
import { kubectl } from "../../remedies/kubectl";
import { madeByEngine } from "../../../components/linkerd/madeByEngine";
import { madeByHelm, type Release } from "../madeByHelm";
import type { ReachableCluster } from "../reachableClusters";

/** Groups of the kinds that the charts bring; Gateway API's are told apart. */
const GROUPS = /\.(?:\w+\.)?linkerd\.io$/;
const SMI_GROUP = /\.split\.smi-spec\.io$/;

/** Extensions of Linkerd that the program installs; viz and others may stay, and SMI where it is not installed. */
const EXTENSIONS: readonly (string | undefined)[] = [undefined, "multicluster"];

/**
 * What an earlier Linkerd left outside of its namespaces: of `linkerd install` and `linkerd multicluster
 * link`, whose objects no Helm owns, or of a release that is gone. Pure.
 */
export function leftovers(
    cluster: ReachableCluster,
    own: readonly Release[],
    hasSmi: boolean,
): Finding[] {
    const { name, config, kubernetes } = cluster;
    const releases = [
        ...own,
        // What removes these removes their objects.
        ...kubernetes.helmReleases.map(({ namespace = "", labels = {} }) => ({
            namespace,
            name: labels["name"] ?? "",
        })),
    ];
    const isLeft = (one: V1ObjectMeta) => !madeByEngine(one) && !madeByHelm(one, releases);
    const metadata = (objects: readonly { readonly metadata?: V1ObjectMeta }[]) =>
        objects.flatMap((one) => one.metadata ?? []);
    const isLinkerds = (one: V1ObjectMeta) => isOfLinkerd(one) || (hasSmi && isOfSmi(one));
    // Webhooks that nobody answers come first, since they may keep the others from going.
    const kinds = [
        ["MutatingWebhookConfiguration", metadata(kubernetes.mutatingWebhooks), isLinkerds],
        ["ValidatingWebhookConfiguration", metadata(kubernetes.validatingWebhooks), isLinkerds],
        ["ClusterRoleBinding", kubernetes.clusterRoleBindings, isLinkerds],
        ["ClusterRole", kubernetes.clusterRoles, isLinkerds],
        [
            "CustomResourceDefinition",
            kubernetes.customResourceDefinitions,
            ({ name: kind = "" }: V1ObjectMeta) =>
                GROUPS.test(kind) || (hasSmi && SMI_GROUP.test(kind)),
        ],
    ] as const;
    const left = kinds.flatMap(([kind, objects, isOf]) => {
        const names = objects.flatMap((one) => (isOf(one) && isLeft(one) ? (one.name ?? []) : []));
        return names.length === 0 ? [] : [{ kind, names }];
    });
    if (left.length === 0) return [];
    const told = left.map(
        ({ kind, names }) => `${counted(names.length, kind)} (${enumerate(names, 3)})`,
    );
    return oneFinding("error", "installation-leftover", name, {
        what: `an earlier Linkerd left ${told.join(", ")}`,
        why: "`pulumi up` fails: Helm and the Kubernetes provider take over nothing that somebody else made. With a CustomResourceDefinition go all objects of its kind.",
        remedy: left.map(({ kind, names }) =>
            kubectl(config, "delete", "--ignore-not-found", kind.toLowerCase(), ...names),
        ),
    });
}

function isOfLinkerd({ name = "", labels = {} }: V1ObjectMeta): boolean {
    return (
        EXTENSIONS.includes(labels["linkerd.io/extension"]) &&
        (name.startsWith("linkerd-") || "linkerd.io/control-plane-ns" in labels)
    );
}

/** The adaptor's objects have no name or label of Linkerd's. */
function isOfSmi({ name, labels = {} }: V1ObjectMeta): boolean {
    return name === SMI_ADAPTOR || labels["linkerd.io/extension"] === "smi";
}
