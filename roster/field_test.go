package roster

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
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
