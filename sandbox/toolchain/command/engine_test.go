package main

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"testing"

	"github.com/blang/semver"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/integration"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// Properties are inputs or a state, as Go values.
type properties = map[string]any

// With returns a copy with some properties changed. Nil takes one away.
func with(from, changes properties) properties {
	result := maps.Clone(from)
	for name, value := range changes {
		if result[name] = value; value == nil {
			delete(result, name)
		}
	}
	return result
}

// Engine asks the plugin what Pulumi's engine asks, about one resource.
type engine struct {
	t      *testing.T
	server integration.Server
	urn    resource.URN
}

func newEngine(t *testing.T, kind string) *engine {
	return newEngineIn(t.Context(), t, kind)
}

func newEngineIn(ctx context.Context, t *testing.T, kind string) *engine {
	t.Helper()
	server, err := integration.NewServer(
		ctx, "command", semver.MustParse(version), integration.WithProvider(provider()))
	if err != nil {
		t.Fatal(err)
	}
	return &engine{t, server, resource.URN("urn:pulumi:s::p::" + kind + "::node")}
}

func encode(values properties) property.Map {
	return resource.FromResourcePropertyValue(
		resource.NewProperty(resource.NewPropertyMapFromMap(values))).AsMap()
}

// Check gives the inputs with defaults and secrets, which is how the other calls get them.
func (engine *engine) check(inputs properties) property.Map {
	engine.t.Helper()
	response, err := engine.server.Check(p.CheckRequest{Urn: engine.urn, Inputs: encode(inputs)})
	if err != nil || len(response.Failures) > 0 {
		engine.t.Fatal(err, response.Failures)
	}
	return response.Inputs
}

func (engine *engine) tryCreate(inputs properties) (property.Map, error) {
	engine.t.Helper()
	response, err := engine.server.Create(
		p.CreateRequest{Urn: engine.urn, Properties: engine.check(inputs)})
	return response.Properties, err
}

func (engine *engine) create(inputs properties) property.Map {
	engine.t.Helper()
	state, err := engine.tryCreate(inputs)
	if err != nil {
		engine.t.Fatal(err)
	}
	return state
}

func (engine *engine) tryUpdate(state property.Map, inputs properties) (property.Map, error) {
	engine.t.Helper()
	response, err := engine.server.Update(
		p.UpdateRequest{ID: "id", Urn: engine.urn, State: state, Inputs: engine.check(inputs)})
	return response.Properties, err
}

func (engine *engine) update(state property.Map, inputs properties) property.Map {
	engine.t.Helper()
	updated, err := engine.tryUpdate(state, inputs)
	if err != nil {
		engine.t.Fatal(err)
	}
	return updated
}

func (engine *engine) delete(state property.Map) error {
	return engine.server.Delete(p.DeleteRequest{ID: "id", Urn: engine.urn, Properties: state})
}

// Preview previews the creation and then an update.
func (engine *engine) preview(inputs property.Map) {
	engine.t.Helper()
	created, err := engine.server.Create(
		p.CreateRequest{Urn: engine.urn, Properties: inputs, DryRun: true})
	if err != nil {
		engine.t.Fatal(err)
	}
	known := created.Properties.Set("stdout", property.New("")).Set("stderr", property.New(""))
	changed := inputs.Set("stdin", property.New("new"))
	if _, err := engine.server.Update(p.UpdateRequest{
		ID: "id", Urn: engine.urn, State: known, Inputs: changed, DryRun: true,
	}); err != nil {
		engine.t.Fatal(err)
	}
}

func (engine *engine) read(state property.Map) property.Map {
	engine.t.Helper()
	response, err := engine.server.Read(
		p.ReadRequest{ID: "id", Urn: engine.urn, Properties: state, Inputs: property.Map{}})
	if err != nil {
		engine.t.Fatal(err)
	}
	return response.Properties
}

func (engine *engine) difference(state property.Map, inputs properties) p.DiffResponse {
	engine.t.Helper()
	response, err := engine.server.Diff(
		p.DiffRequest{ID: "id", Urn: engine.urn, State: state, Inputs: engine.check(inputs)})
	if err != nil {
		engine.t.Fatal(err)
	}
	return response
}

// Diff gives the kind of change of every property that differs.
func (engine *engine) diff(state property.Map, inputs properties) map[string]p.DiffKind {
	engine.t.Helper()
	kinds := map[string]p.DiffKind{}
	for name, difference := range engine.difference(state, inputs).DetailedDiff {
		kinds[name] = difference.Kind
	}
	return kinds
}

// Printed is both outputs.
func printed(state property.Map) string {
	return fmt.Sprintf("%s|%s", state.Get("stdout").AsString(), state.Get("stderr").AsString())
}

func messageOf(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

func expectEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", want) {
		t.Errorf("%s:\ngot  %#v\nwant %#v", what, got, want)
	}
}

// Messages collects what the plugin shows the operator.
type messages struct {
	slog.Handler
	lock  sync.Mutex
	texts []string
}

// collectMessages stands between the plugin and the process-wide logger: no test here is parallel.
func collectMessages(t *testing.T) *messages {
	t.Helper()
	previous := slog.Default()
	collected := &messages{Handler: slog.DiscardHandler}
	slog.SetDefault(slog.New(collected))
	t.Cleanup(func() { slog.SetDefault(previous) })
	return collected
}

func (messages *messages) Enabled(context.Context, slog.Level) bool { return true }

func (messages *messages) WithAttrs([]slog.Attr) slog.Handler { return messages }

func (messages *messages) Handle(_ context.Context, record slog.Record) error {
	messages.lock.Lock()
	defer messages.lock.Unlock()
	messages.texts = append(messages.texts, record.Level.String()+" "+record.Message)
	return nil
}
