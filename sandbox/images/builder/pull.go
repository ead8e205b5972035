package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

// pullTimeout bounds the download of images that a registry has offered.
const pullTimeout = 10 * time.Minute

type pullAnswer struct {
	Name    string `json:"name"`
	Archive string `json:"archive,omitempty"`
	Error   string `json:"error,omitempty"`
}

// pullAll asks for all images at once and drops every registry that has not described its image
// within the wait: a machine without internet loses that time once, not once per image.
func pullAll(ctx context.Context, folder string, wait time.Duration, architecture string, names []string) ([]pullAnswer, error) {
	answers := make([]pullAnswer, len(names))
	var all sync.WaitGroup
	for index, reference := range names {
		all.Go(func() {
			archive, err := pull(ctx, folder, wait, architecture, reference)
			answers[index] = pullAnswer{Name: reference, Archive: archive}
			if err != nil {
				answers[index] = pullAnswer{Name: reference, Error: err.Error()}
			}
		})
	}
	all.Wait()
	return answers, nil
}

func pull(ctx context.Context, folder string, wait time.Duration, architecture, reference string) (string, error) {
	tag, err := name.NewTag(reference, name.StrictValidation)
	if err != nil {
		return "", err
	}
	archive := filepath.Join(folder, fileName(reference)+"-"+architecture+".tar")
	if _, err := os.Stat(archive); !errors.Is(err, fs.ErrNotExist) {
		return archive, err
	}
	ctx, cancel := context.WithTimeout(ctx, pullTimeout)
	defer cancel()
	image, err := describe(ctx, wait, architecture, tag)
	if err != nil {
		return "", err
	}
	return archive, write(archive, tag, image)
}

// describe fetches the manifest and the configuration of an image, within the wait.
func describe(ctx context.Context, wait time.Duration, architecture string, tag name.Tag) (v1.Image, error) {
	slow := fmt.Errorf("no answer within %s", wait)
	ctx, cancel := context.WithCancelCause(ctx)
	timer := time.AfterFunc(wait, func() { cancel(slow) })
	image, err := remote.Image(tag, remote.WithContext(ctx),
		remote.WithPlatform(v1.Platform{OS: "linux", Architecture: architecture}))
	if err == nil {
		_, err = image.RawConfigFile()
	}
	timer.Stop()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return nil, cause
	}
	return image, err
}
