/** What was seen, or why nothing was. */
export type Look<T, F extends Failure = Failure> = { readonly seen: T } | F;

/** Looks whose failures somebody tells apart have failures of a kind. */
export interface Failure {
    /** One sentence, without a stack trace and without secrets. */
    readonly failure: string;
}
