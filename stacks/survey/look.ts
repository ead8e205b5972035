/** What was seen, or why nothing was: one sentence, without a stack trace and without secrets. */
export type Look<T> = { readonly seen: T } | { readonly failure: string };
