import { z } from "zod";
import { text } from "./values";

/** How links reach a gateway: `none` is never written, it follows from the target. */
export const Routing = z.enum(["dnat", "direct"], "write dnat or direct");

/** Whether the gateway's address is a private one that Neutron makes reachable. */
export const Exposure = z.enum(["openstack", "external"], "write openstack or external");

/** What is done about the allowed address pairs of the node ports. */
export const AddressPairs = z.enum(["check", "manage", "none"], "write check, manage or none");

/** A name or id of Neutron's, in which blanks are allowed: NHN's pool is called `Public Network`. */
export function openStackName(example: string) {
    return text(/^\S([^\r\n]*\S)?$/, `write a name or an id, for example ${example}`);
}
