package main

import (
	"archive/tar"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
)

// write writes the one layer of an image: entries sorted by path, owned by root, dated 1970, so that
// the same files give the same bytes.
func (e entries) write(target io.Writer) error {
	writer := tar.NewWriter(target)
	for _, name := range slices.Sorted(maps.Keys(e.headers)) {
		if err := e.writeEntry(writer, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return writer.Close()
}

func (e entries) writeEntry(writer *tar.Writer, name string) error {
	header := e.headers[name]
	source, regular := e.sources[name]
	if !regular {
		return writer.WriteHeader(&header)
	}
	content, err := os.Open(source)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }()
	info, err := content.Stat()
	if err != nil {
		return err
	}
	header.Size = info.Size()
	if err := writer.WriteHeader(&header); err != nil {
		return err
	}
	_, err = io.Copy(writer, content)
	return err
}

// capabilityBits are those that images here carry; the numbers are the kernel's (capability.h).
var capabilityBits = map[string]uint{"net_bind_service": 10, "net_admin": 12, "net_raw": 13}

// capabilities renders the extended attribute security.capability, revision 2, with the bits in the
// permitted, effective and inheritable sets.
func capabilities(names []string) (string, error) {
	var bits uint32
	for _, name := range names {
		bit, ok := capabilityBits[name]
		if !ok {
			return "", fmt.Errorf("capability %q is not in the table", name)
		}
		bits |= 1 << bit
	}
	const revision2, effective = 0x02000000, 1
	var value []byte
	for _, word := range []uint32{revision2 | effective, bits, bits, 0, 0} {
		value = binary.LittleEndian.AppendUint32(value, word)
	}
	return string(value), nil
}
