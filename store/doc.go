// Package store keeps a roster in a SQLite file, behind reconcile.Store.
//
// A file is made by [Create], whole or not at all, and opened by [Open], which
// never makes one. Both refuse what is not theirs before SQLite has touched
// it, because SQLite changes a file by opening it: it rolls journals back and
// leaves a log beside it.
//
// There are two handles on the file. One connection writes, and begins every
// transaction with the write lock, so that what it checks is still true when
// it writes. The others only read, each in a transaction of its own, and are
// never in the way of the writer: that is what the write-ahead log is for. Only
// the first load of an empty roster goes past it, and readers wait.
//
// What is read of everybody is kept so that reading everybody is cheap: the
// fingerprints of 250 users are one row. What is read of one person at a time is
// kept so that writing it is cheap: the history of 64 changes is one row, and
// another table says whom a row is about.
//
// The columns of a user are those of roster.Fields, and every list of columns
// in a statement is made from that table. A new field needs a row there and a
// migration here, and nothing else.
package store
