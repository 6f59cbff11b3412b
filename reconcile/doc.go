// Package reconcile works out what an upload would do to a roster. It
// compares rows with a snapshot of the store and returns a [Plan]: every
// change, person by person and field by field, and nothing done. The plan that
// was shown is the plan that is applied, or it is refused as stale.
//
// Dry run is not a mode here: it is stopping before [Apply].
package reconcile
