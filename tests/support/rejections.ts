/**
 * Collects the promises that nobody handles, in place of mocha, until it is released.
 *
 * An error inside an `apply` reaches nobody but the process: Pulumi's own runner listens there too.
 */
export function catchRejections() {
    const previous = process.listeners("unhandledRejection");
    const errors: unknown[] = [];
    let report: (error: unknown) => void;
    const first = new Promise<never>((_resolve, reject) => (report = reject));
    first.catch(() => undefined);
    const listener = (error: unknown) => {
        errors.push(error);
        report(error);
    };
    process.removeAllListeners("unhandledRejection");
    process.on("unhandledRejection", listener);
    return {
        first,
        throwFirst() {
            if (errors.length > 0) throw errors[0];
        },
        release() {
            process.removeListener("unhandledRejection", listener);
            for (const handler of previous) process.on("unhandledRejection", handler);
        },
    };
}
