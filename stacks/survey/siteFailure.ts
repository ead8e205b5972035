/** Why a look-up found nothing: no such thing, or more than one. */
export type Absent = "none" | "several";

/** The cloud did not answer, or refused to: nothing of it can be looked up. */
export class CloudFailure extends Error {}

/**
 * What the OpenStack provider means by a failed look-up: nothing, more than one, or a failure of the
 * cloud, whose reason is the text.
 *
 * It has no codes; these are the sentences of terraform-provider-openstack v1.54.1, which
 * @pulumi/openstack 3.15.2 wraps, in its data_source_openstack_networking_*.go.
 */
export function readFailure(message: string): Absent | { readonly reason: string } {
    // The bridge puts `invocation of TOKEN returned an error: … 1 error occurred:\n\t* ` before it.
    const reason = message.replace(/^.*(returned an error: |\t\* )/s, "").trim();
    if (/^Your query returned more than one|^More than one /.test(reason)) return "several";
    if (/^Your query returned no|^No \S+( Group)? found\b/.test(reason)) return "none";
    return { reason };
}
