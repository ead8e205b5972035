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

/** One request to helloworld, and how it ended. */
export type Answer =
    | {
          readonly version: string;
          /** Name of the pod that answered. */
          readonly pod: string;
          readonly milliseconds: number;
      }
    | { readonly failure: string };

/**
 * A single run of curl that asks helloworld `requests` times, each time over a connection of its own.
 *
 * No shell and no loop: the image need not have one. Needs curl 7.84, for `%header`.
 */
export function curlCommand(requests: number): string[] {
    return [
        "curl",
        "--silent",
        "--max-time",
        String(REQUEST_SECONDS),
        "--header",
        "Connection: close",
        "--write-out",
        String.raw`\n${[MARK, ...FIELDS].join(String.raw`\t`)}\n`,
        // The number only repeats the request: helloworld does not read it.
        `http://${HELLOWORLD}:${HELLOWORLD_PORT}/hello?[1-${requests}]`,
    ];
}

function readAnswer(body: string, line: string): Answer {
    const [, code = "", seconds = "", proxyError = "", message = ""] = line.split("\t");
    const [, version, pod] = /^Hello version: (\S+), instance: (\S+)$/.exec(body.trim()) ?? [];
    if (code === "200" && version !== undefined && pod !== undefined) {
        return { version, pod, milliseconds: Number(seconds) * 1000 };
    }
    if (code === "000") return { failure: message === "" ? "no answer" : message };
    if (proxyError !== "") return { failure: `HTTP ${code}: ${proxyError}` };
    return { failure: code === "200" ? "an answer that is not helloworld's" : `HTTP ${code}` };
}

/** The answers in what {@link curlCommand} printed; one that is cut off is left out. */
export function readAnswers(output: string): readonly Answer[] {
    const answers: Answer[] = [];
    let body: string[] = [];
    for (const line of output.split("\n")) {
        if (line.startsWith(`${MARK}\t`)) {
            answers.push(readAnswer(body.join("\n"), line));
            body = [];
        } else {
            body.push(line);
        }
    }
    return answers;
}
