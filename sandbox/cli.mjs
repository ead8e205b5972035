// `npm run sandbox`. Plain Node.js without dependencies: it runs before `npm ci` has.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "../ensureDependencies.mjs";

ensureDependencies(join(dirname(fileURLToPath(import.meta.url)), ".."));

// In this process and not in a child: a signal then reaches the one that holds the lock.
const require = createRequire(import.meta.url);
require("../typescript.cjs");
require("./main.ts");
