// The chart repository: `node server.mjs FOLDER PORT` serves the files of one folder on 127.0.0.1.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";

const [folder, port] = process.argv.slice(2);

createServer((request, response) => {
    // The base name alone: no path can lead out of the folder.
    const name = basename(request.url.replace(/\?.*/, ""));
    const file = join(folder, name);
    if (request.method !== "GET" || !/\.(tgz|yaml)$/.test(name) || !existsSync(file)) {
        response.writeHead(404).end("There is no such chart.\n");
        return;
    }
    const type = name.endsWith(".tgz") ? "application/gzip" : "text/yaml";
    response.writeHead(200, { "content-type": type });
    createReadStream(file).pipe(response);
}).listen(Number(port), "127.0.0.1");
