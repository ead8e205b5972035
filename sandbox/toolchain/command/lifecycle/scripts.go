// Package lifecycle is what local and remote commands have in common: the scripts of a resource's
// life, what they print, and how much of that is shown.
package lifecycle

// Scripts are the commands of a resource's life. Each may be missing.
type Scripts struct {
	Create *string `pulumi:"create,optional"`
	Update *string `pulumi:"update,optional"`
	Delete *string `pulumi:"delete,optional"`
	// Triggers are values of any type; a change replaces the resource. The plugin itself says so only
	// of the whole list, the SDK adds "triggers[*]".
	Triggers *[]any `pulumi:"triggers,optional" provider:"replaceOnChanges"`
}

// OnUpdate is what runs when an input has changed: `create` once more where there is no `update`.
func (scripts Scripts) OnUpdate() *string {
	if scripts.Update != nil {
		return scripts.Update
	}
	return scripts.Create
}
