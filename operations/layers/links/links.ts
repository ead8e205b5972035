import { foreignLinks } from "./foreign";
import { credentialFindings } from "./credentials";
import { linkFindings, secretFindings } from "./objects";
import type { Layer } from "../../findings/layer";
import {
    reachableClusters,
    reachableLinks,
    reachablePeerLinks,
    unreachableClusters,
} from "../reachableClusters";
import { missingPeerLinks, peerCredentialFindings, untriedCredentials } from "./peers";

/** Links as the program writes them, and credentials that open the target and no more. */
export const links: Layer = {
    id: "links",
    title: "Links and credentials",
    pre: false,
    examine: (view) => {
        const found = reachableLinks(view);
        const peers = reachablePeerLinks(view);
        const { links: own, peerLinks } = view.config;
        const silent = found
            .filter(({ seenTarget }) => seenTarget === undefined)
            .map(
                ({ name, target }) =>
                    `${name}: ${target.name} cannot be asked about its credentials`,
            );
        return {
            scope: `${found.length + peers.length} of ${own.length + peerLinks.length} links`,
            findings: [
                ...found.flatMap((link) => [
                    ...linkFindings(view, link),
                    ...secretFindings(link),
                    ...credentialFindings(link),
                ]),
                ...missingPeerLinks(view),
                ...peers.flatMap((link) => [
                    ...secretFindings(link),
                    ...peerCredentialFindings(view, link),
                ]),
                ...reachableClusters(view).flatMap((cluster) => foreignLinks(view, cluster)),
            ],
            notChecked: [
                ...unreachableClusters(view),
                ...silent,
                ...peers.flatMap(untriedCredentials),
            ],
        };
    },
};
