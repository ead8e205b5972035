package lifecycle

import "github.com/pulumi/pulumi-go-provider/infer"

// Logging says what a running command shows in the progress display; the outputs are kept either way.
type Logging string

const (
	stdoutOnly      Logging = "stdout"
	stderrOnly      Logging = "stderr"
	stdoutAndStderr Logging = "stdoutAndStderr"
	none            Logging = "none"
)

// Values are those that the SDK knows.
func (Logging) Values() []infer.EnumValue[Logging] {
	return []infer.EnumValue[Logging]{
		{Name: "stdout", Value: stdoutOnly},
		{Name: "stderr", Value: stderrOnly},
		{Name: "stdoutAndStderr", Value: stdoutAndStderr},
		{Name: "none", Value: none},
	}
}

func (logging *Logging) shows(stream Logging) bool {
	return logging == nil || *logging == stream || *logging == stdoutAndStderr
}
