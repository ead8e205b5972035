import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isOwn } from "../../../components/openstack/names";
import type { RunFault, RunScene } from "./runFault";
import type { Outage } from "./openStackStandin";

const SECONDS = 10;
const RULES = /^\/v2\.0\/security-group-rules/;

interface Dependent {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    dependencies?: string[];
    propertyDependencies?: Record<string, string[] | null>;
}

/**
 * Takes a resource of the second cluster out of the state, so that the next update makes it anew, and
 * says its id. `pulumi state delete` refuses what others depend on.
 */
const dropped = async ({ stack, second }: RunScene, type: string): Promise<string> => {
    const file = join(stack.settings.stateDir, "dropped.json");
    await stack.pulumi("stack", "export", "--file", file);
    const state = JSON.parse(await readFile(file, "utf8")) as {
        deployment: { resources: Dependent[] };
    };
    const { resources } = state.deployment;
    const found = resources.find(
        (resource) => resource.type === type && resource.urn.includes(`::${second.name}-`),
    );
    state.deployment.resources = resources.filter((resource) => resource !== found);
    const without = (urns: readonly string[]) => urns.filter((urn) => urn !== found?.urn);
    for (const resource of state.deployment.resources) {
        if (resource.dependencies) resource.dependencies = without(resource.dependencies);
        for (const [key, urns] of Object.entries(resource.propertyDependencies ?? {})) {
            Object.assign(resource.propertyDependencies ?? {}, { [key]: without(urns ?? []) });
        }
    }
    await writeFile(file, JSON.stringify(state), { mode: 0o600 });
    await stack.pulumi("stack", "import", "--file", file);
    await rm(file);
    return found?.id ?? "";
};

const withoutRules = async (scene: RunScene): Promise<void> => {
    const group = await dropped(
        scene,
        "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:GatewayRules",
    );
    if (group === "") return;
    const rules = await scene.admin.list("security-group-rules", { security_group_id: group });
    for (const { id, description } of rules) {
        if (isOwn({ description: String(description) })) {
            await scene.admin.remove("security-group-rules", id);
        }
    }
};

const withoutPair = async (scene: RunScene): Promise<void> => {
    const id = await dropped(
        scene,
        "pulumi-nodejs:dynamic/linkerd-multicluster:openstack:AddressPair",
    );
    const [port = ""] = id.split("/");
    if (port !== "") {
        await scene.admin.update("ports", "port", port, { allowed_address_pairs: [] });
    }
};

/** An outage that has to meet a request, or the row says nothing. */
function outage(part: Omit<Outage, "seconds">): Pick<RunFault, "inject" | "clear"> {
    return {
        inject: ({ cloud }) => {
            cloud.fail({ ...part, seconds: SECONDS });
            return Promise.resolve();
        },
        clear: ({ cloud }) => {
            if (cloud.mend() === 0) throw new Error("the outage met no request");
            return Promise.resolve();
        },
    };
}

const where = ({ second }: RunScene) => second;

/** What happens to Keystone and Neutron. */
export const CLOUD_RUN_FAULTS: readonly RunFault[] = [
    {
        title: "Keystone answers 503 for 10 s when the update begins",
        prepare: withoutRules,
        ...outage({ service: "keystone", status: 503 }),
    },
    {
        title: "Keystone answers 503 for 10 s when the rules are made",
        prepare: withoutRules,
        // Those of the survey come first, one for each cluster.
        ...outage({ service: "keystone", status: 503, after: 2 }),
        where,
        says: /answered 503/,
    },
    {
        title: "Neutron answers 503 for 10 s when the update begins",
        prepare: withoutRules,
        ...outage({ service: "neutron", status: 503 }),
    },
    {
        title: "Neutron answers 503 for 10 s from the moment in which rules are made",
        prepare: withoutRules,
        ...outage({ service: "neutron", status: 503, from: { method: "POST", path: RULES } }),
        where,
        says: /answered 503/,
    },
    {
        title: "Neutron answers 409, over quota, when rules are made",
        prepare: withoutRules,
        ...outage({
            service: "neutron",
            status: 409,
            from: { method: "POST", path: RULES },
            alone: true,
        }),
        where,
        says: /Quota exceeded/,
    },
    {
        title: "Neutron answers 409 when an address pair is written",
        prepare: withoutPair,
        ...outage({
            service: "neutron",
            status: 409,
            from: { method: "PUT", path: /^\/v2\.0\/ports/ },
            alone: true,
        }),
        where,
        says: /answered 409/,
    },
];
