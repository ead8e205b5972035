import { setHeaderOptions, type ConfigurationOptions } from "@kubernetes/client-node";

/** Asks for the metadata of objects alone: a Secret of Helm's holds a whole chart. */
const METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";

/** These options, for a list of which only `items[].metadata` is wanted. */
export function metadataOnly(options: ConfigurationOptions): ConfigurationOptions {
    return setHeaderOptions("Accept", METADATA, options);
}
