package main

import (
	"os"
	"path/filepath"
	"testing"

	p "github.com/pulumi/pulumi-go-provider"
)

const localCommand = "command:local:Command"

func TestLocalCommandRunsInAShell(t *testing.T) {
	state := newEngine(t, localCommand).create(properties{"create": "echo out; echo fault >&2; echo more"})
	expectEqual(t, "outputs", printed(state), "out\nmore|fault")
}

func TestLocalCommandTakesDirInterpreterEnvironmentAndStdin(t *testing.T) {
	folder := t.TempDir()
	state := newEngine(t, localCommand).create(properties{
		"create":      "echo ${BASH_VERSION:+bash}; pwd; echo $GREETING; cat",
		"dir":         folder,
		"interpreter": []any{"/bin/bash", "-c"},
		"environment": properties{"GREETING": "hello"},
		"stdin":       "typed",
	})
	expectEqual(t, "outputs", printed(state), "bash\n"+folder+"\nhello\ntyped|")
}

func TestLocalCommandGoesThroughItsLife(t *testing.T) {
	folder := t.TempDir()
	inputs := properties{
		"create": "echo create >>ran",
		"update": "echo update after \"$PULUMI_COMMAND_STDOUT\" >>ran; echo updated",
		"delete": "echo delete after \"$PULUMI_COMMAND_STDOUT\" >>ran",
		"dir":    folder,
	}
	engine := newEngine(t, localCommand)
	state := engine.create(inputs)
	state = engine.update(state, with(inputs, properties{"stdin": "changed"}))
	if err := engine.delete(state); err != nil {
		t.Fatal(err)
	}
	ran, err := os.ReadFile(filepath.Join(folder, "ran"))
	if err != nil {
		t.Fatal(err)
	}
	expectEqual(t, "what ran", string(ran), "create\nupdate after \ndelete after updated\n")
}

func TestLocalCommandDoesNotRunInAPreview(t *testing.T) {
	folder := t.TempDir()
	engine := newEngine(t, localCommand)
	engine.preview(engine.check(properties{"create": "touch ran", "dir": folder}))
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	expectEqual(t, "files", len(entries), 0)
}

func TestLocalCommandFailsWithCommandAndOutput(t *testing.T) {
	_, err := newEngine(t, localCommand).tryCreate(properties{"create": `echo "why"; exit 3`})
	expectEqual(t, "error", messageOf(err), "exit status 3: running \"echo \\\"why\\\"; exit 3\":\nwhy\n")
}

func TestLocalCommandIsReplacedByTriggersAndUpdatedByTheRest(t *testing.T) {
	engine := newEngine(t, localCommand)
	inputs := properties{"create": "true"}
	state := engine.create(inputs)
	expectEqual(t, "differences",
		engine.diff(state, with(inputs, properties{"stdin": "new", "triggers": []any{1.0}})),
		map[string]p.DiffKind{"stdin": p.Add, "triggers": p.AddReplace})
}
