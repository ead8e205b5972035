/** The flag of pulumi that names a stack; none for the selected one. */
export function stackFlag(stack: string | undefined): readonly string[] {
    return stack === undefined ? [] : ["--stack", stack];
}

/** The flag of pulumi that names a stack's configuration; none for Pulumi.STACK.yaml. */
export function fileFlag(configFile: string | undefined): readonly string[] {
    return configFile === undefined ? [] : ["--config-file", configFile];
}
