import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { curlCommand, questionAt, readAnswers } from "../../../operations/verify/curl";

const V1 = "Hello version: v1, instance: helloworld-v1-abc";

describe("curlCommand", () => {
    it("is one run of curl without a shell", () => {
        assert.deepEqual(curlCommand(100), [
            "curl",
            "--silent",
            "--max-time",
            "5",
            "--header",
            "Connection: close",
            "--write-out",
            "\\n#answer\\t%{http_code}\\t%{time_total}\\t%header{l5d-proxy-error}\\t%{errormsg}\\n",
            "http://helloworld:5000/hello?[1-100]",
        ]);
    });

    it("makes a real curl write what is read here", async () => {
        let count = 0;
        const server = createServer((request, response) => {
            count += 1;
            if (count === 2) response.writeHead(503, { "l5d-proxy-error": "no endpoints" });
            if (count === 3) request.socket.destroy();
            else response.end(count === 2 ? "" : `${V1}\n`);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const [program = "", ...args] = curlCommand(4);
        const here = [...args, "--connect-to", `helloworld:5000:127.0.0.1:${port}`];
        const { stdout } = await promisify(execFile)(program, here);
        server.close();
        const answers = readAnswers(stdout);
        const times = answers.flatMap((answer) =>
            "milliseconds" in answer ? [answer.milliseconds] : [],
        );
        assert.ok(times.every((time) => time > 0 && time < 5000));
        assert.deepEqual(
            answers.map((answer) =>
                "failure" in answer ? answer.failure : [answer.version, answer.pod],
            ),
            [
                ["v1", "helloworld-v1-abc"],
                "HTTP 503: no endpoints",
                "Empty reply from server",
                ["v1", "helloworld-v1-abc"],
            ],
        );
    });
});

describe("questionAt", () => {
    it("makes a real curl ask the very path, and takes no body for an answer", async () => {
        const asked: (string | undefined)[] = [];
        const server = createServer((request, response) => {
            asked.push(
                `${request.headers.host?.replace(/\d+$/, "PORT") ?? ""} ${request.url ?? ""}`,
            );
            if (asked.length === 2) response.writeHead(404);
            if (asked.length === 3) response.writeHead(302, { location: "/" });
            response.end("\n#answer\t200\t0.1\t\t\n");
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const { port } = server.address() as AddressInfo;
        const { command, read } = questionAt(`http://127.0.0.1:${port}/a?b=$(id)&c='`);
        const [program = "", ...args] = command(3, 50);
        const environment = { ...process.env, http_proxy: "http://127.0.0.1:1" };
        const { stdout } = await promisify(execFile)(program, args, { env: environment });
        server.close();
        assert.deepEqual(asked, Array(3).fill("127.0.0.1:PORT /a?b=$(id)&c='"));
        assert.deepEqual(
            read(stdout).map((answer) => ("failure" in answer ? answer.failure : "ok")),
            ["ok", "HTTP 404", "ok"],
        );
    });

    it("reads a status from 400 to 499 as an answer where the page is a guess", () => {
        const { read } = questionAt("http://cart/", true);
        const replies = [
            "404\t0.002\t\t",
            "499\t0.002\t\t",
            "500\t0.002\t\t",
            "403\t0.002\tdenied\t",
        ];
        assert.deepEqual(read(replies.map((reply) => `\n#answer\t${reply}\n`).join("")), [
            { milliseconds: 2, status: 404 },
            { milliseconds: 2, status: 499 },
            { failure: "HTTP 500" },
            { failure: "HTTP 403: denied" },
        ]);
    });

    it("reads an answer that ends too early as a failure", () => {
        const output = "\n#answer\t200\t0.1\t\ttransfer closed\n#answer\t200\t0.";
        assert.deepEqual(questionAt("http://cart/").read(output), [{ failure: "transfer closed" }]);
    });
});

describe("readAnswers", () => {
    const answer = (body: string, ...fields: string[]) =>
        `${body}\n#answer\t${fields.join("\t")}\n`;

    const CASES: readonly [string, string, ReturnType<typeof readAnswers>[number]][] = [
        [
            "an answer of helloworld",
            answer(`${V1}\n`, "200", "0.012345", "", ""),
            { version: "v1", pod: "helloworld-v1-abc", milliseconds: 12.345 },
        ],
        [
            "an error that a proxy explains",
            answer("", "504", "0.1", "connect timed out", ""),
            { failure: "HTTP 504: connect timed out" },
        ],
        [
            "an error without a reason",
            answer("oops", "500", "0.1", "", ""),
            { failure: "HTTP 500" },
        ],
        [
            "a connection that fails",
            answer("", "000", "5.001", "", "Connection timed out after 5001 milliseconds"),
            { failure: "Connection timed out after 5001 milliseconds" },
        ],
        ["nothing at all", answer("", "000", "0", "", ""), { failure: "no answer" }],
        [
            "another application's answer",
            answer("<html>\n</html>\n", "200", "0.1", "", ""),
            { failure: "an answer that is not helloworld's" },
        ],
    ];
    for (const [what, output, expected] of CASES) {
        it(`reads ${what}`, () => {
            assert.deepEqual(readAnswers(output), [expected]);
        });
    }

    it("leaves out an answer that is cut off", () => {
        const whole = answer(V1, "200", "0.001", "", "");
        assert.equal(readAnswers(`${whole}${V1}`).length, 1);
    });
});
