import assert from "node:assert/strict";
import { parseAllDocuments } from "yaml";
import { LAYERS } from "../../../operations/allLayers";
import type { ReportedFinding } from "../../../operations/report/doctorReport";
import { EXAMINED, reported } from "../support/examined";
import { disguiseOf, everyText, namedView } from "../support/hostileView";
import { ShellRecorder } from "../support/shellRecorder";
import "./apiServers/apiServers.test";
import "./certificates/certificates.test";
import "./gatewayService/gatewayService.test";
import "./links/links.test";
import "./mirroredServices/mirroredServices.test";
import "./mirroredServices/podNames.test";
import "./networkPolicies/networkPolicies.test";
import "./networkPolicies/proxyPort.test";
import "./nodeRules/nodeRules.test";
import "./openstack/openstack.test";
import "./proxies/proxies.test";
import "./releases/releases.test";
import "./serviceMirrors/serviceMirrors.test";
import "./upgrade/upgrade.test";
import "./versions/versions.test";

/** A word, or the objects of a manifest, whose text depends on what stands in it. */
function meaning(word: string): unknown {
    return /^(\{|apiVersion:)/.test(word)
        ? parseAllDocuments(word).map((document) => document.toJS() as unknown)
        : word;
}

// Those above have been registered, and run, before.
describe("remedies of all findings that the tests of the layers have, with hostile names", () => {
    const recorder = new ShellRecorder();
    const runs = new Map<string, ReturnType<ShellRecorder["run"]>>();
    const run = (remedy: string) => {
        const recorded = runs.get(remedy) ?? recorder.run(remedy);
        runs.set(remedy, recorded);
        return { ...recorded, programs: recorded.programs.map((words) => words.map(meaning)) };
    };
    after(() => {
        recorder.remove();
    });

    for (const { id } of LAYERS) {
        it(`run what they run with other names, and nothing else: ${id}`, function () {
            this.timeout(60_000);
            const views = EXAMINED.filter(({ layer }) => layer.id === id);
            assert.notEqual(views.length, 0);
            for (const { layer, view: seen } of views) {
                const view = namedView(seen);
                const disguise = disguiseOf(view);
                const friendly = reported(layer.examine(view).findings);
                const hostile = reported(layer.examine(everyText(view, disguise)).findings);
                const isTooLong = ({ code }: ReportedFinding) => code === "mirror-name-too-long";
                // Then there is no mirror to be told of; with shorter names there is, in other views.
                if (hostile.some(isTooLong) && !friendly.some(isTooLong)) continue;
                assert.deepEqual(
                    hostile.map(({ code }) => code),
                    friendly.map(({ code }) => code),
                );
                for (const [index, { code, remedy }] of friendly.entries()) {
                    const other = hostile[index]?.remedy ?? "";
                    const { grammar, programs } = run(other);
                    const expected = everyText(run(remedy).programs, disguise);
                    // No object is labelled with such a name: there is the Link alone to remove.
                    const isLess = code === "link-not-configured" && programs.length === 1;
                    assert.deepEqual(
                        { grammar, programs },
                        { grammar: "", programs: isLess ? expected.slice(0, 1) : expected },
                        other,
                    );
                }
            }
            assert.deepEqual(recorder.files(), []);
        });
    }
});
