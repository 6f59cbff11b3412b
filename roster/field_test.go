package roster

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
)

// An export is written by the csv tags and read by the table, so the two must
// name the same columns in the same order.
func TestUserIsTaggedAsTheTableSays(t *testing.T) {
	var want, got []string
	for _, f := range Fields {
		if f.Kind != KindFullName && f.Kind != KindRole {
			want = append(want, f.Name)
		}
	}
	for _, f := range reflect.VisibleFields(reflect.TypeFor[User]()) {
		switch tag := f.Tag.Get("csv"); tag {
		case "-":
		case "":
			t.Errorf("%s has no csv tag; one that no file holds says %q", f.Name, "-")
		default:
			got = append(got, tag)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("tags of User (-table +tags):\n%s", diff)
	}
}

// What the reader knows of a field is in the table, so that a new name or a
// new phone is one entry there.
func TestCellsAreReadByTheKindOfTheirField(t *testing.T) {
	for _, tt := range []struct {
		kind       Kind
		cell, want string
	}{
		{KindName, "Null", "Null"},
		{KindFullName, "Null", "Null"},
		{KindPhone, "Null", ""},
		{KindPhone, "'0049 30", "0049 30"},
		{KindText, "Null", ""},
		{KindText, "'00 agent", "'00 agent"},
	} {
		field := &Field{Name: "a_new_one", Kind: tt.kind}
		reader := cellReader{field: field, kind: kinds[tt.kind]}
		got, _, fault := reader.read(tt.cell)
		require.Nil(t, fault)
		require.Equal(t, tt.want, got, "%q as %s", tt.cell, tt.kind)
		require.Equal(t, tt.want != "", isValue(tt.cell, field), "%q as %s", tt.cell, tt.kind)
	}
	for _, f := range Fields {
		named := f.Name == FirstName || f.Name == LastName || f.Name == fullName || f.Name == preferredName
		require.Equal(t, named, isName(f.Kind), f.Name)
	}
}
