import type { ComponentChildren } from "preact";

/** Texts of the states that things are in. */
const STATES = {
    ok: "OK",
    warning: "Warning",
    error: "Error",
    incomplete: "Not all seen",
    unknown: "Not known",
} as const;

/** A state that something is in. */
export type StateName = keyof typeof STATES;

/** A state in words and colour: colour alone says nothing to many. */
export function Badge({ state, children }: { state: StateName; children?: ComponentChildren }) {
    return <span class={`badge ${state}`}>{children ?? STATES[state]}</span>;
}

/** A part of the page with a heading that the table of contents leads to. */
export function Section(props: { id: string; title: string; children: ComponentChildren }) {
    const { id, title, children } = props;
    return (
        <section id={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{title}</h2>
            {children}
        </section>
    );
}

/** What may be wider than a telephone: it scrolls by itself, with the keyboard too. */
export function Scroll({ label, children }: { label: string; children: ComponentChildren }) {
    return (
        <div class="scroll" role="region" aria-label={label} tabIndex={0}>
            {children}
        </div>
    );
}

/** A table; the first cell of each row is the row's heading. */
export function DataTable(props: {
    caption: string;
    head: readonly string[];
    rows: readonly (readonly ComponentChildren[])[];
}) {
    const { caption, head, rows } = props;
    return (
        <Scroll label={caption}>
            <table>
                <caption>{caption}</caption>
                <thead>
                    <tr>
                        {head.map((text) => (
                            <th scope="col">{text}</th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {rows.map(([first, ...others]) => (
                        <tr>
                            <th scope="row">{first}</th>
                            {others.map((cell) => (
                                <td>{cell}</td>
                            ))}
                        </tr>
                    ))}
                </tbody>
            </table>
        </Scroll>
    );
}

/** A drawing with what it shows in words; the tables below it have the same. */
export function Drawing(props: {
    id: string;
    width: number;
    height: number;
    title: string;
    description: string;
    children: ComponentChildren;
}) {
    const { id, width, height, title, description, children } = props;
    return (
        <Scroll label={title}>
            <svg
                class={`drawing ${width > 1000 ? "wide" : ""}`}
                role="img"
                width={width}
                height={height}
                viewBox={`0 0 ${width} ${height}`}
                aria-labelledby={`${id}-name ${id}-description`}
            >
                <title id={`${id}-name`}>{title}</title>
                <desc id={`${id}-description`}>{description}</desc>
                {children}
            </svg>
        </Scroll>
    );
}
