// Package v2 stands where the YAML components of the Go SDK are; this project uses none.
package v2

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// RegisterResource would register an object of a YAML component.
func RegisterResource(
	_ *pulumi.Context, _, kind, name string, _ pulumi.Input, _ ...pulumi.ResourceOption,
) (pulumi.CustomResource, error) {
	return nil, errors.New(kind + " " + name + ": YAML components are not built into this plugin")
}
