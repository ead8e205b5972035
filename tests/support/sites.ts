import * as pulumi from "@pulumi/pulumi";
import type { RoutedNode } from "../../components/nodes/connection";
import type { OpenStackCluster, SiteFacts } from "../../stacks/survey/siteFacts";
import { cluster } from "./fixtures";

/** A configured node at 192.168.N.0/24's `host`. */
export function node(name: string, address: string, skipped = false): RoutedNode {
    return { name, address, skipped };
}

/** `east` in network 192.168.0.0/24, with a master and a worker. */
export function siteCluster(changes: Partial<OpenStackCluster> = {}): OpenStackCluster {
    return {
        ...cluster("east"),
        gateway: { ip: "192.168.0.150", replicas: 1 },
        openstack: {
            cloud: { authUrl: "https://cloud.example/v3", password: pulumi.secret("pass") },
            network: "cp-network",
            floatingIp: { pool: "public" },
            addressPairs: "check",
        },
        nodes: {
            hosts: [node("master1", "192.168.0.11"), node("worker1", "192.168.0.12")],
            revision: 1,
        },
        ...changes,
    };
}

/** What Neutron says of {@link siteCluster} where everything fits. */
export function siteFacts(changes: Partial<SiteFacts> = {}): SiteFacts {
    const facts = {
        index: 0,
        cluster: siteCluster(),
        networkId: "network-id",
        subnet: { id: "subnet-id", name: "cp-subnet", cidr: "192.168.0.0/24" },
        router: {
            name: "ext_route",
            externalNetworkId: "public-id",
            externalAddresses: ["203.0.113.5", "2001:db8::5"],
        },
        hosts: [
            {
                host: node("master1", "192.168.0.11"),
                port: {
                    node: "master1",
                    address: "192.168.0.11",
                    portId: "port-1",
                    addressPairs: ["192.168.0.150"],
                    skipped: false,
                },
                floatingAddress: "203.0.113.10",
            },
            {
                host: node("worker1", "192.168.0.12"),
                port: {
                    node: "worker1",
                    address: "192.168.0.12",
                    portId: "port-2",
                    addressPairs: ["192.168.0.150"],
                    skipped: false,
                },
            },
        ],
        floatingIp: { pool: "public", networkId: "public-id" },
        ownPortIds: [],
    } satisfies SiteFacts;
    return { ...facts, ...changes };
}
