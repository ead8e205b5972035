import { VERSION_NAMES, type Difference, type VersionRow } from "../model/clusterFacts";
import { DataTable, Section } from "./elements";

/** What runs in each cluster, and in what they differ. */
export function VersionsSection(props: {
    rows: readonly VersionRow[];
    differences: readonly Difference[];
}) {
    const { rows, differences } = props;
    return (
        <>
            <Section id="versions" title="Versions">
                <DataTable
                    caption="What runs in each cluster that answered"
                    head={["Cluster", ...VERSION_NAMES]}
                    rows={rows.map(({ cluster, versions }) => [cluster, ...versions])}
                />
            </Section>
            <Section id="differences" title="What differs between clusters">
                {differences.length === 0 ? (
                    <p>Nothing of what was compared.</p>
                ) : (
                    <DataTable
                        caption="Facts that are not the same in all clusters that answered"
                        head={["Fact", "Values"]}
                        rows={differences.map(({ fact, values }) => [
                            fact,
                            <ul class="plain">
                                {values.map(({ value, clusters }) => (
                                    <li>
                                        <strong>{value}</strong> {clusters.join(", ")}
                                    </li>
                                ))}
                            </ul>,
                        ])}
                    />
                )}
            </Section>
        </>
    );
}
