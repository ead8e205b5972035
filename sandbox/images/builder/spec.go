package main

import (
	"encoding/json"
	"fmt"
	"strconv"
)

// spec says what an image holds. Its JSON is written by sandbox/images/spec.ts.
type spec struct {
	Name         string   `json:"name"` // full reference, with the tag
	Architecture string   `json:"architecture"`
	Entrypoint   []string `json:"entrypoint"`
	Environment  []string `json:"environment,omitempty"` // NAME=value
	User         string   `json:"user,omitempty"`
	Files        []file   `json:"files"`
	Links        []link   `json:"links,omitempty"`
	Folders      []folder `json:"folders,omitempty"`
}

type file struct {
	Source string `json:"source"` // on this machine; a folder stands for the files in it
	Path   string `json:"path"`   // in the image
	Mode   mode   `json:"mode"`
	// Capabilities are permitted, effective and inheritable on the file, as `setcap …+eip` writes them.
	Capabilities []string `json:"capabilities,omitempty"`
	// Libraries adds what a dynamically linked program of this machine needs to start.
	Libraries bool `json:"libraries,omitempty"`
	// Optional files are left out when this machine does not have them.
	Optional bool `json:"optional,omitempty"`
}

type link struct {
	Path   string `json:"path"`
	Target string `json:"target"`
}

type folder struct {
	Path string `json:"path"`
	Mode mode   `json:"mode"`
}

// mode is written in JSON as an octal string, as chmod takes it.
type mode int64

func (m *mode) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	value, err := strconv.ParseInt(text, 8, 32)
	if err != nil {
		return fmt.Errorf("mode %q: write octal digits, for example \"0755\"", text)
	}
	*m = mode(value)
	return nil
}

func (m mode) MarshalJSON() ([]byte, error) {
	return json.Marshal(strconv.FormatInt(int64(m), 8))
}
