package main

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"roster.example/roster"
)

// columnsOf returns how the columns of an upload were understood, with a
// glance at what they hold.
func columnsOf(ctx context.Context, up *roster.Upload, maps []roster.Mapping) ([]checkedColumn, error) {
	const most = 3
	columns := make([]checkedColumn, len(up.Source.Columns))
	for i, c := range up.Source.Columns {
		columns[i] = checkedColumn{Header: c.Header, Field: c.Field, How: how(i, c, maps), Samples: []string{}}
	}
	for rec, err := range up.Records() {
		if err != nil {
			return nil, err
		}
		for i, cell := range rec.Cells {
			if i == len(columns) {
				break
			}
			c := &columns[i]
			value := strings.TrimSpace(roster.Unguard(cell))
			if value == "" {
				continue
			}
			c.Filled++
			if len(c.Samples) < most && !slices.Contains(c.Samples, value) {
				c.Samples = append(c.Samples, value)
			}
		}
	}
	return columns, ctx.Err()
}

// how says how a column was recognised.
func how(i int, c roster.Column, maps []roster.Mapping) string {
	for _, m := range maps {
		if m.Header == c.Header || m.Header == strconv.Itoa(i+1) {
			return "--map"
		}
	}
	switch {
	case c.Field == nil:
		return "ignored"
	case *c.Field == c.Header:
		return "canonical"
	}
	return "alias"
}
