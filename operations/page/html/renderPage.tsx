import { createHash } from "node:crypto";
import type { ComponentChildren } from "preact";
import { render } from "preact-render-to-string";
import { counted } from "../../findings/counted";
import { describeFindings, layerResult, worstOf } from "../../report/layerResult";
import type { PageModel } from "../model/pageModel";
import { CertificatesSection } from "./CertificatesSection";
import { Badge } from "./elements";
import { FindingsSection } from "./FindingsSection";
import { MapSection } from "./MapSection";
import { ServicesSection } from "./ServicesSection";
import { TrafficSection } from "./TrafficSection";
import { VersionsSection } from "./VersionsSection";

/**
 * A page as one HTML text with the styles in it; it has no script, and forbids the browser to load
 * anything. preact escapes every text. Pure.
 */
export function renderPage(model: PageModel, css: string): string {
    return `<!doctype html>\n${render(<Page model={model} css={css} />)}\n`;
}

/** Lets in the styles of the page by their hash, and nothing else. */
function contentPolicy(css: string): string {
    const hash = createHash("sha256").update(css).digest("base64");
    return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

const SECTIONS = {
    map: "Map",
    findings: "Findings",
    certificates: "Certificates",
    traffic: "Traffic",
    services: "Services",
    versions: "Versions",
    differences: "Differences",
};

function Page({ model, css }: { model: PageModel; css: string }) {
    const { report, lookedAt, traffic, mesh } = model;
    const { stack, layers } = report;
    const shown = Object.entries(SECTIONS).filter(
        ([id]) => mesh !== undefined || id === "findings" || id === "traffic",
    );
    return (
        <html lang="en">
            <head>
                <meta charset="utf-8" />
                <meta http-equiv="Content-Security-Policy" content={contentPolicy(css)} />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="referrer" content="no-referrer" />
                <title>{`Mesh of stack ${stack}, ${lookedAt}`}</title>
                {/* The text of the program's own file: escaped, it would be other styles. */}
                <style dangerouslySetInnerHTML={{ __html: css }} />
            </head>
            <body>
                <a class="skip" href="#content">
                    Skip to the content
                </a>
                <header>
                    <p class="kind">Linkerd multi-cluster mesh</p>
                    <h1>{`Stack ${stack}`}</h1>
                    <p class="when">
                        Looked at on <time>{lookedAt}</time>
                    </p>
                    <Summary model={model} />
                </header>
                <nav aria-label="Sections">
                    <ul>
                        {shown.map(([id, text]) => (
                            <li>
                                <a href={`#${id}`}>{text}</a>
                            </li>
                        ))}
                    </ul>
                </nav>
                <main id="content" tabIndex={-1}>
                    {mesh !== undefined && <MapSection map={mesh.map} />}
                    <FindingsSection layers={layers} />
                    {mesh !== undefined && (
                        <CertificatesSection
                            line={mesh.certificates}
                            clusters={mesh.map.clusters.length}
                        />
                    )}
                    <TrafficSection traffic={traffic} splits={mesh?.splits ?? []} />
                    {mesh !== undefined && (
                        <>
                            <ServicesSection list={mesh.exports} />
                            <VersionsSection rows={mesh.versions} differences={mesh.differences} />
                        </>
                    )}
                </main>
                <footer>
                    <p>
                        Made by <code>npm run report</code>. It looks at the mesh and changes
                        nothing.
                    </p>
                </footer>
            </body>
        </html>
    );
}

function Summary({ model: { report, mesh, traffic } }: { model: PageModel }) {
    const { layers, pre } = report;
    const findings = layers.flatMap((layer) => layer.findings);
    const isIncomplete = layers.some((layer) => layerResult(layer) === "incomplete");
    const worst = worstOf(findings);
    const good = layers.filter((layer) => layerResult(layer) === "ok").length;
    const [first] = mesh?.certificates.rows ?? [];
    const answered = "refusal" in traffic ? [] : traffic.verdicts;
    const isLost = answered.some(({ problems }) => problems.length > 0);
    const state = isLost ? "error" : worst === "ok" && isIncomplete ? "incomplete" : worst;
    const asked = answered.reduce((sum, { requests }) => sum + requests, 0);
    const lost = answered
        .flatMap(({ failures }) => failures)
        .reduce((sum, { count }) => sum + count, 0);
    const facts: readonly (readonly [string, ComponentChildren])[] = [
        ["Findings", describeFindings(findings) || "none"],
        ["Layers without a finding", `${good} of ${layers.length}`],
        ...(mesh === undefined
            ? []
            : ([
                  [
                      "Mesh",
                      `${counted(mesh.map.clusters.length, "cluster")}, ${counted(mesh.map.links.length, "link")}`,
                  ],
              ] as const)),
        ...(first === undefined
            ? []
            : ([
                  [
                      "First certificate to end",
                      <>
                          <time>{first.until}</time> {first.kind}
                      </>,
                  ],
              ] as const)),
        ...(asked === 0 ? [] : ([["Requests that failed", `${lost} of ${asked}`]] as const)),
    ];
    return (
        <>
            <p class={`verdict ${state}`}>
                <Badge state={state} /> {verdictText(state, pre)}
            </p>
            <dl class="facts">
                {facts.map(([name, value]) => (
                    <div>
                        <dt>{name}</dt>
                        <dd>{value}</dd>
                    </div>
                ))}
            </dl>
        </>
    );
}

function verdictText(state: "ok" | "warning" | "error" | "incomplete", pre: boolean): string {
    switch (state) {
        case "ok":
            return pre ? "Nothing is in the way of an update." : "The mesh works.";
        case "warning":
            return "The mesh works. Something needs attention.";
        case "error":
            return "Something does not work: begin with the first finding.";
        case "incomplete":
            return "Nothing is wrong in what could be looked at.";
    }
}
