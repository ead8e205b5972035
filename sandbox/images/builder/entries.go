package main

import (
	"archive/tar"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// entries is what an image holds: headers by name, and where the contents of regular files are.
type entries struct {
	headers map[string]tar.Header
	sources map[string]string
}

// entries collects the files, links and folders of a spec, and the folders above them.
func (s spec) entries() (entries, error) {
	result := entries{headers: map[string]tar.Header{}, sources: map[string]string{}}
	for _, item := range s.Files {
		if err := result.addFiles(item); err != nil {
			return result, err
		}
	}
	for _, item := range s.Links {
		name := inImage(item.Path)
		result.headers[name] = tar.Header{
			Typeflag: tar.TypeSymlink, Name: name, Linkname: item.Target, Mode: 0o777,
		}
	}
	for _, item := range s.Folders {
		result.addFolder(inImage(item.Path), item.Mode)
	}
	for _, name := range slices.Collect(maps.Keys(result.headers)) {
		parent := path.Dir(strings.TrimSuffix(name, "/"))
		for ; parent != "."; parent = path.Dir(parent) {
			if _, ok := result.headers[parent+"/"]; !ok {
				result.addFolder(parent, 0o755)
			}
		}
	}
	return result, nil
}

// inImage is how a tar archive names an absolute path.
func inImage(absolute string) string { return strings.TrimPrefix(path.Clean(absolute), "/") }

func (e entries) addFolder(name string, mode mode) {
	e.headers[name+"/"] = tar.Header{Typeflag: tar.TypeDir, Name: name + "/", Mode: int64(mode)}
}

func (e entries) addFiles(item file) error {
	info, err := os.Stat(item.Source)
	if err != nil {
		if item.Optional {
			return nil
		}
		return err
	}
	if !info.IsDir() {
		return e.addFile(item, item.Source, item.Path)
	}
	return filepath.WalkDir(item.Source, func(source string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(item.Source, source)
		if err != nil {
			return err
		}
		return e.addFile(item, source, path.Join(item.Path, filepath.ToSlash(relative)))
	})
}

func (e entries) addFile(item file, source, target string) error {
	name := inImage(target)
	header := tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: int64(item.Mode)}
	if len(item.Capabilities) > 0 {
		value, err := capabilities(item.Capabilities)
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		header.PAXRecords = map[string]string{"SCHILY.xattr.security.capability": value}
	}
	e.headers[name] = header
	e.sources[name] = source
	if !item.Libraries {
		return nil
	}
	found, err := libraries(source)
	for _, library := range found {
		name := inImage(library)
		e.headers[name] = tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: 0o755}
		e.sources[name] = library
	}
	return err
}
