import js from "@eslint/js";
import tseslint from "typescript-eslint";

const noResourceInApply = {
    selector:
        "CallExpression[callee.property.name='apply'] NewExpression[callee.type='MemberExpression']",
    message: "A resource made inside apply is missing from previews; make it outside.",
};
const noEnvironment = {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message:
        "Only stacks/configuration/loadConfig.ts, operations/main.ts, the sandbox and the tests may read the environment.",
};
const noClock = {
    selector:
        "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.object.name='Date'][callee.property.name='now'], CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Clocks and random numbers make two plans differ.",
};

const noNow = {
    selector:
        "NewExpression[callee.name='Date'][arguments.length=0], CallExpression[callee.object.name='Date'][callee.property.name='now'], CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: "Layers, reports and pages are pure: the time is in the view.",
};

const notErasable = {
    selector: "TSEnumDeclaration, TSParameterProperty",
    message: "Use a union of literals, or a plain field: esbuild strips types and nothing else.",
};

export default tseslint.config(
    { ignores: ["node_modules/", ".sandbox*/", "sandbox/toolchain/*/**"] },
    js.configs.recommended,
    {
        files: ["**/*.ts", "**/*.tsx"],
        extends: [...tseslint.configs.strictTypeChecked],
        languageOptions: { parserOptions: { projectService: true } },
        rules: {
            curly: ["error", "multi-line"],
            eqeqeq: "error",
            "no-restricted-syntax": ["error", notErasable],
            "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
            "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
        },
    },
    {
        files: ["components/**/*.ts", "stacks/**/*.ts", "index.ts"],
        ignores: ["stacks/configuration/loadConfig.ts"],
        rules: {
            "no-restricted-syntax": [
                "error",
                notErasable,
                noResourceInApply,
                noEnvironment,
                noClock,
            ],
        },
    },
    {
        files: [
            "operations/layers/**/*.ts",
            "operations/page/**/*.{ts,tsx}",
            "operations/report/**/*.ts",
        ],
        rules: {
            "no-restricted-syntax": ["error", notErasable, noEnvironment, noNow],
            "no-restricted-imports": [
                "error",
                {
                    patterns: [
                        {
                            group: [
                                "**/lookAt*",
                                "**/neutronReader",
                                "**/ssh/**",
                                "ssh2",
                                "node:child_process",
                                "node:dns*",
                                "node:fs*",
                                "node:http*",
                                "node:tls",
                            ],
                            message:
                                "Layers, reports and pages are pure: they decide, others look.",
                        },
                    ],
                },
            ],
        },
    },
    {
        files: ["**/*.mjs"],
        languageOptions: {
            globals: { Buffer: "readonly", console: "readonly", process: "readonly" },
        },
    },
    {
        files: ["**/*.cjs"],
        languageOptions: { globals: { __dirname: "readonly", process: "readonly" } },
    },
);
