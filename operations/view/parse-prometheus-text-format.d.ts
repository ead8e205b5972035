declare module "parse-prometheus-text-format" {
    /** One sample; numbers are texts, as in the input. */
    interface Metric {
        readonly value?: string;
        readonly labels?: Readonly<Record<string, string>>;
    }
    interface MetricFamily {
        readonly name: string;
        readonly metrics: readonly Metric[];
    }
    export default function parse(text: string): readonly MetricFamily[];
}
