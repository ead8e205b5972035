package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/static"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

type buildAnswer struct {
	Name    string `json:"name"`
	Archive string `json:"archive"`
	Built   bool   `json:"built"` // false: the folder held it already
}

func buildAll(folder string, specs []spec) ([]buildAnswer, error) {
	answers := make([]buildAnswer, 0, len(specs))
	for _, item := range specs {
		archive, built, err := build(folder, item)
		if err != nil {
			return nil, fmt.Errorf("image %s: %w", item.Name, err)
		}
		answers = append(answers, buildAnswer{item.Name, archive, built})
	}
	return answers, nil
}

// build writes the archive of a spec unless the folder holds it already; the file's name carries the
// digest of the spec and of everything in the image.
func build(folder string, item spec) (string, bool, error) {
	tag, err := name.NewTag(item.Name, name.StrictValidation)
	if err != nil {
		return "", false, err
	}
	held, err := item.entries()
	if err != nil {
		return "", false, err
	}
	key, err := digest(item, held)
	if err != nil {
		return "", false, err
	}
	archive := filepath.Join(folder, fileName(item.Name)+"-"+key+".tar")
	if _, err := os.Stat(archive); !errors.Is(err, fs.ErrNotExist) {
		return archive, false, err
	}
	var layer bytes.Buffer
	if err := held.write(&layer); err != nil {
		return "", false, err
	}
	image, err := assemble(item, layer.Bytes())
	if err != nil {
		return "", false, err
	}
	return archive, true, write(archive, tag, image)
}

// digest leaves out where the files are: the same ones in another folder give the same image.
func digest(item spec, held entries) (string, error) {
	item.Files = nil
	result := sha256.New()
	if err := json.NewEncoder(result).Encode(item); err != nil {
		return "", err
	}
	if err := held.write(result); err != nil {
		return "", err
	}
	return hex.EncodeToString(result.Sum(nil))[:16], nil
}

func assemble(item spec, content []byte) (v1.Image, error) {
	// Uncompressed: the archive is read on the machine that wrote it, once per node.
	image, err := mutate.AppendLayers(empty.Image, static.NewLayer(content, types.DockerUncompressedLayer))
	if err != nil {
		return nil, err
	}
	config, err := image.ConfigFile()
	if err != nil {
		return nil, err
	}
	config = config.DeepCopy()
	config.Architecture = item.Architecture
	config.OS = "linux"
	config.Created = v1.Time{Time: time.Unix(0, 0).UTC()}
	config.Config = v1.Config{Entrypoint: item.Entrypoint, Env: item.Environment, User: item.User}
	return mutate.ConfigFile(image, config)
}

// write puts the archive in place only when it is complete: a later run trusts what it finds.
func write(archive string, tag name.Tag, image v1.Image) error {
	if err := os.MkdirAll(filepath.Dir(archive), 0o755); err != nil {
		return err
	}
	partial, err := os.CreateTemp(filepath.Dir(archive), ".partial-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(partial.Name()) }()
	err = tarball.Write(tag, image, partial)
	if err = errors.Join(err, partial.Close()); err != nil {
		return err
	}
	return os.Rename(partial.Name(), archive)
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9.]+`)

func fileName(reference string) string { return unsafe.ReplaceAllString(reference, "-") }
