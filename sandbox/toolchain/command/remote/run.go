package remote

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"golang.org/x/crypto/ssh"

	"linkerd-multicluster/sandbox/toolchain/command/lifecycle"
)

// run runs a command, if there is one, and keeps what it printed in the state. Without a command it
// connects to nothing.
//
// The connection stays open until the plugin ends, as with the official one: each command of a run
// holds one at its node and one at the bastion.
func (state *CommandState) run(ctx context.Context, command *string) error {
	if command == nil {
		return nil
	}
	client, err := state.Connection.dial(ctx)
	if err != nil {
		return err
	}
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	defer func() { _ = session.Close() }()
	if err := state.setVariables(ctx, session); err != nil {
		return err
	}
	recorder := lifecycle.NewRecorder(ctx, state.Logging)
	session.Stdout, session.Stderr = recorder.Stdout, recorder.Stderr
	if state.Stdin != nil {
		session.Stdin = strings.NewReader(*state.Stdin)
	}
	output, err := recorder.Finish(*command, session.Run(*command))
	if err != nil {
		return err
	}
	state.Output = output
	return nil
}

// setVariables sets what `environment` names, and the previous output where the server takes it. A
// server takes the names in its AcceptEnv, which by default are none of these.
func (state *CommandState) setVariables(ctx context.Context, session *ssh.Session) error {
	logger := p.GetLogger(ctx)
	for _, name := range slices.Sorted(maps.Keys(state.Environment)) {
		if err := session.Setenv(name, state.Environment[name]); err != nil {
			logger.Error(refusal(name))
			return fmt.Errorf("environment variable %q refused: %w", name, err)
		}
	}
	for _, previous := range state.Variables(state.AddPreviousOutputInEnv) {
		if err := session.Setenv(previous.Name, previous.Value); err != nil {
			logger.Warning(refusal(previous.Name))
		}
	}
	return nil
}

func refusal(name string) string {
	return fmt.Sprintf("The SSH server does not accept the variable %s (AcceptEnv).", name)
}
