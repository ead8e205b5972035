import { loadConfig } from "./stacks/configuration/loadConfig";
import { withSecrets } from "./stacks/configuration/withSecrets";
import { Mesh } from "./stacks/mesh";
import { survey } from "./stacks/survey/survey";

export = async () => {
    // The SDK takes a stack for each resource, to say where it was made. Mapped back to TypeScript
    // these took an eighth of the program's time at 20 clusters, and nothing shows them.
    process.setSourceMapsEnabled(false);
    const config = await loadConfig();
    const surveyed = await survey(config);
    const { clusters, trustAnchor, trustAnchors, trustAnchorExpiry, links } = new Mesh(
        "mesh",
        withSecrets(config),
        surveyed,
    );
    return { clusters, trustAnchor, trustAnchors, trustAnchorExpiry, links };
};
