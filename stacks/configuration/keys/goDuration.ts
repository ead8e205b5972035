const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
    h: 3600,
    m: 60,
    s: 1,
    ms: 1e-3,
    us: 1e-6,
    µs: 1e-6,
    ns: 1e-9,
};

/**
 * Seconds of a duration in Go's notation (`8760h`, `1h30m`, `1.5h`), or undefined when it is not one.
 * Go knows no day or year; libraries that parse `365d` would promise what kubectl and Helm refuse.
 */
export function parseGoDuration(text: string): number | undefined {
    if (!/^((\d+(\.\d*)?|\.\d+)(h|m|s|ms|us|µs|ns))+$/.test(text)) return undefined;
    let seconds = 0;
    for (const [, amount, unit] of text.matchAll(/([\d.]+)([a-zµ]+)/g)) {
        seconds += Number(amount) * (SECONDS_PER_UNIT[unit ?? ""] ?? NaN);
    }
    // 1.1h is 3960.0000000000005 in floating point and would count as broken seconds.
    return Math.round(seconds * 1000) / 1000;
}
