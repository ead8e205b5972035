import {
    KubeconfigError,
    minimalKubeconfig,
} from "../../stacks/configuration/kubeconfig/minimalKubeconfig";
import { privateKeyMistake } from "../../stacks/configuration/ssh/privateKey";
import type { PluginFile } from "./pluginFiles";

/** What a configuration with the file says of it, and what the plugin would be handed. */
export interface OurVerdict {
    readonly verdict: "taken" | "refused";
    readonly advice: string;
    readonly handed: PluginFile;
}

/** Judges a file as a configuration does; one that is refused is handed on as it is. */
export function ourVerdict(file: PluginFile): OurVerdict {
    const refused = (advice: string): OurVerdict => ({ verdict: "refused", advice, handed: file });
    if (file.kind === "private key") {
        const mistake = privateKeyMistake(file.text, file.passphrase);
        return mistake === undefined
            ? { verdict: "taken", advice: "", handed: file }
            : refused(mistake.advice);
    }
    try {
        const { kubeconfig: text } = minimalKubeconfig(file.text, undefined, undefined);
        return { verdict: "taken", advice: "", handed: { ...file, text } };
    } catch (error) {
        if (!(error instanceof KubeconfigError)) throw error;
        return refused(error.message);
    }
}
