import { z } from "zod";
import { text } from "./values";

/** A Kubernetes node's name, a DNS subdomain. */
export const NodeName = text(
    /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
    "write the name of a Kubernetes node, for example cluster1-master1",
);

/** The only value: a node without this key is dialled. */
export const Unreachable = z.enum(["skip"], "write skip, or remove the key");

/** An account on Linux. */
export const UserName = text(/^[A-Za-z_][\w.-]*$/, "write the name of a user, for example ubuntu");

/** What an SSH client dials. */
export const Host = text(
    /^[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?$/,
    "write an address or a host name, for example 203.0.113.10",
);

const PORT_ADVICE = "write a port from 1 to 65535, for example 22";
/** A TCP port. */
export const Port = z.int(PORT_ADVICE).min(1, PORT_ADVICE).max(65535, PORT_ADVICE);

const LIMIT_ADVICE = "write a whole number from 1 to 100, for example 10";
/** The plugin's own -1, without a limit, would let an update wait for a dead node for ever. */
export const DialErrorLimit = z.int(LIMIT_ADVICE).min(1, LIMIT_ADVICE).max(100, LIMIT_ADVICE);

/** Text of a known_hosts file. */
export const KnownHosts = text(
    /\S/,
    "write the lines of a known_hosts file, as ssh-keyscan prints them",
);
