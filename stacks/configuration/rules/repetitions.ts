/** Each value that stands in the list before: its position, and that of the first. */
export function repetitions<T>(
    values: readonly (T | undefined)[],
): { readonly value: T; readonly index: number; readonly first: number }[] {
    return values.flatMap((value, index) => {
        const first = values.indexOf(value);
        return value !== undefined && first < index ? [{ value, index, first }] : [];
    });
}
