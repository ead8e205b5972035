/**
 * Which folder may import which: stacks → survey → configuration → components, and operations on the
 * last three. Types count as well. `npm run lint` reads it; eslint knows no directions between folders.
 */
const forbidden = (name, comment, from, to) => ({
    name,
    comment,
    severity: "error",
    from: { path: from },
    to: { path: to },
});

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
    forbidden: [
        forbidden(
            "components-know-no-deployment",
            "A component is told what it needs.",
            "^components/",
            "^(stacks|operations)/",
        ),
        forbidden(
            "configuration-looks-at-nothing",
            "It is checked before anything is asked.",
            "^stacks/configuration/",
            "^(stacks/(?!configuration/)|operations/)",
        ),
        forbidden(
            "survey-makes-nothing",
            "doctor uses it too, and makes no resource.",
            "^stacks/survey/",
            "^(stacks/[^/]+$|operations/)",
        ),
        forbidden(
            "stacks-need-no-operations",
            "up runs without doctor.",
            "^stacks/",
            "^operations/",
        ),
        forbidden(
            "operations-make-nothing",
            "doctor and verify read; the topology makes resources.",
            "^operations/",
            "^(stacks/[^/]+|index\\.ts)$",
        ),
        forbidden(
            "product-without-sandbox",
            "The product runs without the sandbox.",
            "^(components|stacks|operations|index\\.ts)",
            "^(sandbox|tests)/",
        ),
        forbidden(
            "sandbox-without-product",
            "The sandbox is a site like any other.",
            "^sandbox/",
            "^(components|stacks|operations|tests|index\\.ts)",
        ),
        {
            name: "no-circle-among-files",
            severity: "error",
            from: {},
            to: { circular: true },
        },
        {
            name: "no-circle-among-folders",
            severity: "error",
            scope: "folder",
            from: {},
            to: { circular: true },
        },
    ],
    options: {
        doNotFollow: { path: "node_modules" },
        exclude: { path: "^(node_modules|\\.sandbox[^/]*|sandbox/toolchain/[^/]+)/" },
        tsConfig: { fileName: "tsconfig.json" },
        // Type-only imports tie files together too.
        tsPreCompilationDeps: true,
    },
};
