const UP = /^(?:\w+=\S+ )*pulumi up\b/;

/**
 * The commands of several remedies as an operator types them who reads all before: nothing twice, and
 * what `pulumi up` repairs after what makes way for it. Pure.
 */
export function inTypingOrder(remedies: readonly string[]): readonly string[] {
    const lines = remedies.flatMap((remedy) => remedy.split("\n"));
    const others = remedies.map((remedy) =>
        remedy
            .split("\n")
            .filter((line) => !UP.test(line))
            .join("\n"),
    );
    return [...new Set([...others, ...lines.filter((line) => UP.test(line))])].filter(Boolean);
}
