package storetest

import (
	"slices"

	"roster.example/reconcile"
)

// erase takes a person's values out of the history.
func (st *state) erase(id int64) {
	known := reconcile.Identity{}
	for _, past := range st.runs {
		for _, c := range past.changes {
			if int64(c.User.ID) == id {
				known.AddChange(&c)
			}
		}
	}
	for i := range st.runs {
		past := st.runs[i]
		past.changes = slices.Clone(past.changes)
		for j := range past.changes {
			past.changes[j] = reconcile.Erased(past.changes[j], id)
		}
		past.report.Changes = Sequence(past.changes)
		past.report.Problems, _ = known.Erase(past.report.Problems)
		st.runs[i] = past
	}
}
