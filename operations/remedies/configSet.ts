/** The commands that set a key of one cluster, by its place in its entry of `clusters`, and apply it. */
export function configSet(index: number, key: string, value: string): string {
    return `pulumi config set --path 'clusters[${index}].${key}' ${value}\npulumi up`;
}
