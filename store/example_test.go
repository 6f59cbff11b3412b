package store_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"roster.example/reconcile"
	"roster.example/roster"
	"roster.example/store"
	"roster.example/store/storetest"
)

func Example() {
	folder, err := os.MkdirTemp("", "roster")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "roster.db")
	ctx := context.Background()

	_, err = store.Open(ctx, path, store.Options{})
	fmt.Println(errors.Is(err, store.ErrMissing))

	s, err := store.Create(ctx, path, store.New{ID: "acme", Key: roster.KeyEmail}, store.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer s.Close()
	hire := storetest.Create(roster.User{Email: "Sam@acme.example", FirstName: "Sam", LastName: "Lee"})
	run, err := s.Apply(ctx, &reconcile.Plan{
		ID: "monday", Kind: reconcile.Import, StoreID: "acme",
		Changes: storetest.Sequence([]reconcile.Change{hire}),
	}, reconcile.Stamp{At: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), Actor: "ada"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("run", run.ID, "by", run.Actor)

	snap, err := s.Snapshot(ctx)
	if err != nil {
		log.Fatal(err)
	}
	defer snap.Close()
	for u, err := range snap.All(ctx) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(u.Name(), u.Email, u.Status)
	}
	// Output:
	// true
	// run 1 by ada
	// Sam Lee Sam@acme.example active
}
