import { createHash } from "node:crypto";
import { linkerdCharts } from "../../components/linkerd/versions";
import type { PlainMeshConfig } from "../configuration/types/plainConfig";
import type { Problem } from "../configuration/types/problem";
import { ChartRepository } from "./chartRepository";

/**
 * Charts whose archives are not as pinned; of one without a digest nothing is asked. The bytes are
 * compared: an index may say of them what it likes, and Helm compares neither.
 */
export async function chartProblems({
    charts,
}: Pick<PlainMeshConfig, "charts">): Promise<Problem[]> {
    const { repository, login, versions, smi, digests } = charts;
    const linkerd = { key: "chartRepository", url: repository, login };
    const offers = [
        { ...linkerd, charts: linkerdCharts(versions) },
        ...(smi === undefined
            ? []
            : [
                  {
                      key: "smiChartRepository",
                      url: smi.repository,
                      login: smi.login,
                      charts: [{ name: "linkerd-smi", version: smi.version }],
                  },
              ]),
    ];
    const found = offers.map(async ({ key, url, login: own, charts: offered }) => {
        const pinned = offered.filter(
            ({ name, version }) => digests[`${name}-${version}`] !== undefined,
        );
        if (pinned.length === 0 || url.startsWith("oci:")) return [];
        try {
            const from = new ChartRepository(url, own);
            const results = pinned.map(async ({ name, version }) => {
                const archive = `${name}-${version}`;
                const wanted = (digests[archive] ?? "").replace(/^sha256:/, "");
                const bytes = await from.archive(name, version);
                const digest = createHash("sha256").update(bytes).digest("hex");
                if (digest === wanted) return [];
                const advice = `${archive} of ${url} has the digest ${digest}, and ${wanted} is pinned: other bytes have the same version; ask who keeps the repository, and write the new digest only if the change is meant`;
                return [{ path: ["chartDigests", archive], value: wanted, advice }];
            });
            return (await Promise.all(results)).flat();
        } catch (error) {
            const said = error instanceof Error ? error.message : String(error);
            const advice = `the pinned charts cannot be compared: ${said}; write the URL of a repository that has them, and see that this machine reaches it`;
            return [{ path: [key], value: url, advice }];
        }
    });
    return (await Promise.all(found)).flat();
}
