package main

import "testing"

// What a remote command is given of the previous one, and what it shows.

func TestEnvironmentNeedsAcceptEnv(t *testing.T) {
	inputsOf := func(server *server) properties {
		return with(server.inputs(), properties{
			"create":      "echo $GREETING",
			"environment": properties{"GREETING": "hello"},
		})
	}
	accepting := (&server{acceptEnv: []string{"GREETING"}}).start(t)
	state := newEngine(t, remoteCommand).create(inputsOf(accepting))
	expectEqual(t, "outputs", printed(state), "hello|")

	shown := collectMessages(t)
	_, err := newEngine(t, remoteCommand).tryCreate(inputsOf((&server{}).start(t)))
	expectEqual(t, "error", messageOf(err), `environment variable "GREETING" refused: ssh: setenv failed`)
	expectEqual(t, "messages", shown.texts,
		[]string{"ERROR The SSH server does not accept the variable GREETING (AcceptEnv)."})
}

func TestPreviousOutputIsOfferedToTheNextCommand(t *testing.T) {
	server := (&server{acceptEnv: []string{"PULUMI_COMMAND_STDOUT", "PULUMI_COMMAND_STDERR"}}).start(t)
	engine := newEngine(t, remoteCommand)
	inputs := with(server.inputs(), properties{
		"create": "echo one; echo two >&2",
		"update": "echo [$PULUMI_COMMAND_STDOUT] [$PULUMI_COMMAND_STDERR]",
	})
	created := engine.create(inputs)
	changed := with(inputs, properties{"stdin": "changed"})
	expectEqual(t, "outputs", printed(engine.update(created, changed)), "[one] [two]|")
	silent := with(changed, properties{"addPreviousOutputInEnv": false})
	expectEqual(t, "outputs when switched off", printed(engine.update(created, silent)), "[] []|")
}

func TestRefusedPreviousOutputIsOnlyAWarning(t *testing.T) {
	server := (&server{}).start(t)
	engine := newEngine(t, remoteCommand)
	state := engine.create(server.inputs())
	shown := collectMessages(t)
	changed := with(server.inputs(), properties{"stdin": "changed"})
	engine.update(state, changed)
	expectEqual(t, "messages", shown.texts,
		[]string{"WARN The SSH server does not accept the variable PULUMI_COMMAND_STDOUT (AcceptEnv)."})

	silenced := collectMessages(t)
	engine.update(state, with(changed, properties{"addPreviousOutputInEnv": false}))
	expectEqual(t, "messages when switched off", silenced.texts, []string(nil))
}

func TestLoggingChoosesWhatIsShown(t *testing.T) {
	server := (&server{}).start(t)
	for logging, want := range map[string][]string{
		"":                {"INFO out", "INFO fault"},
		"stdoutAndStderr": {"INFO out", "INFO fault"},
		"stdout":          {"INFO out"},
		"stderr":          {"INFO fault"},
		"none":            nil,
	} {
		// The pause keeps the order of the two streams, which SSH does not promise.
		inputs := with(server.inputs(), properties{
			"create": "echo out; sleep 0.1; echo fault >&2", "logging": logging,
		})
		if logging == "" {
			delete(inputs, "logging")
		}
		shown := collectMessages(t)
		state := newEngine(t, remoteCommand).create(inputs)
		expectEqual(t, "messages with logging "+logging, shown.texts, want)
		expectEqual(t, "outputs with logging "+logging, printed(state), "out|fault")
	}
}

func TestLastLineIsShownEvenWithoutANewline(t *testing.T) {
	server := (&server{}).start(t)
	shown := collectMessages(t)
	state := newEngine(t, remoteCommand).create(with(server.inputs(), properties{
		"create": "echo first; printf last", "logging": "stdout",
	}))
	expectEqual(t, "messages", shown.texts, []string{"INFO first", "INFO last"})
	expectEqual(t, "outputs", printed(state), "first\nlast|")
}
