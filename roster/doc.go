// Package roster knows people and the files that list them. It reads an
// uploaded roster as rows whose values are ready to be compared, one by one or
// as a set, and it knows nothing of databases, plans or terminals.
//
// The words we use:
//
//   - roster: everybody the store knows, active or not
//   - upload: one roster file as it arrived, faults included
//   - row: one record of an upload; its line is the physical line of the file
//     on which it starts, header lines counted
//   - field: one canonical fact about a person; its name is the header we write
//   - key: the field that says who a row is about, employee_id or email
//   - problem: a fault in somebody's data, with a stable code, the place, and
//     the mend
//
// # Three silences
//
// A file can be silent about a field in three ways, and they are three
// different things. The column is absent: the field is not in
// [Upload.Fields], and nothing is said of it. The cell is blank: the row's
// value is "", and the field is kept. The cell says [Clear]: the field is
// emptied. Under the clear policy the reader turns blanks into [Clear] where
// that is allowed, so nobody behind the door has to know the policy.
//
// # How a file is understood
//
// A header is looked up in the one table of fields, after the caller's own
// word on it. Headers that mean different things in different files are told by
// the values below them and by the columns beside them, and that is said. What
// is left open between two columns, or between day and month, is an error of
// the file with the flag that settles it: nothing is guessed that would change
// people. [Open] reads the whole file for all of this, so that the rows behind
// it hold no surprise.
//
// # Once, at the door
//
// Every value that leaves this package is clean: trimmed, free of characters
// nobody can see, in Unicode normal form C, dates as 2006-01-02, statuses as
// one of three words, groups sorted. Identifiers are compared through
// [EmailKey] and [UsernameKey] and nothing else.
package roster
