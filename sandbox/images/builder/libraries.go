package main

import (
	"debug/elf"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// libraries returns the shared libraries and the loader that a program or plug-in of this machine
// needs, at the paths where its loader looks for them. A static program needs none.
func libraries(program string) ([]string, error) {
	var found []string
	queue := []string{program}
	for len(queue) > 0 {
		next := queue[0]
		queue = queue[1:]
		needed, folders, err := needs(next)
		if err != nil {
			return nil, err
		}
		for _, name := range needed {
			library, err := locate(name, folders)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", next, err)
			}
			if !slices.Contains(found, library) {
				found = append(found, library)
				queue = append(queue, library)
			}
		}
	}
	return found, nil
}

// needs reads the names of the libraries and of the loader from an ELF file, with the folders in
// which Debian, Fedora and Alpine keep those of its machine type.
func needs(path string) ([]string, []string, error) {
	program, err := elf.Open(path)
	var notELF *elf.FormatError
	if errors.As(err, &notELF) || errors.Is(err, io.EOF) {
		return nil, nil, nil // a script or a data file
	}
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = program.Close() }()
	needed, err := program.ImportedLibraries()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	for _, header := range program.Progs {
		if header.Type == elf.PT_INTERP {
			text := make([]byte, header.Filesz)
			if _, err := header.ReadAt(text, 0); err != nil {
				return nil, nil, fmt.Errorf("%s: %w", path, err)
			}
			needed = append(needed, strings.TrimRight(string(text), "\x00"))
		}
	}
	triplets := map[elf.Machine]string{
		elf.EM_X86_64:  "x86_64-linux-gnu",
		elf.EM_AARCH64: "aarch64-linux-gnu",
	}
	triplet := triplets[program.Machine]
	return needed, []string{
		"/lib/" + triplet, "/usr/lib/" + triplet, "/lib64", "/usr/lib64", "/lib", "/usr/lib",
	}, nil
}

func locate(name string, folders []string) (string, error) {
	if filepath.IsAbs(name) {
		return name, nil
	}
	for _, folder := range folders {
		candidate := filepath.Join(folder, name)
		if _, err := os.Stat(candidate); err == nil {
			return candidate, nil
		}
	}
	return "", fmt.Errorf("needs %s, which is in none of %s", name, strings.Join(folders, ", "))
}
