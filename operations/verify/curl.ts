import { HELLOWORLD, HELLOWORLD_PORT } from "../../components/sample/names";

/** Seconds after which curl gives up one request. */
export const REQUEST_SECONDS = 5;

/**
 * Most requests of one run of curl. A run whose connection is lost stays in the pod until it ends by
 * itself: neither the kubelet nor containerd ends what an exec has started. curl has no limit over all
 * requests of a run (`--max-time`, `--retry-max-time` and `--rate` are about each), `--parallel` would
 * change what is measured, and `timeout` or a shell need not be in the image. So a run is short: it ends
 * after {@link REQUEST_SECONDS} for each of its requests, and its output fits in a pipe that nobody
 * reads any more.
 */
export const RUN_REQUESTS = 10;

/** Begins what curl writes after an answer; helloworld's answers have no such line. */
const MARK = "#answer";
const FIELDS = ["%{http_code}", "%{time_total}", "%header{l5d-proxy-error}", "%{errormsg}"];

/** A request that was made at an address, and how it ended. */
export type Outcome =
    | {
          readonly milliseconds: number;
          /** Where it is one of 400 to 499, and an answer is an answer. */
          readonly status?: number;
      }
    | { readonly failure: string };

/** One request to helloworld, and how it ended. */
export type Answer =
    | {
          readonly version: string;
          /** Name of the pod that answered. */
          readonly pod: string;
          readonly milliseconds: number;
      }
    | { readonly failure: string };

/** What is asked with curl, and how it is read what it printed. */
export interface Question<A> {
    /**
     * A single run of curl that asks `requests` times, each time over a connection of its own.
     *
     * No shell and no loop: the image need not have one. Needs curl 7.84, for `%header`.
     */
    readonly command: (requests: number, perSecond?: number) => string[];
    /** The answers in what was printed; one that is cut off is left out. */
    readonly read: (output: string) => readonly A[];
}

/** Asks helloworld. */
export const HELLO: Question<Answer> = { command: curlCommand, read: readAnswers };

/**
 * Asks at a URL that has no fragment. With `isGuess` a status from 400 to 499 is an answer: the
 * application gave it, and nobody knows that it has this page.
 */
export function questionAt(url: string, isGuess = false): Question<Outcome> {
    return {
        command: (requests, perSecond) =>
            curlRun(
                [
                    // A .curlrc or proxy of the container would ask something else.
                    ...["--disable", "--noproxy", "*"],
                    // A body could be long, or look like what is read here.
                    ...["--output", "/dev/null"],
                    ...(perSecond === undefined ? [] : ["--rate", `${perSecond}/s`]),
                ],
                // The fragment only repeats the request: curl sends none.
                `${url}#[1-${requests}]`,
            ),
        read: (output) => readReplies(output).map(({ reply }) => outcomeOf(reply, isGuess)),
    };
}

function curlRun(options: readonly string[], url: string): string[] {
    return [
        "curl",
        ...options,
        "--silent",
        "--max-time",
        String(REQUEST_SECONDS),
        "--header",
        "Connection: close",
        "--write-out",
        String.raw`\n${[MARK, ...FIELDS].join(String.raw`\t`)}\n`,
        url,
    ];
}

/** {@link HELLO}'s run of curl. */
export function curlCommand(requests: number): string[] {
    // The number only repeats the request: helloworld does not read it.
    return curlRun([], `http://${HELLOWORLD}:${HELLOWORLD_PORT}/hello?[1-${requests}]`);
}

function outcomeOf(line: string, isGuess = false): Outcome {
    const [, code = "", seconds = "", proxyError = "", message = ""] = line.split("\t");
    if (code === "000") return { failure: message === "" ? "no answer" : message };
    if (proxyError !== "") return { failure: `HTTP ${code}: ${proxyError}` };
    // A truncated answer has a code of success, and a message.
    if (message !== "") return { failure: message };
    const [status, milliseconds] = [Number(code), Number(seconds) * 1000];
    if (status < 400) return { milliseconds };
    return isGuess && status < 500 ? { milliseconds, status } : { failure: `HTTP ${code}` };
}

function readAnswer(body: string, line: string): Answer {
    const outcome = outcomeOf(line);
    if ("failure" in outcome) return outcome;
    const [, version, pod] = /^Hello version: (\S+), instance: (\S+)$/.exec(body.trim()) ?? [];
    return version !== undefined && pod !== undefined
        ? { version, pod, ...outcome }
        : { failure: "an answer that is not helloworld's" };
}

/** What curl wrote after each answer, with the answer. */
function readReplies(output: string): readonly { readonly body: string; readonly reply: string }[] {
    const replies: { body: string; reply: string }[] = [];
    let body: string[] = [];
    // What follows the last line break may not be all of a line.
    for (const line of output.split("\n").slice(0, -1)) {
        if (line.startsWith(`${MARK}\t`)) {
            replies.push({ body: body.join("\n"), reply: line });
            body = [];
        } else {
            body.push(line);
        }
    }
    return replies;
}

/** {@link HELLO}'s answers. */
export function readAnswers(output: string): readonly Answer[] {
    return readReplies(output).map(({ body, reply }) => readAnswer(body, reply));
}
