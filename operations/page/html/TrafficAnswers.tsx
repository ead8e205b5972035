import type { Verdict } from "../../verify/judge";
import { Badge, DataTable } from "./elements";
import { Latencies, milliseconds, Shares, type Named } from "./TrafficPlots";

/** What came back from one split, or from all of the sample. */
export function Answers(props: { verdicts: readonly Verdict[]; heading: "h3" | "h4" } & Named) {
    const { verdicts, heading: Heading, of, id } = props;
    const measured = verdicts.flatMap(({ source, latency }) =>
        latency === undefined ? [] : [{ source, latency }],
    );
    return (
        <>
            <Heading>Shares</Heading>
            <Shares verdicts={verdicts} of={of} id={id} />
            <p class="note">The upright line is the weight that the configuration gives.</p>
            {measured.length > 0 && (
                <>
                    <Heading>Latencies</Heading>
                    <Latencies measured={measured} of={of} id={id} />
                    <p class="note">
                        The large dot is what half of the answers needed at most, and the small ones
                        are p90, p99 and the slowest.
                    </p>
                </>
            )}
            <DataTable
                caption={`Answers and latencies by the cluster that asked${of}`}
                head={["From", "Result", "Answers", "p50", "p90", "p99", "max"]}
                rows={verdicts.map(({ source, shares, problems, latency, requests: asked }) => [
                    source,
                    <Badge state={problems.length === 0 ? "ok" : "error"} />,
                    `${shares.reduce((sum, { count }) => sum + count, 0)} of ${asked}`,
                    ...[latency?.p50, latency?.p90, latency?.p99, latency?.max].map((value) =>
                        value === undefined ? "–" : milliseconds(value),
                    ),
                ])}
            />
            {verdicts.some(({ problems }) => problems.length > 0) && (
                <ul>
                    {verdicts.flatMap(({ source, problems }) =>
                        problems.map((problem) => <li>{`${source}: ${problem}`}</li>),
                    )}
                </ul>
            )}
        </>
    );
}
