import { foreignLinks } from "./linksForeign";
import { credentialFindings } from "./linksCredentials";
import { linkFindings, secretFindings } from "./linksObjects";
import type { Layer } from "./layer";
import { seenClusters, seenLinks, unseenClusters } from "./seenClusters";

/** Links as the program writes them, and credentials that open the target and no more. */
export const links: Layer = {
    id: "links",
    title: "Links and credentials",
    pre: false,
    examine: (view) => {
        const found = seenLinks(view);
        const silent = found
            .filter(({ seenTarget }) => seenTarget === undefined)
            .map(
                ({ name, target }) =>
                    `${name}: ${target.name} cannot be asked about its credentials`,
            );
        return {
            looked: `${found.length} of ${view.config.links.length} links`,
            findings: [
                ...found.flatMap((link) => [
                    ...linkFindings(view, link),
                    ...secretFindings(link),
                    ...credentialFindings(link),
                ]),
                ...seenClusters(view).flatMap((cluster) => foreignLinks(view, cluster)),
            ],
            unseen: [...unseenClusters(view), ...silent],
        };
    },
};
