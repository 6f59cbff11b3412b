package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"roster.example/roster"
)

func (a *app) fieldsCmd() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "fields",
		Short: "List the fields of a person and the headers they are read from",
		Long: `Fields lists what a roster knows about a person: the canonical headers, which
are those of export, and the other headers that import takes for them. Any other
column is kept with --map "Header=custom.name".`,
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error {
			if err := oneOf(&format, "format", format, "text", "json"); err != nil {
				return err
			}
			if format == "json" {
				return writeJSON(a.ui.out, fieldList())
			}
			return writeFields(a.ui.out, a.ui.columns())
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the list: text or json")
	return cmd
}

// fieldFacts is what programs are told about a field.
type fieldFacts struct {
	Field     string   `json:"field"`
	Kind      string   `json:"kind"`
	Required  bool     `json:"required"`
	Unique    bool     `json:"unique"`
	Clearable bool     `json:"clearable"`
	About     string   `json:"about"`
	Headers   []string `json:"headers"`
}

func fieldList() []fieldFacts {
	var list []fieldFacts
	for _, f := range roster.Fields {
		list = append(list, fieldFacts{
			Field: f.Name, Kind: string(f.Kind), Required: f.Required, Unique: f.Unique, Clearable: f.Clearable,
			About: f.About, Headers: append([]string{}, f.Aliases...),
		})
	}
	return list
}

// writeFields writes the fields as a page to read.
func writeFields(w io.Writer, width int) error {
	const indent = "  "
	b := bufio.NewWriter(w)
	for i, f := range roster.Fields {
		if i > 0 {
			b.WriteByte('\n')
		}
		title := f.Name
		for _, mark := range []struct {
			is   bool
			word string
		}{{f.Required, "required"}, {f.Unique, "unique"}} {
			if mark.is {
				title += ", " + mark.word
			}
		}
		fmt.Fprintln(b, title)
		for _, line := range wrap(strings.Fields(f.About), width-len(indent)) {
			fmt.Fprintln(b, indent+line)
		}
		if len(f.Aliases) == 0 {
			continue
		}
		headers := strings.Split(strings.Join(f.Aliases, ",\x00"), "\x00") // A header is not broken between its words.
		for _, line := range wrap(append([]string{"headers:"}, headers...), width-len(indent)) {
			fmt.Fprintln(b, indent+line)
		}
	}
	return b.Flush()
}
