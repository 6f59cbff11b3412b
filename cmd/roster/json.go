package main

import (
	"encoding/json"
	"io"
)

// writeJSON writes a value as programs and people can read it.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
