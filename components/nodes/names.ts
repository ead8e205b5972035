/** Chain of the program in the nat table of a node; iptables takes 28 characters at most. */
export const CHAIN = "LINKERD-MULTICLUSTER";

/** Folder of the rules file and the loader; nothing else is in it. */
export const RULES_FOLDER = "/etc/linkerd-multicluster";

/** What fills the chain, in the format of iptables-restore. */
export const RULES_FILE = `${RULES_FOLDER}/gateway-routes.rules`;

/** The program that loads the rules, at boot and when they change; in a folder that a read-only /usr has too. */
export const LOADER_FILE = `${RULES_FOLDER}/load-gateway-routes`;

/** Where the loader was at first; `apply` takes it away. */
export const FORMER_LOADER_FILE = "/usr/local/sbin/linkerd-multicluster-gateway-routes";

/** systemd unit that runs the loader at boot. */
export const UNIT = "linkerd-multicluster-gateway-routes.service";

/** The unit, in the folder of units that belong to no package. */
export const UNIT_FILE = `/etc/systemd/system/${UNIT}`;

/** What makes the unit part of a boot: the link that `systemctl enable` makes. */
export const ENABLED_UNIT_FILE = `/etc/systemd/system/multi-user.target.wants/${UNIT}`;

/** Where programs are: shells that are not for logging in may lack the folders of iptables. */
export const NODE_PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

/** Folder that runs lock against each other: it is there anyway, so that no lock file is left. */
export const LOCK_FOLDER = "/etc";
