package main

import (
	"bufio"
	"compress/gzip"
	"errors"
	"io"
	"os"

	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

type listAnswer struct {
	Archive string   `json:"archive"`
	Names   []string `json:"names"`
	Error   string   `json:"error,omitempty"`
}

// listAll reads the image references that archives carry. One that cannot be read is reported, not
// fatal: an operator's folder may hold other files.
func listAll(archives []string) []listAnswer {
	answers := make([]listAnswer, 0, len(archives))
	for _, archive := range archives {
		answer := listAnswer{Archive: archive, Names: []string{}}
		manifest, err := tarball.LoadManifest(func() (io.ReadCloser, error) { return open(archive) })
		if err != nil {
			answer.Error = err.Error()
		}
		for _, image := range manifest {
			answer.Names = append(answer.Names, image.RepoTags...)
		}
		answers = append(answers, answer)
	}
	return answers
}

// open also reads gzip, which `docker save NAME | gzip` makes and containerd imports.
func open(path string) (io.ReadCloser, error) {
	source, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	buffered := bufio.NewReader(source)
	head, err := buffered.Peek(2)
	if err != nil && !errors.Is(err, io.EOF) {
		_ = source.Close()
		return nil, err
	}
	if len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			_ = source.Close()
			return nil, err
		}
		return archiveReader{unpacked, source}, nil
	}
	return archiveReader{buffered, source}, nil
}

type archiveReader struct {
	io.Reader
	io.Closer
}
