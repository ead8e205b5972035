// Command controller is Linkerd's own controller, with the charts inside.
//
// The proxy injector renders its patch from charts/patch. A release build finds it in generated code
// that is in no Go module; any other build reads it from the source folder, which no container has.
package main

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"os"

	"github.com/linkerd/linkerd2/controller/cmd/destination"
	"github.com/linkerd/linkerd2/controller/cmd/heartbeat"
	"github.com/linkerd/linkerd2/controller/cmd/identity"
	proxyinjector "github.com/linkerd/linkerd2/controller/cmd/proxy-injector"
	spvalidator "github.com/linkerd/linkerd2/controller/cmd/sp-validator"
	servicemirror "github.com/linkerd/linkerd2/multicluster/cmd/service-mirror"
	"github.com/linkerd/linkerd2/pkg/charts/static"
)

// Comes out of the module's own folder through go build -overlay. "all:" since the names of partial
// templates begin with an underscore.
//
//go:embed all:charts
var charts embed.FS

var commands = map[string]func(arguments []string){
	"destination":    destination.Main,
	"heartbeat":      heartbeat.Main,
	"identity":       identity.Main,
	"proxy-injector": proxyinjector.Main,
	"sp-validator":   spvalidator.Main,
	"service-mirror": servicemirror.Main,
}

func main() {
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "the first argument must name one of Linkerd's controllers")
		os.Exit(2)
	}
	templates, err := fs.Sub(charts, "charts")
	if err != nil {
		panic(err) // The folder is part of the program.
	}
	static.Templates = http.FS(templates)
	commands[os.Args[1]](os.Args[2:])
}
