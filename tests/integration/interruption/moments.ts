import type { Look, World } from "./world";

/** A moment at which the engine is killed: when the next object of a kind is there, or is gone. */
export interface Moment {
    readonly what: string;
    readonly look: Look;
    /** How many steps the engine takes at once: few, where it would else be over before it is seen. */
    readonly parallel?: number;
    /** Whether the plugins work on to their end after the kill, as they do by themselves. */
    readonly pluginsWorkOn?: true;
}

const MULTICLUSTER = "linkerd-multicluster";

/** The moments of `up`, in the order in which a chain of runs comes to them. */
export function momentsOfUp(world: World): readonly Moment[] {
    const { inNeutron, namespaces, deployments, secrets } = world;
    return [
        {
            what: "a namespace",
            look: namespaces("linkerd", MULTICLUSTER, "linkerd-smi"),
            parallel: 4,
        },
        { what: "a floating IP", look: inNeutron("floatingips"), parallel: 4 },
        { what: "a port", look: inNeutron("ports"), parallel: 4 },
        { what: "a security group rule", look: inNeutron("security-group-rules"), parallel: 4 },
        { what: "an address pair", look: world.pairs, parallel: 4 },
        { what: "an association", look: world.associations, parallel: 4 },
        { what: "a node's chain", look: world.chains, parallel: 4 },
        {
            what: "linkerd-crds, half installed",
            look: secrets("linkerd", /^sh\.helm.*crds/, "linkerd-crds"),
            parallel: 4,
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
            parallel: 2,
        },
        { what: "a Link, and no mirror", look: world.links, parallel: 2 },
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
        { what: "a Deployment of the sample", look: deployments("sample"), parallel: 2 },
        {
            what: "a mirror's Deployment",
            look: deployments(MULTICLUSTER, /^linkerd-service-mirror/),
        },
        { what: "a Link", look: world.links, parallel: 2 },
        { what: "a node's chain", look: world.chains, parallel: 2 },
        { what: "a security group rule", look: inNeutron("security-group-rules"), parallel: 2 },
        { what: "an address pair", look: world.pairs, parallel: 2 },
        { what: "a floating IP", look: inNeutron("floatingips"), parallel: 2 },
        {
            what: "the control plane's first Deployment",
            look: deployments("linkerd", /./, "linkerd-control-plane"),
        },
    ];
}
