package storetest_test

import (
	"context"
	"fmt"

	"roster.example/roster"
	"roster.example/store/storetest"
)

func ExampleMemory() {
	m := storetest.NewMemory("acme")
	m.Seed(
		roster.User{Email: "boss@acme.example"},
		roster.User{Email: "sam@acme.example", ManagerEmail: "boss@acme.example"},
	)
	snap, err := m.Snapshot(context.Background())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer snap.Close()
	for u := range snap.All(context.Background()) {
		fmt.Println(u.ID, u.Email, u.Status, u.ManagerID)
	}
	// Output:
	// 1 boss@acme.example active 0
	// 2 sam@acme.example active 1
}
