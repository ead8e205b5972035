package main

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/registry"
	"github.com/google/go-containerregistry/pkg/v1/remote"
)

func TestPullTakesWhatARegistryHasAndDropsASilentOne(t *testing.T) {
	server := httptest.NewServer(registry.New())
	defer server.Close()
	reference := strings.TrimPrefix(server.URL, "http://") + "/a:1"
	item := example(t, reference)
	held, err := item.entries()
	if err != nil {
		t.Fatal(err)
	}
	var layer strings.Builder
	if err := held.write(&layer); err != nil {
		t.Fatal(err)
	}
	image, err := assemble(item, []byte(layer.String()))
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := name.ParseReference(reference)
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Write(parsed, image); err != nil {
		t.Fatal(err)
	}
	silent := httptest.NewUnstartedServer(nil) // accepts connections and never answers
	defer func() { _ = silent.Listener.Close() }()

	folder := t.TempDir()
	start := time.Now()
	answers, err := pullAll(context.Background(), folder, 300*time.Millisecond, "amd64",
		[]string{reference, silent.Listener.Addr().String() + "/b:1", silent.Listener.Addr().String() + "/c:1"})
	if err != nil {
		t.Fatal(err)
	}
	if elapsed := time.Since(start); elapsed > 2*time.Second {
		t.Errorf("took %s", elapsed)
	}
	if names := listAll([]string{answers[0].Archive})[0].Names; !slices.Equal(names, []string{reference}) {
		t.Errorf("the pulled archive carries %v (%s)", names, answers[0].Error)
	}
	for _, answer := range answers[1:] {
		if answer.Error != "no answer within 300ms" {
			t.Errorf("got %+v", answer)
		}
	}
}
