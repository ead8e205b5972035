import type { OwnSplit } from "../model/ownSplits";
import type { Traffic } from "../model/pageModel";
import { Section } from "./elements";
import { SplitsPart } from "./SplitsPart";
import { Answers } from "./TrafficAnswers";

/** What verify found out: shares against weights, and latencies. */
export function TrafficSection(props: { traffic: Traffic; splits: readonly OwnSplit[] }) {
    const { traffic, splits } = props;
    const verdicts = "refusal" in traffic ? [] : traffic.verdicts;
    const ofSample = verdicts.filter(({ split }) => split === undefined);
    return (
        <Section id="traffic" title="Traffic">
            {"refusal" in traffic && <p class="lines">{traffic.refusal}</p>}
            {"verdicts" in traffic && ofSample.length > 0 && (
                <>
                    <p>
                        {`${traffic.requests} requests to helloworld from each cluster with a split, while this page was made.`}
                    </p>
                    <Answers verdicts={ofSample} of="" id="" heading="h3" />
                </>
            )}
            {splits.length > 0 && <SplitsPart splits={splits} verdicts={verdicts} />}
        </Section>
    );
}
