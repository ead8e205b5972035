import { z } from "zod";

const failureSchema = z.object({
    command: z.string(),
    shortMessage: z.string(),
    stderr: z.string().default(""),
    stdout: z.string().default(""),
    timedOut: z.boolean().default(false),
    /** `ENOENT` when there is no such program. */
    code: z.string().optional(),
});

/** What execa's error says about a program that failed. */
export type CommandFailure = z.infer<typeof failureSchema>;

/** Reads an error of execa; undefined for any other error. Execa 8 exports only the type of its errors. */
export function commandFailure(error: unknown): CommandFailure | undefined {
    if (!(error instanceof Error) || !("shortMessage" in error)) return undefined;
    const { success, data } = failureSchema.safeParse(error);
    return success ? data : undefined;
}
