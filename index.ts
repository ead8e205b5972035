import { loadConfig } from "./stacks/configuration/loadConfig";
import { withSecrets } from "./stacks/configuration/withSecrets";
import { Mesh } from "./stacks/mesh";
import { survey } from "./stacks/survey/survey";

export = async () => {
    const config = await loadConfig();
    const placements = await survey(config);
    const { clusters, trustAnchor, trustAnchors, trustAnchorExpiry, links } = new Mesh(
        "mesh",
        withSecrets(config),
        placements,
    );
    return { clusters, trustAnchor, trustAnchors, trustAnchorExpiry, links };
};
