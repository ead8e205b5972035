// `npm run` configure, doctor, forget, report, rotate and verify. Plain Node.js without dependencies: it runs before `npm ci` has.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../ensureDependencies.mjs";

ensureDependencies(join(dirname(fileURLToPath(import.meta.url)), ".."));

const require = createRequire(import.meta.url);
require("../typescript.cjs");
require("./main.ts");
