package main

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/v1/tarball"
)

// example is a spec with one of everything, and its files in a folder of their own.
func example(t *testing.T, image string) spec {
	t.Helper()
	root := t.TempDir()
	for file, text := range map[string]string{"program": "#!", "plugins/a.so": "a", "plugins/b.so": "b"} {
		file = filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return spec{
		Name: image, Architecture: "amd64", Entrypoint: []string{"/bin/program"},
		Environment: []string{"A=b"}, User: "65534",
		Files: []file{
			{Source: filepath.Join(root, "program"), Path: "/bin/program", Mode: 0o755,
				Capabilities: []string{"net_admin", "net_raw"}, Libraries: true},
			{Source: filepath.Join(root, "plugins"), Path: "/usr/lib/plugins", Mode: 0o644},
			{Source: filepath.Join(root, "absent"), Path: "/etc/absent", Optional: true},
		},
		Links:   []link{{Path: "/bin/alias", Target: "program"}},
		Folders: []folder{{Path: "/run", Mode: 0o777}},
	}
}

func TestTheLayerHoldsWhatTheSpecSays(t *testing.T) {
	archive, built, err := build(t.TempDir(), example(t, "example.test/a:1"))
	if err != nil || !built {
		t.Fatal(built, err)
	}
	image, err := tarball.ImageFromPath(archive, nil)
	if err != nil {
		t.Fatal(err)
	}
	layers, err := image.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatal(len(layers), err)
	}
	content, err := layers[0].Uncompressed()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	reader := tar.NewReader(content)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		line := header.FileInfo().Mode().String() + " " + header.Name
		if header.Linkname != "" {
			line += " -> " + header.Linkname
		}
		if value, ok := header.PAXRecords["SCHILY.xattr.security.capability"]; ok {
			// What `setcap cap_net_raw,cap_net_admin+eip` writes.
			want := "\x01\x00\x00\x02\x00\x30\x00\x00\x00\x30\x00\x00" + strings.Repeat("\x00", 8)
			if value != want {
				t.Errorf("%s: capability attribute is %x", header.Name, value)
			}
			line += " +caps"
		}
		got = append(got, line)
	}
	want := []string{
		"drwxr-xr-x bin/",
		"Lrwxrwxrwx bin/alias -> program",
		"-rwxr-xr-x bin/program +caps",
		"drwxrwxrwx run/",
		"drwxr-xr-x usr/",
		"drwxr-xr-x usr/lib/",
		"drwxr-xr-x usr/lib/plugins/",
		"-rw-r--r-- usr/lib/plugins/a.so",
		"-rw-r--r-- usr/lib/plugins/b.so",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	config, err := image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	if config.Config.User != "65534" || config.Config.Entrypoint[0] != "/bin/program" || config.OS != "linux" {
		t.Errorf("config is %+v", config)
	}
}

func TestTheSameFilesGiveTheSameImage(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	// Two calls of example put the files into different folders.
	one, _, err := build(first, example(t, "example.test/a:1"))
	if err != nil {
		t.Fatal(err)
	}
	two, _, err := build(second, example(t, "example.test/a:1"))
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Base(one) != filepath.Base(two) || !slices.Equal(read(t, one), read(t, two)) {
		t.Errorf("%s and %s differ", one, two)
	}
	if _, built, err := build(first, example(t, "example.test/a:1")); err != nil || built {
		t.Errorf("built again: %v, %v", built, err)
	}
	changed := example(t, "example.test/a:1")
	changed.User = "0"
	if _, built, err := build(first, changed); err != nil || !built {
		t.Errorf("a changed spec was not built: %v, %v", built, err)
	}
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestListNamesWhatArchivesCarry(t *testing.T) {
	folder := t.TempDir()
	archive, _, err := build(folder, example(t, "example.test/a:1"))
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(folder, "notes.tar")
	if err := os.WriteFile(other, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	answers := listAll([]string{archive, other})
	if !slices.Equal(answers[0].Names, []string{"example.test/a:1"}) || answers[0].Error != "" {
		t.Errorf("got %+v", answers[0])
	}
	if len(answers[1].Names) != 0 || answers[1].Error == "" {
		t.Errorf("got %+v", answers[1])
	}
}
