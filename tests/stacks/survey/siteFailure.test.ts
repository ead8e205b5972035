import assert from "node:assert/strict";
import { readFailure } from "../../../stacks/survey/siteFailure";

/** The whole text of a rejected look-up, as the bridge of the real plugin writes it. */
function rejected(reason: string): string {
    const token = "openstack:networking/getNetwork:getNetwork";
    return `invocation of ${token} returned an error: invoking ${token}: 1 error occurred:\n\t* ${reason}\n\n`;
}

const REFUSED = "Error creating OpenStack networking client: Authentication failed";
const DOWN =
    'Error creating OpenStack networking client: Post "http://127.0.0.1:1/v3/auth/tokens": OpenStack connection error, retries exhausted. Aborting. Last error was: dial tcp 127.0.0.1:1: connect: connection refused';

describe("readFailure", () => {
    // The sentences of terraform-provider-openstack v1.54.1; seen from the real plugin but for
    // those with "more than one".
    for (const [reason, meaning] of [
        [
            "Your query returned no results. Please change your search criteria and try again.",
            "none",
        ],
        [
            "Your query returned no openstack_networking_subnet_v2. Please change your search criteria and try again.",
            "none",
        ],
        ["No Router found", "none"],
        ["No openstack_networking_port_v2 found", "none"],
        ["No openstack_networking_floatingip_v2 found", "none"],
        ["No Security Group found with name: cp-secgroup", "none"],
        [
            "Your query returned more than one result. Please try a more specific search criteria",
            "several",
        ],
        [
            "Your query returned more than one openstack_networking_subnet_v2. Please try a more specific search criteria",
            "several",
        ],
        ["More than one Router found", "several"],
        ["More than one openstack_networking_port_v2 found (2)", "several"],
        ["More than one openstack_networking_floatingip_v2 found", "several"],
        ["More than one Security Group found with name: cp-secgroup", "several"],
        [REFUSED, { reason: REFUSED }],
        [DOWN, { reason: DOWN }],
        ["No suitable endpoint could be found in the service catalog.", undefined],
    ] as const) {
        it(`reads "${reason.slice(0, 60)}"`, () => {
            assert.deepEqual(readFailure(rejected(reason)), meaning ?? { reason });
        });
    }

    it("takes a message that the bridge did not wrap for a reason", () => {
        assert.deepEqual(readFailure("the plugin is gone"), { reason: "the plugin is gone" });
    });
});
