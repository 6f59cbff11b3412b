package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	_ "time/tzdata" // A container often has no zones of its own, and "today" is decided by one.

	"github.com/pelletier/go-toml/v2"

	"roster.example/reconcile"
	"roster.example/roster"
)

// configName is the file that is looked for beside the database.
const configName = "roster.toml"

// config is what roster.toml says. The zero value is that of a roster that
// has none. Flags go before it.
type config struct {
	Database string           `toml:"database"` // relative to the folder of the file
	Today    zone             `toml:"today"`
	Domains  []domain         `toml:"domains"`
	Seats    seats            `toml:"seats"`
	Feeds    map[string]*feed `toml:"feeds"`
}

type seats struct {
	Total int `toml:"total"` // 0: nobody counts them
}

// feed is a named, saved way of reading one recurring file.
type feed struct {
	Mode           modeWord          `toml:"mode"`
	Key            keyWord           `toml:"key"`
	CreateInactive bool              `toml:"create_inactive"`
	Groups         groupsWord        `toml:"groups"`
	Blank          blanks            `toml:"blank"`
	Dates          datesWord         `toml:"dates"`
	Encoding       string            `toml:"encoding"`
	Sheet          string            `toml:"sheet"`
	NoHeader       bool              `toml:"no_header"`
	Columns        map[string]column `toml:"columns"` // header = field; "" ignores a column
	Limits         map[string]limit  `toml:"limits"`
}

// Every setting has a type that reads it, because the library knows the line
// of a value while it reads it and not afterwards. They are no strings,
// because it asks nobody about those.
type (
	modeWord   struct{ reconcile.Mode }
	keyWord    struct{ roster.Key }
	groupsWord struct{ reconcile.GroupsMode }
	blankWord  struct{ roster.Blank }
	datesWord  struct{ roster.DateOrder }
	blanks     map[string]blankWord // by field; under "" for all others
	column     struct{ field string }
	domain     struct{ name string }
	zone       struct{ *time.Location } // nil: that of the machine
)

// limit is a count or a share. Of a number that is none the library would not
// tell the place, so what cannot be read waits for check.
type limit struct {
	reconcile.Measure
	unread string
}

func (m *modeWord) UnmarshalText(b []byte) error   { return word(&m.Mode, b, modes()) }
func (k *keyWord) UnmarshalText(b []byte) error    { return word(&k.Key, b, keys()) }
func (g *groupsWord) UnmarshalText(b []byte) error { return word(&g.GroupsMode, b, groupsModes()) }
func (v *blankWord) UnmarshalText(b []byte) error  { return word(&v.Blank, b, blankWords()) }
func (d *datesWord) UnmarshalText(b []byte) error  { return word(&d.DateOrder, b, dateOrders()) }

// UnmarshalText reads one word for all columns; a table says it column by
// column.
func (s *blanks) UnmarshalText(b []byte) error {
	var all blankWord
	if err := all.UnmarshalText(b); err != nil {
		return err
	}
	*s = blanks{"": all}
	return nil
}

// word reads a setting that takes one of a few words.
func word[T ~string](dst *T, text []byte, accepted []T) error {
	if slices.Contains(accepted, T(text)) {
		*dst = T(text)
		return nil
	}
	words := make([]string, len(accepted))
	for i, a := range accepted {
		words[i] = string(a)
	}
	mean := ""
	if near := nearest(string(text), words); near != "" {
		mean = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("%q is none of %s%s", text, strings.Join(words, ", "), mean)
}

func (c *column) UnmarshalText(b []byte) error {
	if len(b) > 0 && roster.FieldByName(string(b)) == nil {
		return unknownField(string(b))
	}
	c.field = string(b)
	return nil
}

func unknownField(name string) error {
	mean := ""
	if near := nearest(name, fieldNames()); near != "" {
		mean = fmt.Sprintf("; did you mean %q?", near)
	}
	return fmt.Errorf("there is no field %q: the fields are those of roster fields, and custom.<name>%s", name, mean)
}

func fieldNames() []string {
	names := make([]string, len(roster.Fields))
	for i, f := range roster.Fields {
		names[i] = f.Name
	}
	return names
}

// UnmarshalText reads "30" and "10%"; a plain 30 comes as "30" too.
func (l *limit) UnmarshalText(b []byte) error {
	text, percent := strings.CutSuffix(strings.TrimSpace(string(b)), "%")
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		l.unread = string(b)
		return nil
	}
	l.Measure = reconcile.Measure{N: n, Percent: percent}
	return nil
}

func (d *domain) UnmarshalText(b []byte) error {
	text := strings.TrimPrefix(strings.TrimSpace(string(b)), "@")
	if strings.ContainsAny(text, "@* ") || !strings.Contains(text, ".") {
		return fmt.Errorf("%q is no domain: write what stands behind the @, as in \"acme.example\"", b)
	}
	d.name = text
	return nil
}

func (z *zone) UnmarshalText(b []byte) (err error) {
	if string(b) == "local" {
		return nil
	}
	if z.Location, err = time.LoadLocation(string(b)); err != nil || len(b) == 0 {
		return fmt.Errorf(`%q is no time zone: write "local", or a name such as "America/New_York"`, b)
	}
	return nil
}

// loadConfig reads a configuration. One that is looked for and not asked for
// may be missing.
func loadConfig(path string, asked bool) (config, error) {
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !asked:
		return config{}, nil
	case err != nil:
		return config{}, fail("give --config the path of a roster.toml, or leave it out", "cannot read the configuration %q: %w", path, reason(err))
	}
	var c config
	// Editors on Windows write a byte order mark, which TOML does not know.
	read := toml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	if err := read.DisallowUnknownFields().Decode(&c); err != nil {
		return config{}, tomlError(path, err)
	}
	if c.Database != "" && !filepath.IsAbs(c.Database) {
		c.Database = filepath.Join(filepath.Dir(path), c.Database)
	}
	if err := c.check(); err != nil {
		return config{}, fail(fmt.Sprintf("correct it in %q", path), "%s: %w", path, err)
	}
	return c, nil
}

// tomlError names the line of what cannot be read, and for a setting that
// does not exist the one that was probably meant.
func tomlError(path string, err error) error {
	var unknown *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case errors.As(err, &unknown) && len(unknown.Errors) > 0:
		first := unknown.Errors[0]
		line, _ := first.Position()
		name, there := siblings(reflect.TypeFor[config](), first.Key())
		hint := "the settings here are " + strings.Join(there, ", ")
		if near := nearest(name, there); near != "" {
			hint = fmt.Sprintf("did you mean %s? %s", near, hint)
		}
		return fail(hint, "%s:%d: there is no setting %q", path, line, strings.Join(first.Key(), "."))
	case errors.As(err, &bad):
		line, _ := bad.Position()
		where := fmt.Sprintf("%s:%d", path, line)
		at, what := strings.Join(bad.Key(), "."), strings.TrimPrefix(bad.Error(), "toml: ")
		// The library names the types of our program here, which help nobody.
		if kind, wrong := strings.CutPrefix(what, "cannot decode TOML "); wrong {
			kind, _, _ = strings.Cut(kind, " into")
			return fail(fmt.Sprintf("correct line %d", line), "%s: %s takes no %s", where, at, kind)
		}
		if at != "" {
			where += ": " + at
		}
		return fail(fmt.Sprintf("correct line %d", line), "%s: %s", where, what)
	}
	return fail("correct the file", "%s: %w", path, err)
}

// siblings walks a key down the settings and returns the first word that is
// none, with those that stand beside it.
func siblings(t reflect.Type, key []string) (unknown string, known []string) {
	for _, unknown = range key {
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		if t.Kind() == reflect.Map {
			t = t.Elem()
			continue
		}
		known = nil
		var next reflect.Type
		for i := range t.NumField() {
			f := t.Field(i)
			known = append(known, f.Tag.Get("toml"))
			if f.Tag.Get("toml") == unknown {
				next = f.Type
			}
		}
		if next == nil || next.Kind() != reflect.Map && next.Kind() != reflect.Struct {
			return unknown, known
		}
		t = next
	}
	return unknown, known
}

// check finds what can only be seen when the whole file is read.
func (c *config) check() error {
	if c.Seats.Total < 0 {
		return fmt.Errorf("seats.total is %d, and a number of seats is not less than 0", c.Seats.Total)
	}
	for _, name := range slices.Sorted(maps.Keys(c.Feeds)) {
		if err := c.Feeds[name].check(); err != nil {
			return fmt.Errorf("feeds.%s.%w", name, err)
		}
	}
	return nil
}

func (f *feed) check() error {
	for _, header := range slices.Sorted(maps.Keys(f.Columns)) {
		if strings.TrimSpace(header) == "" {
			return errors.New("columns has a header without a name")
		}
		if n, err := strconv.Atoi(header); f.NoHeader && (err != nil || n < 1) {
			return fmt.Errorf("columns: %q is no number of a column, and with no_header there is no other name", header)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Limits)) {
		if kinds := feedKinds(); !slices.Contains(kinds, name) {
			return fmt.Errorf("limits does not know the kind %q: the kinds are %s", name, strings.Join(kinds, ", "))
		}
		if l := f.Limits[name]; l.unread != "" {
			return fmt.Errorf(`limits.%s: %q is no limit: write a count, as in 30, or a share, as in "10%%"`, name, l.unread)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(f.Blank)) {
		field := roster.FieldByName(name)
		switch {
		case name == "":
		case field == nil:
			return fmt.Errorf("blank: %w", unknownField(name))
		case !field.Clearable:
			return fmt.Errorf("blank: %s is never cleared, so its blanks always keep", name)
		}
	}
	return nil
}

// feedKinds are the kinds of change that a file makes, and a feed may limit.
// Seats are the roster's and not a feed's, and no file deletes anybody.
func feedKinds() []string {
	return slices.DeleteFunc(limitKinds(), func(kind string) bool {
		return kind == string(reconcile.LimitSeats) || kind == string(reconcile.LimitDelete)
	})
}

// domains returns the allow-list for the addresses of new people.
func (c *config) domains() []string {
	var names []string
	for _, d := range c.Domains {
		names = append(names, d.name)
	}
	return names
}

// configure finds and reads the configuration, and settles what it decides
// for every command: which database, and when a day begins.
func (a *app) configure() (err error) {
	asked := a.configPath != ""
	if !asked {
		a.configPath = filepath.Join(filepath.Dir(a.db), configName)
	}
	if a.config, err = loadConfig(a.configPath, asked); err != nil {
		return err
	}
	if a.db == "" {
		a.db = a.config.Database
	}
	if in := a.config.Today.Location; in != nil {
		now := a.env.now
		a.env.now = func() time.Time { return now().In(in) }
	}
	return nil
}
