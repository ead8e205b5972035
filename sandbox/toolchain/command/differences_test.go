package main

import (
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
)

// What the plugin tells the engine about changed inputs. The SDK's own replaceOnChanges is added by the
// engine and not seen here.

type differences = map[string]p.DiffKind

func TestUnchangedInputsAreNoDifference(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	expectEqual(t, "differences", engine.diff(engine.create(server.inputs()), server.inputs()), differences{})
}

func TestChangedCommandsAndStdinAreUpdates(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	changed := with(server.inputs(), properties{"create": "true", "delete": nil, "stdin": "new"})
	expectEqual(t, "differences", engine.diff(engine.create(server.inputs()), changed),
		differences{"create": p.Update, "delete": p.Delete, "stdin": p.Add})
}

// Of an element the plugin says only that it changed; "triggers[*]" of the SDK makes it a replacement.
func TestTriggersReplaceAsAListAndDifferByElement(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	triggered := with(server.inputs(), properties{"triggers": []any{"1", 2.0}})
	state := engine.create(server.inputs())
	// The new resource comes first, unless the program says deleteBeforeReplace.
	expectEqual(t, "delete before replace", engine.difference(state, triggered).DeleteBeforeReplace, false)
	expectEqual(t, "added", engine.diff(state, triggered), differences{"triggers": p.AddReplace})
	state = engine.create(triggered)
	expectEqual(t, "taken away", engine.diff(state, server.inputs()),
		differences{"triggers": p.DeleteReplace})
	changed := with(server.inputs(), properties{"triggers": []any{"1", 3.0}})
	expectEqual(t, "changed", engine.diff(state, changed),
		differences{"triggers[1]": p.Update})
}

// Secret as a whole, it differs as a whole: replaceOnChanges of "connection.host" never takes effect.
func TestAnyChangeOfTheConnectionIsOneUpdateOfAllOfIt(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.create(server.inputs())
	changes := properties{
		"host":           "127.0.0.2",
		"privateKey":     "new",
		"perDialTimeout": 3.0,
		"proxy":          properties{"host": "127.0.0.3"},
	}
	for name, value := range changes {
		connection := with(server.connection(), properties{name: value})
		changed := with(server.inputs(), properties{"connection": connection})
		expectEqual(t, "differences of "+name, engine.diff(state, changed), differences{"connection": p.Update})
	}
}
