import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { runInThisContext } from "node:vm";
import type * as pulumi from "@pulumi/pulumi";

/** A dynamic resource's provider out of its text in the state, as Pulumi's plugin makes it in the project's folder. */
export function loadProvider<Inputs, State>(
    text: string,
): pulumi.dynamic.ResourceProvider<Inputs, State> {
    const load = runInThisContext(`(function (exports, require) {${text}\n})`) as (
        exports: { handler?: () => pulumi.dynamic.ResourceProvider<Inputs, State> },
        require: NodeJS.Require,
    ) => void;
    const exports: Parameters<typeof load>[0] = {};
    load(exports, createRequire(resolve("index.ts")));
    assert.ok(exports.handler);
    return exports.handler();
}
