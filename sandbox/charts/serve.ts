import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pRetry from "p-retry";
import { parse } from "yaml";
import { requireFreePort } from "../system/freePort";
import { daemonAlive, startDaemon } from "../system/processes";
import type { Settings } from "../settings/settings";
import { chartFolder } from "./charts";

const DAEMON = "charts";

/** The chart repository, and what it has. */
export interface ServedCharts {
    readonly url: string;
    /** SHA-256 of the archives by `NAME-VERSION`. The sandbox packs them: no publisher has the same bytes. */
    readonly digests: Readonly<Record<string, string>>;
}

/** URL of the chart repository. */
export function chartRepository({ chartPort }: Settings): string {
    return `http://127.0.0.1:${String(chartPort)}`;
}

/** Starts the chart repository unless it runs, waits until it answers and says what it has. */
export async function serveCharts(settings: Settings): Promise<ServedCharts> {
    const url = chartRepository(settings);
    const index = readFileSync(join(chartFolder(settings), "index.yaml"));
    if (!daemonAlive(settings, DAEMON)) {
        await requireFreePort("SANDBOX_CHART_PORT", settings.chartPort, 18890);
    }
    const script = join(settings.projectDir, "sandbox", "charts", "server.mjs");
    await startDaemon(settings, {
        name: DAEMON,
        command: process.execPath,
        args: [script, chartFolder(settings), String(settings.chartPort)],
    });
    const digest = (content: ArrayBuffer | Buffer) =>
        createHash("sha256")
            .update(Buffer.from(content as Buffer))
            .digest("hex");
    await pRetry(
        async () => {
            const response = await fetch(`${url}/index.yaml`);
            if (digest(await response.arrayBuffer()) !== digest(index)) {
                throw new Error(`${url}/index.yaml is not the one that was packaged`);
            }
        },
        { retries: 50, minTimeout: 50, maxTimeout: 200, factor: 1.2 },
    );
    return { url, digests: digestsIn(index.toString("utf8")) };
}

/** The digests of an index.yaml, by `NAME-VERSION`. */
export function digestsIn(index: string): Record<string, string> {
    const { entries } = parse(index) as {
        entries: Record<string, { name: string; version: string; digest: string }[]>;
    };
    const charts = Object.values(entries).flat();
    return Object.fromEntries(
        charts.map(({ name, version, digest }) => [`${name}-${version}`, digest]),
    );
}
