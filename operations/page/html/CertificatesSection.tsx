import type { CertificateLine, CertificateRow } from "../model/certificateLine";
import { Badge, DataTable, Drawing, Section } from "./elements";

const WIDTH = 940;
const AXIS = { left: 270, right: 910, top: 34 };
const ROW = 46;
const TICKS: readonly (readonly [number, string])[] = [
    [7, "1 week"],
    [30, "1 month"],
    [91, "3 months"],
    [365, "1 year"],
    [1096, "3 years"],
    [3652, "10 years"],
];

/** When certificates end, as a drawing and a table, and what is to be done when. */
export function CertificatesSection({
    line,
    clusters,
}: {
    line: CertificateLine;
    clusters: number;
}) {
    const { rows, steps } = line;
    const whose = ({ clusters: own }: CertificateRow) =>
        own.length === clusters ? "all clusters" : own.join(", ");
    return (
        <Section id="certificates" title="Certificates">
            {rows.length === 0 ? (
                <p>No certificate was seen.</p>
            ) : (
                <>
                    <TimeLine rows={rows} whose={whose} />
                    <p class="note">
                        The line is finer near today. A diamond is the day on which the next step is
                        due.
                    </p>
                    <DataTable
                        caption="Certificates; those that end first come first"
                        head={[
                            "Certificate",
                            "Of",
                            "State",
                            "Valid from",
                            "Ends",
                            "Days left",
                            "Next step",
                        ]}
                        rows={rows.map((row) => [
                            `${row.kind} ${row.name}`,
                            whose(row),
                            <Badge state={row.state} />,
                            <time>{row.from}</time>,
                            <time>{row.until}</time>,
                            String(row.daysLeft),
                            <time>{row.renew}</time>,
                        ])}
                    />
                    <h3>Next steps</h3>
                    <ol class="steps">
                        {steps.map(({ day, isDue, what, commands }) => (
                            <li>
                                <p>
                                    <time dateTime={day}>{day}</time>{" "}
                                    {isDue && <Badge state="warning">Due</Badge>} {what}
                                </p>
                                <pre>{commands}</pre>
                            </li>
                        ))}
                    </ol>
                </>
            )}
        </Section>
    );
}

function TimeLine(props: {
    rows: readonly CertificateRow[];
    whose: (row: CertificateRow) => string;
}) {
    const { rows, whose } = props;
    const most = Math.max(60, ...rows.map(({ daysLeft }) => daysLeft));
    const x = (days: number) => {
        const part = Math.log1p(Math.max(0, days)) / Math.log1p(most);
        return Math.round(AXIS.left + part * (AXIS.right - AXIS.left));
    };
    const ticks = TICKS.filter(([days]) => days <= most * 1.02);
    const height = AXIS.top + rows.length * ROW + 8;
    return (
        <Drawing
            id="certificate-line"
            width={WIDTH}
            height={height}
            title="Time line of the certificates"
            description={`${rows.map((row) => `${row.kind} of ${whose(row)} ends on ${row.until}`).join("; ")}.`}
        >
            <g class="axis">
                <text x={AXIS.left} y="16">
                    today
                </text>
                {[[0, ""] as const, ...ticks].map(([days, text]) => (
                    <>
                        <line x1={x(days)} x2={x(days)} y1="24" y2={height} />
                        <text x={x(days)} y="16" text-anchor="middle">
                            {text}
                        </text>
                    </>
                ))}
            </g>
            {rows.map((row, index) => {
                const y = AXIS.top + index * ROW;
                return (
                    <g class={`certificate ${row.state}`}>
                        <text class="name" x="0" y={y + 18}>
                            {`${row.kind} · ${shortened(whose(row))}`}
                        </text>
                        <text class="detail" x="0" y={y + 34}>
                            {row.daysLeft < 0
                                ? `ended on ${row.until}`
                                : `ends on ${row.until}, ${row.daysLeft} days left`}
                        </text>
                        <rect
                            x={AXIS.left}
                            y={y + 14}
                            width={Math.max(4, x(row.daysLeft) - AXIS.left)}
                            height="14"
                            rx="4"
                        />
                        {row.daysToRenew > 0 && (
                            <path
                                class="due"
                                d={`M${x(row.daysToRenew)} ${y + 11}l10 10l-10 10l-10 -10z`}
                            >
                                <title>{`next step on ${row.renew}`}</title>
                            </path>
                        )}
                    </g>
                );
            })}
        </Drawing>
    );
}

function shortened(text: string): string {
    return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
