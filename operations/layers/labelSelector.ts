/** Labels of an object. */
export type Labels = Readonly<Record<string, string>>;

/** A selector as Kubernetes has it. */
export interface LabelSelector {
    readonly matchLabels?: Labels;
    readonly matchExpressions?: readonly {
        readonly key: string;
        /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
        readonly operator: string;
        readonly values?: readonly string[];
    }[];
}

/** Whether labels match a selector; an empty one matches everything. */
export function selects(selector: LabelSelector, labels: Labels): boolean {
    const isEqual = Object.entries(selector.matchLabels ?? {}).every(
        ([key, value]) => labels[key] === value,
    );
    return (
        isEqual &&
        (selector.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
            const value = labels[key];
            switch (operator) {
                case "In":
                    return value !== undefined && values.includes(value);
                case "NotIn":
                    return value === undefined || !values.includes(value);
                case "Exists":
                    return value !== undefined;
                case "DoesNotExist":
                    return value === undefined;
                default:
                    return false;
            }
        })
    );
}
