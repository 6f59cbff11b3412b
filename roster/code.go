package roster

// Code is the stable name of a kind of problem. It is API: programs match on
// it, and `roster explain CODE` tells what it means and how to mend it.
type Code string

// Of the file as a whole: nothing is taken, or one thing is said once.
const (
	CodeNoKeyColumn      Code = "no-key-column"      // neither employee_id nor email is among the columns
	CodeColumnTwice      Code = "column-twice"       // two columns hold one field
	CodeColumnPassedOver Code = "column-passed-over" // a better column for the same field was taken
	CodeUnknownColumn    Code = "unknown-column"     // ignored, and its name is close to one we know
	CodeNewColumn        Code = "new-column"         // a header that the feed does not know
	CodeColumnAssumed    Code = "column-assumed"     // what the column holds was told by its values
	CodeUnnamedColumn    Code = "unnamed-column"     // cells under an empty header
	CodeMapUnknownColumn Code = "map-unknown-column" // --map names a header the file does not have
	CodeMapUnknownField  Code = "map-unknown-field"  // --map names a field that does not exist
	CodeMapTwice         Code = "map-twice"          // --map says two things of one column, or gives one field twice
	CodeSheetChosen      Code = "sheet-chosen"       // a later sheet of the workbook is the roster
	CodeNoEmails         Code = "no-emails"          // the email column holds no emails
	CodeDateOrder        Code = "date-order"         // the order of day and month cannot be told
	CodeFullNameSplit    Code = "full-name-split"    // full names were split
	CodeRoleNotImported  Code = "role-not-imported"  // a file never changes a role
	CodeLinesSkipped     Code = "lines-skipped"      // totals, footers, headings: about nobody
	CodeSeveralTables    Code = "several-tables"     // another header further down
	CodeEmptyFile        Code = "empty-file"         // no header, no rows
)

// Of one row, seen in the row alone.
const (
	CodeEmailMalformed   Code = "email-malformed"
	CodeIDCleaned        Code = "id-cleaned"        // '00123 and 123.0: what a spreadsheet adds was taken off
	CodeIDDamaged        Code = "id-damaged"        // 1.23E+05: a spreadsheet has eaten digits
	CodeDateMalformed    Code = "date-malformed"    // not a date, or not one that exists
	CodeStatusUnknown    Code = "status-unknown"    // a word that is no status
	CodeNotClearable     Code = "not-clearable"     // #CLEAR where a value must stay
	CodeLongRow          Code = "long-row"          // more cells than the header has columns
	CodeStrayQuote       Code = "stray-quote"       // cells that a quote out of place holds together, or cuts
	CodeShortRow         Code = "short-row"         // missing cells under --blank clear: kept
	CodeSpreadsheetError Code = "spreadsheet-error" // #N/A, #REF! and their kin
	CodeValueTooLong     Code = "value-too-long"
)

// Of one row, seen beside the other rows and the roster.
const (
	CodeMissingKey        Code = "missing-key"           // neither identifier
	CodeMissingRequired   Code = "missing-required"      // a new person without a name or email
	CodeDuplicateKey      Code = "duplicate-key"         // two different rows about one person
	CodeDuplicateEmail    Code = "duplicate-email"       // two rows with one email
	CodeDuplicateID       Code = "duplicate-employee-id" // two rows with one ID, in a file keyed by email
	CodeDomainNotAllowed  Code = "domain-not-allowed"    // a new email, under an allow-list
	CodeDuplicateUsername Code = "duplicate-username"
	CodeDuplicateRow      Code = "duplicate-row" // the same row again: skipped
	CodeNearMissID        Code = "near-miss-id"
	CodeIDAdopted         Code = "id-adopted"
	CodeNoEmployeeID      Code = "no-employee-id" // a new person without one, where it is the key
	CodeIdentityConflict  Code = "identity-conflict"
	CodeIdentitySwap      Code = "identity-swap"
	CodeKeyChange         Code = "key-change"
	CodeEmailTaken        Code = "email-taken"
	CodeUsernameTaken     Code = "username-taken"
	CodeProtectedAdmin    Code = "protected-admin"
	CodeUnknownLeaver     Code = "unknown-leaver"
	CodeUnknownPerson     Code = "unknown-person"
	CodeAlreadyHere       Code = "already-here"
	CodeStillInactive     Code = "still-inactive"
	CodeStaleEndDate      Code = "stale-end-date"
	CodeNotALeaver        Code = "not-a-leaver"      // terminations: a row that says active
	CodeStatusNotEdited   Code = "status-not-edited" // edits: a row that says inactive
	CodeUnknownManager    Code = "unknown-manager"
	CodeManagerMismatch   Code = "manager-mismatch"
	CodeManagerInactive   Code = "manager-inactive"
	CodeManagerSelf       Code = "manager-self"
	CodeManagerCycle      Code = "manager-cycle"
	CodeOrphanedReports   Code = "orphaned-reports"
	CodeShiftedColumn     Code = "shifted-column"
	CodeNewGroup          Code = "new-group"
	CodeOpenAssignments   Code = "open-assignments"
	CodeLookAlike         Code = "look-alike" // an address that would pass for somebody else's
)

// Of a person, in a run that no file makes.
const (
	CodeLastAdmin      Code = "last-admin"
	CodeHasAssignments Code = "has-assignments" // whoever ever owned one is not deleted
	CodeKeptUser       Code = "kept-user"       // an undo deactivates who cannot be removed
	CodeChangedSince   Code = "changed-since"   // an undo keeps what somebody changed after the run
)
