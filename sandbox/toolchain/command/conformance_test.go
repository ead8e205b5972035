package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// One test for each fact about the official plugin's remote.Command that a program can come to rely
// on. They were read in its source at v1.2.1 and are not checked against its binary here.

const remoteCommand = "command:remote:Command"

// Inputs have every command, each of which notes in the folder of the server that it ran.
func (server *server) inputs() properties {
	return properties{
		"connection": server.connection(),
		"create":     "echo create >>ran; echo created",
		"update":     "echo update >>ran; echo updated",
		"delete":     "echo delete >>ran",
		"logging":    "none",
	}
}

func (server *server) connection() properties {
	return properties{"host": "127.0.0.1", "port": float64(server.port()), "dialErrorLimit": 0.0}
}

func (server *server) ran(t *testing.T) string {
	t.Helper()
	ran, err := os.ReadFile(filepath.Join(server.folder, "ran"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return string(ran)
}

func TestCreateRunsOnceWithStdinAndKeepsBothOutputs(t *testing.T) {
	server := (&server{}).start(t)
	inputs := with(server.inputs(), properties{
		"create": "cat; echo; echo fault >&2; echo create >>ran", "stdin": "#!/bin/sh\n'a' \"b\"",
	})
	state := newEngine(t, remoteCommand).create(inputs)
	expectEqual(t, "outputs", printed(state), "#!/bin/sh\n'a' \"b\"|fault")
	expectEqual(t, "what ran", server.ran(t), "create\n")
}

func TestPreviewConnectsToNothing(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	inputs := engine.check(server.inputs())
	engine.preview(inputs)
	expectEqual(t, "connections", server.connections.Load(), int64(0))
}

func TestUpdateRunsUpdate(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.update(engine.create(server.inputs()),
		with(server.inputs(), properties{"stdin": "changed"}))
	expectEqual(t, "what ran", server.ran(t), "create\nupdate\n")
	expectEqual(t, "outputs", printed(state), "updated|")
}

func TestUpdateWithoutUpdateRunsCreateAgain(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	inputs := with(server.inputs(), properties{"update": nil})
	connection := with(server.connection(), properties{"perDialTimeout": 3.0})
	engine.update(engine.create(inputs), with(inputs, properties{"connection": connection}))
	expectEqual(t, "what ran", server.ran(t), "create\ncreate\n")
}

func TestWithoutCommandsNothingIsDialled(t *testing.T) {
	engine := newEngine(t, remoteCommand)
	server := (&server{}).start(t)
	inputs := properties{"connection": server.connection()}
	state := engine.create(inputs)
	state = engine.update(state, with(inputs, properties{"stdin": "changed"}))
	if err := engine.delete(state); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, "outputs", printed(state), "|")
	expectEqual(t, "connections", server.connections.Load(), int64(0))
}

// A node that is gone for good leaves the stack this way without being dialled.
func TestCommandsTakenAwayAreNotRunAnyMore(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.update(engine.create(server.inputs()), properties{"connection": server.connection()})
	if err := engine.delete(state); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, "what ran", server.ran(t), "create\n")
	expectEqual(t, "connections", server.connections.Load(), int64(1))
}

func TestDeleteUsesTheConnectionInTheState(t *testing.T) {
	oldServer, newServer := (&server{}).start(t), (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.create(oldServer.inputs())
	if err := engine.delete(state); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, "what ran there", oldServer.ran(t), "create\ndelete\n")

	state = engine.update(state, newServer.inputs())
	if err := engine.delete(state); err != nil {
		t.Fatal(err)
	}
	expectEqual(t, "what ran on the old server", oldServer.ran(t), "create\ndelete\n")
	expectEqual(t, "what ran on the new one", newServer.ran(t), "update\ndelete\n")
}

// Issues 104 and 553 of pulumi-command: destroy stops here.
func TestDeleteOnAServerThatIsGoneFails(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.create(server.inputs())
	address := server.listener.Addr().String()
	_ = server.listener.Close()
	expectEqual(t, "error", messageOf(engine.delete(state)),
		"after 0 failed attempts: dial tcp "+address+": connect: connection refused")
}

func TestFailedCommandIsQuotedWithItsOutput(t *testing.T) {
	server := (&server{}).start(t)
	inputs := with(server.inputs(), properties{"create": `echo "why"; exit 3`})
	_, err := newEngine(t, remoteCommand).tryCreate(inputs)
	expectEqual(t, "error", messageOf(err),
		"Process exited with status 3: running \"echo \\\"why\\\"; exit 3\":\nwhy\n")
}

func TestFailedUpdateReturnsNoState(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state, err := engine.tryUpdate(engine.create(server.inputs()),
		with(server.inputs(), properties{"update": "exit 4"}))
	expectEqual(t, "error", messageOf(err), "Process exited with status 4: running \"exit 4\":\n")
	expectEqual(t, "properties for a new state", state.Len(), 0)
}

// A refresh does not see what became of the server: the state stays, nothing is dialled.
func TestReadGivesBackTheStateWithoutConnecting(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.create(server.inputs())
	expectEqual(t, "outputs", printed(engine.read(state)), "created|")
	expectEqual(t, "connections", server.connections.Load(), int64(1))
}

func TestConnectionsStayOpenUntilThePluginEnds(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	engine.update(engine.create(server.inputs()), with(server.inputs(), properties{"stdin": "changed"}))
	expectEqual(t, "open connections", server.open.Load(), int64(2))
}

func TestSecretsAreTheConnectionAsAWholeAndWhatIsSecretInIt(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	inputs := with(server.inputs(), properties{"connection": with(server.connection(), properties{
		"privateKeyPassword": "a", "password": "b", "proxy": properties{"host": "h", "password": "c"},
	})})
	checked := engine.check(inputs)
	connection := checked.Get("connection")
	secret := func(values property.Map, name string) bool { return values.Get(name).Secret() }
	expectEqual(t, "connection", connection.Secret(), true)
	expectEqual(t, "password", secret(connection.AsMap(), "password"), true)
	expectEqual(t, "privateKeyPassword", secret(connection.AsMap(), "privateKeyPassword"), true)
	expectEqual(t, "host", secret(connection.AsMap(), "host"), false)
	expectEqual(t, "password of the bastion",
		secret(connection.AsMap().Get("proxy").AsMap(), "password"), true)

	state := engine.create(server.inputs())
	expectEqual(t, "connection in the state", secret(state, "connection"), true)
	// A secret stdin does not make them secret either: additionalSecretOutputs does.
	expectEqual(t, "stdout in the state", secret(state, "stdout"), false)
}

func TestCancellationEndsTheAttempts(t *testing.T) {
	server := (&server{refusals: 1_000_000}).start(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	inputs := with(server.inputs(), properties{
		"connection": with(server.connection(), properties{"dialErrorLimit": -1.0}),
	})
	_, err := newEngineIn(ctx, t, remoteCommand).tryCreate(inputs)
	expectEqual(t, "error", messageOf(err), "context canceled")
}
