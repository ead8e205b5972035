package local

import (
	"context"
	"os"
	"os/exec"
	"slices"
	"strings"

	"linkerd-multicluster/sandbox/toolchain/command/lifecycle"
)

var shell = []string{"/bin/sh", "-c"}

// run runs a command, if there is one, and keeps what it printed in the state.
func (state *CommandState) run(ctx context.Context, command *string) error {
	if command == nil {
		return nil
	}
	interpreter := state.Interpreter
	if len(interpreter) == 0 {
		interpreter = shell
	}
	recorder := lifecycle.NewRecorder(ctx, state.Logging)
	process := exec.CommandContext(ctx, interpreter[0], slices.Concat(interpreter[1:], []string{*command})...)
	process.Stdout, process.Stderr = recorder.Stdout, recorder.Stderr
	process.Env = os.Environ()
	for name, value := range state.Environment {
		process.Env = append(process.Env, name+"="+value)
	}
	for _, previous := range state.Variables(state.AddPreviousOutputInEnv) {
		process.Env = append(process.Env, previous.Name+"="+previous.Value)
	}
	if state.Dir != nil {
		process.Dir = *state.Dir
	}
	if state.Stdin != nil {
		process.Stdin = strings.NewReader(*state.Stdin)
	}
	output, err := recorder.Finish(*command, process.Run())
	if err != nil {
		return err
	}
	state.Output = output
	return nil
}
