// Command pulumi-resource-kubernetes is the Kubernetes plugin of Pulumi, from the last source of it that
// is published as a Go module.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

// Comes out of the module's own folder through go build -overlay (parts.ts): the module embeds a copy
// that only its release build makes, and 7 MB of JSON have no place in a repository.
//
//go:embed schema.json
var schema []byte

func main() {
	// The source is 4.25.0. The engine warns in every run about a plugin that names an older version
	// than the SDK in package.json, so it answers with that one; `npm run sandbox -- status` tells.
	provider.Serve("kubernetes", "4.34.2", schema, []byte("{}"))
}
