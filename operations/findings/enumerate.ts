/** The first of these and how many more there are: one finding stays a few lines long. */
export function enumerate(items: readonly string[], limit = 6): string {
    const rest = items.length - limit;
    return rest > 0 ? `${items.slice(0, limit).join(", ")} and ${rest} more` : items.join(", ");
}
