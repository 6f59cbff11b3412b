package store

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/store/storetest"
)

// Managers are read some at a time. That all of some are missing does not hide
// those after them.
func TestMissingManagersHideNobody(t *testing.T) {
	s := MustOpen(t)
	s.sizes.glance = 2
	for i := range 7 {
		storetest.Hire(t, s, employee(i))
	}
	script(t, s.path, `DELETE FROM users WHERE id IN (2, 3);
		UPDATE users SET manager_id = 2 WHERE id = 4;
		UPDATE users SET manager_id = 3 WHERE id = 5;
		UPDATE users SET manager_id = 7 WHERE id = 6`)
	bosses := map[int64]string{}
	for _, u := range storetest.Users(t, s) {
		bosses[u.ID] = u.ManagerEmail
	}
	require.Equal(t, map[int64]string{1: "", 4: "", 5: "", 6: employee(6).Email, 7: ""}, bosses)
}

// A status that there is not makes nobody of a manager without a word.
func TestAManagerOfNoStatusIsDamage(t *testing.T) {
	s := MustOpen(t)
	storetest.Hire(t, s, employee(0), employee(1))
	script(t, s.path, `PRAGMA ignore_check_constraints = ON;
		UPDATE users SET manager_id = 1 WHERE id = 2;
		UPDATE users SET status = 'gone' WHERE id = 1`)
	snap, err := s.Snapshot(context.Background())
	require.NoError(t, err)
	defer snap.Close()
	var failed error
	for _, err := range snap.All(context.Background()) {
		failed = err
	}
	require.ErrorIs(t, failed, ErrDamaged)
}
