import { loadConfig } from "./stacks/config";
import { Mesh } from "./stacks/mesh";

export = async () => {
    const { clusters, trustAnchor, trustAnchorExpiry, links } = new Mesh(
        "mesh",
        await loadConfig(),
    );
    return { clusters, trustAnchor, trustAnchorExpiry, links };
};
