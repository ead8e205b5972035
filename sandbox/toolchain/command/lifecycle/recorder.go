package lifecycle

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
)

// Recorder keeps what a command prints and shows it line by line while it runs.
type Recorder struct {
	Stdout io.Writer
	Stderr io.Writer

	stdout, stderr *stream
	mixed          bytes.Buffer
	lock           sync.Mutex // A command writes to both streams at once.
}

// NewRecorder is for one run of one command.
func NewRecorder(ctx context.Context, logging *Logging) *Recorder {
	recorder := &Recorder{}
	logger := p.GetLogger(ctx)
	recorder.stdout = &stream{recorder: recorder, isShown: logging.shows(stdoutOnly), logger: logger}
	recorder.stderr = &stream{recorder: recorder, isShown: logging.shows(stderrOnly), logger: logger}
	recorder.Stdout, recorder.Stderr = recorder.stdout, recorder.stderr
	return recorder
}

// Finish is the outcome of the command. The error of a failed one quotes the command and everything
// that it printed, both streams in the order in which they came.
func (recorder *Recorder) Finish(command string, failure error) (Output, error) {
	recorder.stdout.showRest()
	recorder.stderr.showRest()
	if failure != nil {
		return Output{}, fmt.Errorf("%w: running %q:\n%s", failure, command, recorder.mixed.String())
	}
	return Output{Stdout: recorder.stdout.kept(), Stderr: recorder.stderr.kept()}, nil
}

type stream struct {
	recorder *Recorder
	logger   p.Logger
	isShown  bool
	text     bytes.Buffer
	shown    int // Bytes of text.
}

func (stream *stream) Write(chunk []byte) (int, error) {
	stream.recorder.lock.Lock()
	defer stream.recorder.lock.Unlock()
	stream.recorder.mixed.Write(chunk)
	stream.text.Write(chunk)
	for {
		line, _, isComplete := strings.Cut(stream.unshown(), "\n")
		if !isComplete {
			return len(chunk), nil
		}
		stream.show(line)
		stream.shown += len(line) + 1
	}
}

func (stream *stream) showRest() {
	if rest := stream.unshown(); rest != "" {
		stream.show(rest)
	}
}

func (stream *stream) show(line string) {
	if stream.isShown {
		stream.logger.InfoStatus(line)
	}
}

func (stream *stream) unshown() string {
	return string(stream.text.Bytes()[stream.shown:])
}

func (stream *stream) kept() string {
	return strings.TrimSuffix(stream.text.String(), "\n")
}
