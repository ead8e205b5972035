package lifecycle

// Output is what the last command of a resource printed, without the last newline of each.
type Output struct {
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// Variable is an environment variable.
type Variable struct {
	Name  string
	Value string
}

// Variables hands the output to the next command of the resource, unless that is switched off. What
// is empty is not set at all.
func (output Output) Variables(enabled *bool) []Variable {
	if enabled != nil && !*enabled {
		return nil
	}
	var variables []Variable
	for _, variable := range []Variable{
		{"PULUMI_COMMAND_STDOUT", output.Stdout},
		{"PULUMI_COMMAND_STDERR", output.Stderr},
	} {
		if variable.Value != "" {
			variables = append(variables, variable)
		}
	}
	return variables
}
