// Command pulumi-resource-command stands in for the Pulumi plugin of @pulumi/command, which is not
// published as a Go module. It has the resources local.Command and remote.Command, on the library that
// the official plugin is made with, so that inputs, secrets and differences come out alike; the tests
// beside this file list what was taken over of the rest.
//
// It has no assetPaths and archivePaths, no CopyFile and CopyToRemote, and no local.run: the program
// uses none of them.
package main

import (
	"context"
	"fmt"
	"os"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"

	"linkerd-multicluster/sandbox/toolchain/command/local"
	"linkerd-multicluster/sandbox/toolchain/command/remote"
)

// Version is that of @pulumi/command in package.json: the engine warns about a plugin with an older one.
const version = "1.2.1"

func main() {
	if err := provider().Run(context.Background(), "command", version); err != nil {
		fmt.Fprintf(os.Stderr, "pulumi-resource-command: %s\n", err)
		os.Exit(1)
	}
}

func provider() p.Provider {
	return infer.Provider(infer.Options{
		Resources: []infer.InferredResource{
			infer.Resource(&local.Command{}),
			infer.Resource(&remote.Command{}),
		},
	})
}
