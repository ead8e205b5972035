// Package remote runs commands on other machines, over SSH.
package remote

import (
	"context"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"linkerd-multicluster/sandbox/toolchain/command/lifecycle"
)

// Command is the resource command:remote:Command. It has no Read: a refresh does not see what became
// of the other machine.
type Command struct{}

// CommandInputs are the inputs of a Command.
type CommandInputs struct {
	lifecycle.Scripts
	Connection             Connection         `pulumi:"connection" provider:"secret"`
	Stdin                  *string            `pulumi:"stdin,optional"`
	Logging                *lifecycle.Logging `pulumi:"logging,optional"`
	Environment            map[string]string  `pulumi:"environment,optional"`
	AddPreviousOutputInEnv *bool              `pulumi:"addPreviousOutputInEnv,optional"`
}

// CommandState is what the engine keeps of a Command, the keys of its connection included.
type CommandState struct {
	CommandInputs
	lifecycle.Output
}

// Create runs `create`.
func (*Command) Create(
	ctx context.Context, request infer.CreateRequest[CommandInputs],
) (infer.CreateResponse[CommandState], error) {
	state := CommandState{CommandInputs: request.Inputs}
	id, err := resource.NewUniqueHex(request.Name, 8, 0)
	if err == nil && !request.DryRun {
		err = state.run(ctx, request.Inputs.Create)
	}
	return infer.CreateResponse[CommandState]{ID: id, Output: state}, err
}

// Update runs `update`, or `create` where there is none, over the new connection.
func (*Command) Update(
	ctx context.Context, request infer.UpdateRequest[CommandInputs, CommandState],
) (infer.UpdateResponse[CommandState], error) {
	state := CommandState{CommandInputs: request.Inputs, Output: request.State.Output}
	var err error
	if !request.DryRun {
		err = state.run(ctx, request.Inputs.OnUpdate())
	}
	return infer.UpdateResponse[CommandState]{Output: state}, err
}

// Delete runs `delete` as it stands in the state, over the connection that stands there.
func (*Command) Delete(
	ctx context.Context, request infer.DeleteRequest[CommandState],
) (infer.DeleteResponse, error) {
	return infer.DeleteResponse{}, request.State.run(ctx, request.State.Delete)
}
