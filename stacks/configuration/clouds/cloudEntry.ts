import { z } from "zod";
import { plainUrl } from "../keys/urls";

const Text = z
    .string({
        error: ({ input }) =>
            input === undefined || input === null
                ? "is missing; add it"
                : "is not a text; put quotes around it",
    })
    .min(1, "is empty; write it");

const AuthUrl = Text.refine(
    (value) => /^https?:$/.test(plainUrl(value)?.protocol ?? ""),
    "is no URL of host and path, without user and query; write one, for example https://keystone.example:5000/v3",
);

const Auth = z.strictObject(
    {
        auth_url: AuthUrl,
        username: Text.optional(),
        user_id: Text.optional(),
        password: Text.optional(),
        project_name: Text.optional(),
        project_id: Text.optional(),
        tenant_name: Text.optional(),
        tenant_id: Text.optional(),
        user_domain_name: Text.optional(),
        user_domain_id: Text.optional(),
        project_domain_name: Text.optional(),
        project_domain_id: Text.optional(),
        domain_name: Text.optional(),
        domain_id: Text.optional(),
        application_credential_id: Text.optional(),
        application_credential_name: Text.optional(),
        application_credential_secret: Text.optional(),
    },
    "is missing; add it, with auth_url and credentials",
);

/** Interfaces of the catalogue; Keystone's old spelling ends in `URL`. */
const Interface = z.enum(
    ["public", "internal", "admin", "publicURL", "internalURL", "adminURL"],
    "is not known; write public, internal or admin",
);

function refused(reason: string) {
    return z.never(reason).optional();
}

const OVERRIDE = "is not followed; remove it, and let the catalogue of Keystone name the endpoint";

/** Keys about services that nobody here asks, with which there is nothing to do. */
export const OTHER_SERVICE =
    /^(baremetal|block_storage|compute|container_infra|database|dns|image|key_manager|load_balancer|metric|object_store|orchestration|placement|shared_file_system|volume|volumev[23])_/;

const Yes = z.boolean("is neither true nor false; write one of them");
const Region = z.union(
    [Text, z.strictObject({ name: Text, values: z.strictObject({}).nullish() })],
    "is no name of a region; write one, and keys of its own beside region_name",
);

/** One cloud of a clouds.yaml. Every key of it is followed or refused. */
export const CloudEntry = z.strictObject(
    {
        auth: Auth,
        auth_type: z
            .enum(
                ["password", "v3password", "v3applicationcredential"],
                "is a way to log in that the program cannot use; write password or v3applicationcredential",
            )
            .optional(),
        region_name: Text.optional(),
        regions: z.array(Region, "is no list of regions; write region_name instead").optional(),
        interface: Interface.optional(),
        endpoint_type: Interface.optional(),
        cacert: Text.optional(),
        verify: Yes.optional(),
        insecure: Yes.optional(),
        identity_api_version: z
            .union(
                [z.literal(3), z.literal("3")],
                "is not 3, the only version that Keystone still has; write 3",
            )
            .optional(),
        network_api_version: z
            .union(
                [z.literal(2), z.literal("2"), z.literal("2.0")],
                "is not 2, the only version that Neutron has; write 2",
            )
            .optional(),
        profile: refused(
            "is not followed; write auth_url and the rest of the vendor's profile out",
        ),
        cert: refused("is a client certificate, which the program does not use; remove it"),
        key: refused("is a client certificate's key, which the program does not use; remove it"),
        identity_endpoint_override: refused(OVERRIDE),
        network_endpoint_override: refused(OVERRIDE),
    },
    "is empty; add auth, with auth_url and credentials",
);

/** Keys that the schema does not know, with the reason where there is one. */
const REASONS = new Map([
    ["token", "expires before the next update; write a password or an application credential"],
    ["passcode", "cannot be used twice; write an application credential"],
    ["trust_id", "is not handed to the OpenStack plugin; write an application credential"],
    ["system_scope", "would leave the project; remove it"],
]);

/** What is wrong with a cloud, one text per mistake: `auth.password is …`. */
export function cloudMistakes(error: z.ZodError): string[] {
    return error.issues.flatMap((issue) => {
        const path = issue.path.map(String);
        if (issue.code !== "unrecognized_keys") {
            return [
                path.length === 0 ? `it ${issue.message}` : `${path.join(".")} ${issue.message}`,
            ];
        }
        return issue.keys.map(
            (key) =>
                `${[...path, key].join(".")} ${REASONS.get(key) ?? "is no key that the program follows; remove it"}`,
        );
    });
}

/** What the keys of a cloud have against each other. */
export function cloudContradictions(cloud: z.output<typeof CloudEntry>): string[] {
    const names = regionNames(cloud);
    const { region_name: region, verify, insecure, interface: own, endpoint_type: old } = cloud;
    const choice = names.join(", ");
    const chosen = region === undefined || names.length === 0 || names.includes(region);
    return [
        ...(region === undefined && names.length > 1
            ? [`regions names several; add region_name with one of ${choice}`]
            : []),
        ...(chosen ? [] : [`region_name is none of its regions; write one of ${choice}`]),
        ...(verify !== undefined && insecure === verify
            ? ["verify and insecure say the opposite of each other; remove insecure"]
            : []),
        ...(own !== undefined && old !== undefined && own !== old
            ? ["interface and endpoint_type differ; remove endpoint_type"]
            : []),
    ];
}

/** The region that is meant, where one is: Horizon writes a list even of one. */
export function regionOf(cloud: z.output<typeof CloudEntry>): string | undefined {
    return cloud.region_name ?? regionNames(cloud)[0];
}

function regionNames({ regions }: z.output<typeof CloudEntry>): string[] {
    return (regions ?? []).map((one) => (typeof one === "string" ? one : one.name));
}
