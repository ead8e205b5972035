import { milliseconds as whole } from "../../report/verifyTable";
import { percent } from "../../verify/chance";
import type { Latency, Verdict } from "../../verify/judge";
import { Drawing } from "./elements";

const WIDTH = 940;
const AXIS = { left: 270, right: 820 };
const ROW = 34;
const TOP = 34;

const x = (part: number) => Math.round(AXIS.left + part * (AXIS.right - AXIS.left));

/** A time with its unit. */
export const milliseconds = (value: number) => `${whole(value)} ms`;

/** What tells a drawing from others of its kind: in its title, and in its id. */
export interface Named {
    readonly of: string;
    readonly id: string;
}

/** Latencies of the answers to one cluster. */
export interface Measured {
    readonly source: string;
    readonly latency: Latency;
}

/** Share of the answers that each cluster gave to one that asked. */
export function sharesOf({ shares, expected }: Verdict) {
    const total = shares.reduce((sum, { count }) => sum + count, 0);
    const names = [
        ...new Set([
            ...Object.keys(expected),
            ...shares.map(({ cluster = "an unknown pod" }) => cluster),
        ]),
    ];
    return names.map((name) => ({
        name,
        weight: expected[name],
        share:
            shares
                .filter(({ cluster = "an unknown pod" }) => cluster === name)
                .reduce((sum, { count }) => sum + count, 0) / Math.max(1, total),
    }));
}

/** Shares of the answers against the weights; `of` tells one drawing from others. */
export function Shares({ verdicts, of, id }: { verdicts: readonly Verdict[] } & Named) {
    const rows = verdicts.flatMap((verdict) =>
        sharesOf(verdict).map((share) => ({
            ...share,
            source: verdict.source,
            state: verdict.problems.length === 0 ? "ok" : "error",
        })),
    );
    if (rows.length === 0) return null;
    const height = TOP + rows.length * ROW;
    return (
        <Drawing
            id={`shares${id}`}
            width={WIDTH}
            height={height}
            title={`Shares of the answers${of}`}
            description={`${rows.map(({ source, name, share, weight }) => `${source} got ${percent(share)} of its answers from ${name}${weight === undefined ? "" : `, whose weight is ${percent(weight)}`}`).join("; ")}.`}
        >
            <Axis height={height} texts={["0 %", "25 %", "50 %", "75 %", "100 %"]} />
            {rows.map(({ source, name, share, weight, state }, index) => {
                const y = TOP + index * ROW;
                return (
                    <g class={`share ${state}`}>
                        <text class="name" x="0" y={y + 19}>
                            {`${source} ← ${name}`}
                        </text>
                        <rect
                            x={AXIS.left}
                            y={y + 6}
                            width={x(share) - AXIS.left}
                            height="18"
                            rx="4"
                        />
                        {weight !== undefined && (
                            <line
                                class="weight"
                                x1={x(weight)}
                                x2={x(weight)}
                                y1={y + 1}
                                y2={y + 29}
                            />
                        )}
                        <text class="detail" x={AXIS.right + 14} y={y + 19}>
                            {weight === undefined
                                ? percent(share)
                                : `${percent(share)} (${percent(weight)})`}
                        </text>
                    </g>
                );
            })}
        </Drawing>
    );
}

/** How long answers took. */
export function Latencies(props: { measured: readonly Measured[] } & Named) {
    const { measured, of, id } = props;
    const most = Math.max(...measured.map(({ latency }) => latency.max)) || 1;
    const height = TOP + measured.length * ROW;
    return (
        <Drawing
            id={`latencies${id}`}
            width={WIDTH}
            height={height}
            title={`Latencies of the answers${of}`}
            description={`${measured.map(({ source, latency: { p50, p99, max } }) => `${source}: half within ${milliseconds(p50)}, 99 of 100 within ${milliseconds(p99)}, the slowest ${milliseconds(max)}`).join("; ")}.`}
        >
            <Axis
                height={height}
                texts={[0, 0.25, 0.5, 0.75, 1].map((part) => milliseconds(part * most))}
            />
            {measured.map(({ source, latency }, index) => {
                const y = TOP + index * ROW + 15;
                const at = (value: number) => x(value / most);
                return (
                    <g class="latency">
                        <text class="name" x="0" y={y + 4}>
                            {source}
                        </text>
                        <line x1={at(0)} x2={at(latency.max)} y1={y} y2={y} />
                        {(["max", "p99", "p90", "p50"] as const).map((name) => (
                            <circle
                                class={name}
                                cx={at(latency[name])}
                                cy={y}
                                r={name === "p50" ? 8 : 5}
                            >
                                <title>{`${name} ${milliseconds(latency[name])}`}</title>
                            </circle>
                        ))}
                        <text class="detail" x={AXIS.right + 14} y={y + 4}>
                            {`p50 ${milliseconds(latency.p50)}`}
                        </text>
                    </g>
                );
            })}
        </Drawing>
    );
}

function Axis({ height, texts }: { height: number; texts: readonly string[] }) {
    return (
        <g class="axis">
            {texts.map((text, index) => {
                const at = x(index / (texts.length - 1));
                return (
                    <>
                        <line x1={at} x2={at} y1="24" y2={height} />
                        <text x={at} y="16" text-anchor="middle">
                            {text}
                        </text>
                    </>
                );
            })}
        </g>
    );
}
