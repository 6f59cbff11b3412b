package storetest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(*testing.T) reconcile.Store { return storetest.NewMemory("memory") })
}

func TestSeededUsersAreThereWithoutARun(t *testing.T) {
	m := storetest.NewMemory("memory")
	m.Seed(
		roster.User{Email: "ann@acme.example", ManagerEmail: "boss@acme.example"},
		roster.User{Email: "boss@acme.example", Role: roster.Admin, Status: roster.OnLeave},
	)
	require.Equal(t, reconcile.Info{StoreID: "memory", Users: 2, Active: 2}, storetest.Info(t, m))
	ann := storetest.Find(t, m, "ann@acme.example")
	require.EqualValues(t, 1, ann.Version)
	require.Equal(t, roster.General, ann.Role)
	require.Equal(t, storetest.Find(t, m, "boss@acme.example").ID, ann.ManagerID)
	storetest.Apply(t, m, storetest.Edit(ann, "title", "Buyer"))
}
