/** What was seen, or why nothing was. */
export type Look<T, F extends Failure = Failure> = { readonly seen: T } | F;

/** Why nothing was seen; of a kind where somebody tells it apart from others. */
export interface Failure<Kind extends string = string> {
    /** One sentence, without a stack trace and without secrets. */
    readonly failure: string;
    readonly kind?: Kind;
}
