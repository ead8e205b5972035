package main

import (
	"archive/tar"
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"slices"
)

// layer writes the one layer of an image: entries sorted by path, owned by root, dated 1970, so that
// the same files give the same bytes.
func (e entries) layer() ([]byte, error) {
	var result bytes.Buffer
	writer := tar.NewWriter(&result)
	for _, name := range slices.Sorted(maps.Keys(e.headers)) {
		header := e.headers[name]
		var content []byte
		if source, ok := e.sources[name]; ok {
			var err error
			if content, err = os.ReadFile(source); err != nil {
				return nil, err
			}
			header.Size = int64(len(content))
		}
		if err := writer.WriteHeader(&header); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if _, err := writer.Write(content); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	err := writer.Close()
	return result.Bytes(), err
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
