// Package storetest holds what every store promises, as tests, and a store in
// memory that keeps the promises in the plainest way.
//
// A new store passes [Run] and is then as good as any other behind
// reconcile.Store. The plans of the tests are made by hand, so that a store
// is tested without the code that makes plans from files.
package storetest
