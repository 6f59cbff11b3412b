// Package templates holds every page we write: the report of a plan or a run
// in five formats, the rejected rows that go back to HR, and the blank roster.
//
// It decides nothing. What a report says stands in [reconcile.Report]; here it
// is only laid out, for a person (text, md, html) or for a program (json, csv).
// Changes are written as they are read, so a report of a million changes needs
// no more memory than one of ten.
//
// Every value of a report comes from somebody's file and is treated as
// hostile. What a reader cannot see (control characters, escape sequences,
// characters that turn the writing direction) is shown by a sign that stands
// for it, and each format then escapes what has a meaning of its own there.
package templates
