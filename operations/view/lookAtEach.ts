/** Looks at all of these side by side; by their names, but for those that nothing could be asked of. */
export async function lookAtEach<Named extends { readonly name: string }, Seen>(
    all: readonly Named[],
    look: (one: Named) => Promise<Seen | undefined>,
): Promise<ReadonlyMap<string, Seen>> {
    const looks = all.map(async (one) => {
        const seen = await look(one);
        return seen === undefined ? [] : [[one.name, seen] as const];
    });
    return new Map((await Promise.all(looks)).flat());
}
