import { isCronSchedule, neverComes } from "./cronSchedule";
import { parseGoDuration } from "./goDuration";
import { refined } from "./values";

/** The longest span that Go's time.Duration holds; certificates would start to expire in the past. */
const MOST_HOURS = 2562047;

/** A CronJob's schedule. */
export const CronSchedule = refined(
    isCronSchedule,
    'write the five fields of a cron schedule, for example "0 0 * * *" for every midnight',
).refine(
    (schedule) => !isCronSchedule(schedule) || !neverComes(schedule),
    'no month that it names has such a day, and the job would never run; write another day, for example "0 0 * * *" for every midnight',
);

/** A lifetime of a certificate; pods renew theirs within hours, and an operator needs a day to act. */
export const Lifetime = refined(
    (value) => {
        const hours = (parseGoDuration(value) ?? NaN) / 3600;
        return Number.isInteger(hours) && hours >= 24 && hours <= MOST_HOURS;
    },
    `write whole hours as a Go duration, from 24h to ${String(MOST_HOURS)}h, for example 8760h for a year`,
);

function timeout(least: string, example: string) {
    const [from = NaN, to = NaN] = [least, `${String(MOST_HOURS)}h`].map(parseGoDuration);
    return refined(
        (value) => {
            const seconds = parseGoDuration(value) ?? NaN;
            return Number.isInteger(seconds) && seconds >= from && seconds <= to;
        },
        `write a Go duration of whole seconds, from ${least} to ${String(MOST_HOURS)}h, for example ${example}`,
    );
}

/** A time to wait for one connection. */
export const DialTimeout = timeout("1s", "15s");

/** A time to wait for pods; under half a minute no control plane has ever become ready. */
export const ReleaseTimeout = timeout("30s", "10m or 1h30m");
