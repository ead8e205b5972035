// Package shim hands out the TLS provider of Terraform, whose only package with code is internal.
//
// The path of this module lies below the provider's, which is what Go's rule for internal packages
// asks for; go.mod of the engine replaces it by this folder.
package shim

import (
	"github.com/hashicorp/terraform-plugin-framework/provider"
	tls "github.com/hashicorp/terraform-provider-tls/internal/provider"
)

// New returns the provider.
func New() provider.Provider { return tls.New() }
