/** A pod in which nothing can ask, and to which nothing may be added. */
export class NoCurlError extends Error {
    constructor(pod: string) {
        super(`no image of pod ${pod} has curl 7.84 or later, and a report adds nothing to it`);
    }
}
