// Command image-builder makes the docker archives that the sandbox's nodes import: from files, by
// pulling, or by listing those that the operator gave. It reads requests as arguments or as JSON on
// standard input, and answers in JSON on standard output.
//
//	image-builder build FOLDER      < [spec, …]   → [{name, archive, built}, …]
//	image-builder list ARCHIVE…                   → [{archive, names, error}, …]
//	image-builder pull FOLDER WAIT ARCH NAME…     → [{name, archive, error}, …]
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

func main() {
	answer, err := run(os.Args[1:], os.Stdin)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(answer)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "image-builder: %s\n", err)
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: build FOLDER | list ARCHIVE… | pull FOLDER WAIT ARCH NAME…")

func run(arguments []string, input io.Reader) (any, error) {
	if len(arguments) == 0 {
		return nil, errUsage
	}
	verb, rest := arguments[0], arguments[1:]
	switch {
	case verb == "build" && len(rest) == 1:
		var specs []spec
		decoder := json.NewDecoder(input)
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&specs); err != nil {
			return nil, fmt.Errorf("specs on standard input: %w", err)
		}
		return buildAll(rest[0], specs)
	case verb == "list":
		return listAll(rest), nil
	case verb == "pull" && len(rest) >= 3:
		wait, err := time.ParseDuration(rest[1])
		if err != nil {
			return nil, fmt.Errorf("WAIT: %w", err)
		}
		return pullAll(context.Background(), rest[0], wait, rest[2], rest[3:])
	default:
		return nil, errUsage
	}
}
