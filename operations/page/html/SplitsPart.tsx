import { percent } from "../../verify/chance";
import type { Verdict } from "../../verify/judge";
import type { OwnSplit } from "../model/ownSplits";
import { Badge, DataTable } from "./elements";
import { Answers } from "./TrafficAnswers";
import { sharesOf } from "./TrafficPlots";

/** More drawings would make the page longer than anybody reads; the table has all splits. */
const MOST_DRAWN = 20;

/** The splits of the operator's own: their weights, and the shares where verify asked. */
export function SplitsPart(props: { splits: readonly OwnSplit[]; verdicts: readonly Verdict[] }) {
    const { splits, verdicts } = props;
    const asked = splits.map((split) => ({
        split,
        verdict: verdicts.find(
            ({ source, split: name }) => source === split.cluster && name === split.service,
        ),
    }));
    const answered = asked.flatMap(({ verdict }) =>
        verdict !== undefined && verdict.shares.length > 0 ? [verdict] : [],
    );
    return (
        <>
            <h3>Splits of your own</h3>
            <DataTable
                caption="Splits of your own, their weights, and who answered"
                head={["Service", "From", "Result", "Weights and shares"]}
                rows={asked.map(({ split, verdict }) => [
                    split.service,
                    split.cluster,
                    <Result verdict={verdict} />,
                    <ul class="plain">
                        {split.weights.map(({ cluster, weight }) => (
                            <li>{`${cluster}: weight ${percent(weight)}${shareText(verdict, cluster)}`}</li>
                        ))}
                    </ul>,
                ])}
            />
            {answered.slice(0, MOST_DRAWN).map((verdict, index) => (
                <>
                    <h3>{`Split of ${verdict.split ?? ""} in ${verdict.source}`}</h3>
                    <p>{`${verdict.requests} requests to ${verdict.asked ?? ""}.`}</p>
                    <Answers
                        verdicts={[verdict]}
                        heading="h4"
                        of={` of ${verdict.split ?? ""} in ${verdict.source}`}
                        id={`-${index + 1}`}
                    />
                </>
            ))}
        </>
    );
}

function Result({ verdict }: { verdict: Verdict | undefined }) {
    const { problems = [], skipped } = verdict ?? {};
    if (problems.length > 0) {
        return (
            <>
                <Badge state="error" /> {problems.join("; ")}
            </>
        );
    }
    if (verdict !== undefined && skipped === undefined) return <Badge state="ok" />;
    return (
        <>
            <Badge state="unknown" /> {`not asked${skipped === undefined ? "" : `: ${skipped}`}`}
        </>
    );
}

/** Share of a cluster; nothing where no proxy counted. */
function shareText(verdict: Verdict | undefined, cluster: string): string {
    if (verdict === undefined || verdict.shares.length === 0) return "";
    const share = sharesOf(verdict).find(({ name }) => name === cluster)?.share ?? 0;
    return `, share ${percent(share)}`;
}
