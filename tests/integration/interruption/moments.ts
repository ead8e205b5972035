import type { Look, World } from "./world";

/** A moment at which the engine is killed: when the next object of a kind is there, or is gone. */
export interface Moment {
    readonly what: string;
    readonly look: Look;
    /** Whether the plugins work on to their end after the kill, as they do by themselves. */
    readonly pluginsWorkOn?: true;
}

const MULTICLUSTER = "linkerd-multicluster";

/** The moments of `up`. */
export function momentsOfUp(world: World): readonly Moment[] {
    const { inNeutron, namespaces, deployments, secrets } = world;
    return [
        {
            what: "a namespace",
            look: namespaces("linkerd", MULTICLUSTER, "linkerd-smi"),
        },
        { what: "a floating IP", look: inNeutron("floatingips") },
        { what: "a port", look: inNeutron("ports") },
        { what: "the rules of a security group", look: world.ruledGroups },
        { what: "an address pair", look: world.pairs },
        { what: "an association", look: world.associations },
        { what: "a node's chain", look: world.chains },
        {
            what: "linkerd-crds, half installed",
            look: secrets("linkerd", /^sh\.helm.*crds/, "linkerd-crds"),
        },
        {
            what: "the control plane's first Deployment",
            look: deployments("linkerd", /./, "linkerd-control-plane"),
        },
        {
            what: "the gateway's Deployment; its plugins work on",
            look: deployments(MULTICLUSTER, /^linkerd-gateway$/, MULTICLUSTER),
            pluginsWorkOn: true,
        },
        { what: "linkerd-smi's Deployment", look: deployments("linkerd-smi", /./, "linkerd-smi") },
        {
            what: "credentials of remote access",
            look: secrets(MULTICLUSTER, /remote-access/),
        },
        { what: "a Link, and no mirror", look: world.links },
        {
            what: "a mirror's Deployment",
            look: deployments(MULTICLUSTER, /^linkerd-service-mirror/),
        },
        { what: "a Deployment of the sample", look: deployments("sample") },
    ];
}

/** The moments of `destroy`: the next of these that is gone. */
export function momentsOfDestroy(world: World): readonly Moment[] {
    const { inNeutron, deployments } = world;
    return [
        { what: "a Deployment of the sample", look: deployments("sample") },
        {
            what: "a mirror's Deployment",
            look: deployments(MULTICLUSTER, /^linkerd-service-mirror/),
        },
        { what: "a Link", look: world.links },
        { what: "a node's chain", look: world.chains },
        { what: "the rules of a security group", look: world.ruledGroups },
        { what: "an address pair", look: world.pairs },
        { what: "a floating IP", look: inNeutron("floatingips") },
        {
            what: "the control plane's first Deployment",
            look: deployments("linkerd", /./, "linkerd-control-plane"),
        },
    ];
}
