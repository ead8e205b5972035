import { loadConfig } from "./stacks/configuration/loadConfig";
import { Mesh } from "./stacks/mesh";
import { survey } from "./stacks/survey/survey";

export = async () => {
    const config = await loadConfig();
    const { clusters, trustAnchor, trustAnchorExpiry, links } = new Mesh(
        "mesh",
        config,
        await survey(config),
    );
    return { clusters, trustAnchor, trustAnchorExpiry, links };
};
