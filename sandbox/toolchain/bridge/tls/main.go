// Command pulumi-resource-tls is the TLS plugin of Pulumi, bridged from the same Terraform provider as
// the official one.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"github.com/hashicorp/terraform-provider-tls/shim"
	pf "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfgen"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag"
	"github.com/pulumi/pulumi/sdk/v3/go/common/diag/colors"
)

// Version is that of @pulumi/tls in package.json: the engine warns about a plugin with an older one.
const version = "5.6.1"

func main() {
	ctx := context.Background()
	info := tfbridge.ProviderInfo{
		P:            pf.ShimProvider(shim.New()),
		Name:         "tls",
		Version:      version,
		MetadataInfo: tfbridge.NewProviderMetadata([]byte("{}")),
	}
	info.MustComputeTokens(tokens.SingleModule("tls_", "index", tokens.MakeStandard("tls")))
	// The engine reads the port number from the first line of stdout, where schema generation would
	// otherwise print its notes.
	sink := diag.DefaultSink(io.Discard, os.Stderr, diag.FormatOptions{Color: colors.Never})
	schema, err := tfgen.GenerateSchema(ctx, tfgen.GenerateSchemaOptions{
		ProviderInfo:    info,
		DiagnosticsSink: sink,
		XInMemoryDocs:   true,
	})
	if err != nil {
		log.Fatal(err)
	}
	pf.Main(ctx, "tls", info, schema.ProviderMetadata)
}
