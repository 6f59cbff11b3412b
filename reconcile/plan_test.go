package reconcile

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// An outcome that is forgotten where parts of a run are joined is a wrong count
// in every report.
func TestPartsOfARunAreJoinedInAllTheyCount(t *testing.T) {
	var a, b Summary
	for i := range reflect.TypeFor[Summary]().NumField() {
		reflect.ValueOf(&a).Elem().Field(i).SetInt(int64(i + 1))
		reflect.ValueOf(&b).Elem().Field(i).SetInt(int64(100 * (i + 1)))
	}
	a.join(b)
	for i := range reflect.TypeFor[Summary]().NumField() {
		require.Equal(t, int64(101*(i+1)), reflect.ValueOf(a).Field(i).Int(), reflect.TypeFor[Summary]().Field(i).Name)
	}
}
