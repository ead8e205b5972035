import type { LayerReport, ReportedFinding } from "../../report/doctorReport";
import { describeResult, layerResult } from "../../report/layerResult";
import { Badge, DataTable, Section } from "./elements";

/** Every layer in a row, then every finding with what repairs it. */
export function FindingsSection({ layers }: { layers: readonly LayerReport[] }) {
    const unseen = [...new Set(layers.flatMap(({ notChecked }) => notChecked))];
    return (
        <Section id="findings" title="Layers and findings">
            <DataTable
                caption="What has to work, from what carries to what is carried"
                head={["Layer", "Result", "Looked at"]}
                rows={layers.map((layer) => [
                    layer.title,
                    <Badge state={layerResult(layer)}>{describeResult(layer)}</Badge>,
                    layer.scope,
                ])}
            />
            {layers
                .filter(({ findings }) => findings.length > 0)
                .map(({ title, findings }) => (
                    <>
                        <h3>{title}</h3>
                        {findings.map((finding) => (
                            <FindingDetails finding={finding} />
                        ))}
                    </>
                ))}
            {unseen.length > 0 && (
                <>
                    <h3>Not looked at</h3>
                    <ul>
                        {unseen.map((text) => (
                            <li>{text}</li>
                        ))}
                    </ul>
                </>
            )}
        </Section>
    );
}

function FindingDetails({ finding }: { finding: ReportedFinding }) {
    const { severity, code, where, what, why, remedy } = finding;
    return (
        <details class={`finding ${severity}`} open>
            <summary>
                <Badge state={severity} /> <strong>{where}</strong> <span>{what}</span>
            </summary>
            <dl>
                <dt>Why it matters</dt>
                <dd>{why}</dd>
                {remedy !== "" && (
                    <>
                        <dt>What repairs it</dt>
                        <dd>
                            <pre>{remedy}</pre>
                        </dd>
                    </>
                )}
                <dt>Explained in</dt>
                <dd>
                    <code>{`docs/operations.md#${code}`}</code>
                </dd>
            </dl>
        </details>
    );
}
