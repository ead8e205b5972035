import * as pulumi from "@pulumi/pulumi";
import { MirrorCleanup } from "../../components/linkerd/mirrorCleanup";
import { record } from "./record";

/** Prints the text that Pulumi would store for MirrorCleanup: a test runs this as another process. */
async function main(): Promise<void> {
    const { get } = await record(() => {
        new MirrorCleanup("cleanup", { kubeconfig: pulumi.output("contents"), target: "west" });
    });
    process.stdout.write(String(get("cleanup").inputs["__provider"]));
}

void main();
