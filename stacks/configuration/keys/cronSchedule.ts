interface Field {
    readonly low: number;
    readonly high: number;
    readonly names?: readonly string[];
}

/** The five fields of a CronJob's schedule; Sunday is 0 only, as in Kubernetes. */
const FIELDS: readonly Field[] = [
    { low: 0, high: 59 },
    { low: 0, high: 23 },
    { low: 1, high: 31 },
    {
        low: 1,
        high: 12,
        names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" "),
    },
    { low: 0, high: 6, names: "sun mon tue wed thu fri sat".split(" ") },
];

function valueOf(text: string, field: Field): number {
    const named = field.names?.indexOf(text.toLowerCase()) ?? -1;
    if (named >= 0) return named + field.low;
    return /^\d{1,2}$/.test(text) ? Number(text) : NaN;
}

function isRange(text: string, field: Field): boolean {
    if (text === "*" || text === "?") return true;
    const [first = "", last = first, ...rest] = text.split("-");
    const [from, to] = [valueOf(first, field), valueOf(last, field)];
    return rest.length === 0 && from >= field.low && from <= to && to <= field.high;
}

function isField(text: string, field: Field): boolean {
    return text.split(",").every((part) => {
        const [range = "", step = "1", ...rest] = part.split("/");
        return rest.length === 0 && /^0*[1-9]\d*$/.test(step) && isRange(range, field);
    });
}

/**
 * Whether Kubernetes would take `text` as the five fields of a CronJob's schedule.
 * Cron libraries also accept seconds, `L`, `#` and 7 for Sunday, which the API server refuses
 * in the middle of an update.
 */
export function isCronSchedule(text: string): boolean {
    const parts = text.trim().split(/\s+/);
    return (
        parts.length === FIELDS.length &&
        FIELDS.every((field, index) => isField(parts[index] ?? "", field))
    );
}
