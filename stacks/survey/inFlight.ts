import pLimit from "p-limit";

/**
 * Runs what it is given when its turn comes, 50 at a time: 20 clusters with all links are several
 * thousand questions, and all at once a machine has neither the sockets nor the time for.
 */
export const inFlight = pLimit(50);
