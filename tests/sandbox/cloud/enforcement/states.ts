import type {
    NeutronState,
    Port,
    Router,
    SecurityGroupRule,
} from "../../../../sandbox/cloud/enforcement/neutronState";

/** The port of cluster1-node1, with some fields changed. */
export function port(change: Partial<Port> = {}): Port {
    return {
        id: "port-1",
        network: "cluster1-network",
        mac: "fa:16:3e:00:01:01",
        adminStateUp: true,
        portSecurity: true,
        fixedIps: ["198.18.1.11"],
        addressPairs: [],
        securityGroups: ["nodes"],
        ...change,
    };
}

/** A rule that admits everything over IPv4, with some fields changed. */
export function rule(change: Partial<SecurityGroupRule> = {}): SecurityGroupRule {
    return {
        id: "rule-1",
        securityGroup: "nodes",
        direction: "ingress",
        ethertype: "IPv4",
        protocol: null,
        portRangeMin: null,
        portRangeMax: null,
        remoteIpPrefix: null,
        remoteGroup: null,
        remoteAddressGroup: null,
        ...change,
    };
}

/** The router of cluster1, with some fields changed. */
export function router(change: Partial<Router> = {}): Router {
    return {
        id: "router-1",
        name: "cluster1-router",
        adminStateUp: true,
        enableSnat: true,
        externalAddresses: ["198.18.0.11/24"],
        networks: ["cluster1-network"],
        ...change,
    };
}

/** One cluster of one node, whose port has the floating IP of the first node. */
export function state(change: Partial<NeutronState> = {}): NeutronState {
    return {
        ports: [port()],
        rules: [rule()],
        routers: [router()],
        floatingIps: [{ address: "198.18.0.21", fixedIp: "198.18.1.11", router: "router-1" }],
        ...change,
    };
}
