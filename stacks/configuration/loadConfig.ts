import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { operatorError } from "../../components/operatorError";
import type { NodeAccess } from "../../components/nodes/connection";
import type { NeutronCredentials } from "../../components/openstack/neutronCredentials";
import type { ClusterConfig, MeshConfig, NodesConfig } from "./types/meshConfig";
import { parseConfig } from "./parseConfig";
import type { PlainClusterConfig } from "./types/plainConfig";
import type { ConfigFiles, RawConfig } from "./draft/sources";

/** The machine that runs the program. */
const MACHINE: ConfigFiles = {
    projectDir: join(__dirname, "..", ".."),
    homeDir: homedir(),
    environment: process.env,
    read: (path) => readFileSync(path, "utf8"),
};

/** The engine tells which keys it decrypted, but the SDK leaves the function out of its types. */
const { isConfigSecret } = pulumi.runtime as unknown as {
    readonly isConfigSecret: (key: string) => boolean;
};

function readRaw(): RawConfig {
    const namespace = `${pulumi.getProject()}:`;
    // Not pulumi.Config: it cannot list its keys, so an unknown one would go unnoticed.
    const own = Object.entries(pulumi.runtime.allConfig()).flatMap(([key, value]) =>
        key.startsWith(namespace) ? [{ key, name: key.slice(namespace.length), value }] : [],
    );
    return {
        values: Object.fromEntries(own.map(({ name, value }) => [name, value])),
        secretKeys: new Set(own.filter(({ key }) => isConfigSecret(key)).map(({ name }) => name)),
    };
}

/** All problems as one text for the operator. */
function report(problems: readonly string[]): Error {
    const count = problems.length === 1 ? "a problem" : `${String(problems.length)} problems`;
    return operatorError(
        [
            `The configuration of stack "${pulumi.getStack()}" has ${count}; nothing was changed:`,
            ...problems.map((problem) => `  - ${problem}`),
            "Every key is described in docs/configuration.md, with examples in Pulumi.dev.yaml.",
        ].join("\n"),
    );
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

/**
 * One cluster with its credentials as secrets: the engine encrypts what holds them. Where they come
 * from is left out: that is for the commands of doctor.
 */
function withSecrets(cluster: PlainClusterConfig): ClusterConfig {
    const { kubeconfig, written, openstack, nodes, ...rest } = cluster;
    return {
        ...rest,
        kubeconfig: pulumi.secret(kubeconfig),
        ...(openstack === undefined
            ? {}
            : { openstack: { ...openstack, cloud: secretCloud(openstack.cloud) } }),
        ...(nodes === undefined ? {} : { nodes: secretNodes(nodes) }),
    };
}

function secretNodes({ ssh, ...rest }: NodesConfig<string>): NodesConfig {
    return { ...rest, ...(ssh === undefined ? {} : { ssh: secretSsh(ssh) }) };
}

/**
 * The configuration of the stack, checked and complete; the only reader of it.
 *
 * Rejects with one `pulumi.RunError`, which the engine prints without a stack trace, that lists
 * everything that is wrong. `files` is for tests.
 */
export function loadConfig(files: ConfigFiles = MACHINE): Promise<MeshConfig> {
    return new Promise((resolve) => {
        const parsed = parseConfig(readRaw(), files);
        if ("problems" in parsed) throw report(parsed.problems);
        resolve({
            ...parsed.config,
            images: {
                ...parsed.config.images,
                pullCredentials:
                    parsed.config.images.pullCredentials === undefined
                        ? undefined
                        : pulumi.secret(parsed.config.images.pullCredentials),
            },
            clusters: parsed.config.clusters.map(withSecrets),
        });
    });
}
