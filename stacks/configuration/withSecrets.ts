import * as pulumi from "@pulumi/pulumi";
import type { RepositoryLogin } from "../../components/linkerd/charts";
import type { NodeAccess } from "../../components/nodes/connection";
import type { NeutronCredentials } from "../../components/openstack/neutronCredentials";
import type { ClusterConfig, IssuerConfig, MeshConfig, NodesConfig } from "./types/meshConfig";
import type { PlainClusterConfig, PlainMeshConfig } from "./types/plainConfig";

/** The configuration with its credentials as secrets, once nothing reads them in the clear any more. */
export function withSecrets({ clusters, images, charts, ...rest }: PlainMeshConfig): MeshConfig {
    const { pullCredentials, ...plain } = images;
    const { smi, ...linkerd } = charts;
    return {
        ...rest,
        charts: {
            ...secretLogin(linkerd),
            ...(smi === undefined ? {} : { smi: secretLogin(smi) }),
        },
        images: {
            ...plain,
            ...(pullCredentials === undefined
                ? {}
                : { pullCredentials: pulumi.secret(pullCredentials) }),
        },
        clusters: clusters.map(secretCluster),
    };
}

/**
 * One cluster with its credentials as secrets: the engine encrypts what holds them. Where they come
 * from is left out: that is for the commands of doctor.
 */
function secretCluster(cluster: PlainClusterConfig): ClusterConfig {
    const { kubeconfig, written, openstack, nodes, issuer, ...rest } = cluster;
    return {
        ...rest,
        kubeconfig: pulumi.secret(kubeconfig),
        ...(openstack === undefined
            ? {}
            : { openstack: { ...openstack, cloud: secretCloud(openstack.cloud) } }),
        ...(nodes === undefined ? {} : { nodes: secretNodes(nodes) }),
        ...(issuer === undefined ? {} : { issuer: secretIssuer(issuer) }),
    };
}

function secretIssuer(issuer: IssuerConfig<string>): IssuerConfig {
    if (issuer === "external") return issuer;
    return { certificate: issuer.certificate, key: pulumi.secret(issuer.key) };
}

function secretLogin<T>({ login, ...rest }: T & { readonly login?: RepositoryLogin<string> }) {
    if (login === undefined) return rest;
    const { password, ...plain } = login;
    return {
        ...rest,
        login: {
            ...plain,
            ...(password === undefined ? {} : { password: pulumi.secret(password) }),
        },
    };
}

function secretNodes({ ssh, ...rest }: NodesConfig<string>): NodesConfig {
    return { ...rest, ...(ssh === undefined ? {} : { ssh: secretSsh(ssh) }) };
}

function secretCloud({
    password,
    applicationCredentialSecret,
    ...rest
}: NeutronCredentials<string>): NeutronCredentials {
    return {
        ...rest,
        ...(password === undefined ? {} : { password: pulumi.secret(password) }),
        ...(applicationCredentialSecret === undefined
            ? {}
            : { applicationCredentialSecret: pulumi.secret(applicationCredentialSecret) }),
    };
}

function secretSsh({ privateKey, passphrase, ...rest }: NodeAccess<string>): NodeAccess {
    return {
        ...rest,
        privateKey: pulumi.secret(privateKey),
        ...(passphrase === undefined ? {} : { passphrase: pulumi.secret(passphrase) }),
    };
}
