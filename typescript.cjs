// Lets Node.js run this project's TypeScript: `node --require=./typescript.cjs`. When the first file of a
// top-level folder is required, esbuild compiles the whole folder, in memory. Packages load as Node.js loads
// them; tsx reads each of their files too, for two seconds of CPU in every preview (docs/decisions/0025).
"use strict";
const { readdirSync, statSync } = require("node:fs");
const { join, relative, sep } = require("node:path");
const Module = require("node:module");
const { buildSync } = require("esbuild");
Module.enableCompileCache?.(join(__dirname, "node_modules", ".cache", "node"));

/**
 * Pulumi's SDK loads TypeScript and npm's resolver when it starts, 0.45 s of CPU, to write functions as text.
 * Nothing here asks it to (docs/decisions/0026), so they load when something does.
 */
for (const name of ["typescript", "@npmcli/arborist"]) {
    const file = require.resolve(name);
    if (file in require.cache) continue;
    const load = () => {
        if (require.cache[file] === unloaded) delete require.cache[file];
        return require(file);
    };
    const exports = new Proxy(
        {},
        { get: (_, key) => (key === "__esModule" ? undefined : load()[key]) },
    );
    const unloaded = Object.assign(new Module(file), { exports, loaded: true });
    require.cache[file] = unloaded;
}

/** What is compiled, by the path of its source without the ending. */
const compiled = new Map();
const ENDING = /\.tsx?$/;

function compile(path) {
    const files = statSync(path).isDirectory()
        ? readdirSync(path, { recursive: true }).map((name) => join(path, name))
        : [path];
    const { outputFiles } = buildSync({
        entryPoints: files.filter((file) => ENDING.test(file)),
        outbase: __dirname,
        outdir: __dirname,
        write: false,
        platform: "node",
        format: "cjs",
        sourcemap: process.execArgv.includes("--enable-source-maps") && "inline",
    });
    for (const { path: output, text } of outputFiles) compiled.set(output.slice(0, -3), text);
}

function load(module, file) {
    const source = file.replace(ENDING, "");
    if (!compiled.has(source)) compile(join(__dirname, relative(__dirname, file).split(sep)[0]));
    module._compile(compiled.get(source), file);
}

require.extensions[".ts"] = load;
require.extensions[".tsx"] = load;
