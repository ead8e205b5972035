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

const LONGEST_MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a field leaves nothing out, as a star without a step. */
function isEvery(text: string): boolean {
    return text.split(",").some((part) => /^[*?](\/0*1)?$/.test(part));
}

/** The numbers that a field names; `5/10` counts on to the end of the field. */
function numbersOf(text: string, field: Field): number[] {
    return text.split(",").flatMap((part) => {
        const [range = "", step] = part.split("/");
        const [first = "", last] = range.split("-");
        const isStar = range === "*" || range === "?";
        const from = isStar ? field.low : valueOf(first, field);
        const open = isStar || (last === undefined && step !== undefined);
        const to = open ? field.high : valueOf(last ?? first, field);
        const all = Array.from({ length: to - from + 1 }, (_, index) => from + index);
        return all.filter((number) => (number - from) % Number(step ?? 1) === 0);
    });
}

/**
 * Whether no date matches a schedule, as 30 February: Kubernetes takes it and never runs the job.
 * `text` is a schedule. A day of the week beside a day of the month is enough by itself.
 */
export function neverComes(text: string): boolean {
    const [, , days = "", months = "", weekdays = ""] = text.trim().split(/\s+/);
    const [, , day, month] = FIELDS;
    if (day === undefined || month === undefined || !isEvery(weekdays)) return false;
    const earliest = Math.min(...numbersOf(days, day));
    return numbersOf(months, month).every((number) => earliest > (LONGEST_MONTHS[number - 1] ?? 0));
}
