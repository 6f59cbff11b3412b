package reconcile_test

import (
	"testing"

	"roster.example/reconcile"
	"roster.example/roster"
)

// people is the roster most identity scenarios start from.
const people = `employee_id,email,first_name,last_name,username
E1,ann@acme.example,Ann,Lee,ann
E2,bob@acme.example,Bob,Ray,bob
,cat@acme.example,Cat,Fox,
00123,dan@acme.example,Dan,Orr,
`

var byEmail = reconcile.Options{Key: roster.KeyEmail}
var byID = reconcile.Options{Key: roster.KeyEmployeeID}

func TestIdentityByEmployeeID(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "the key decides", why: "a row is about whoever has its employee ID",
			users: people, upload: "employee_id,title\nE1,Engineer\n", o: byID,
			want: []string{"~ 2 ann@acme.example title:>Engineer", "1 update 3 omitted"},
		},
		{
			name: "a blank key falls back on the email", why: "a contractor without an ID is found by email",
			users: people, upload: "employee_id,email,title\n,bob@acme.example,Engineer\n", o: byID,
			want: []string{"~ 2 bob@acme.example title:>Engineer", "1 update 3 omitted"},
		},
		{
			name: "both unknown", why: "nobody has the ID and nobody has the email: a new person",
			users: people, upload: "employee_id,email,first_name,last_name\nE9,new@acme.example,Nia,New\n", o: byID,
			want: []string{"+ 2 new@acme.example status:>active", "1 create 4 omitted"},
		},
		{
			name: "neither identifier", why: "a row that names nobody is rejected, not guessed",
			users: people, upload: "employee_id,email,first_name\nE1,,Ann\n,,Nobody\n", o: byID,
			want: []string{"error 3 missing-key", "1 unchanged 1 rejected 3 omitted"},
		},
		{
			name: "an ID is adopted by the user with the email", why: "the person was loaded before there were IDs",
			users: people, upload: "employee_id,email,first_name,last_name\nE3,CAT@acme.example,Cat,Fox\n", o: byID,
			want: []string{"~ 2 cat@acme.example employee_id:>E3", "warning 2 id-adopted", "1 update 3 omitted"},
		},
		{
			name: "an ID is adopted even when the row lacks names", why: "adoption is an update, and an update needs no names",
			users: people, upload: "employee_id,email\nE3,cat@acme.example\n", o: byID,
			want: []string{"~ 2 cat@acme.example employee_id:>E3", "warning 2 id-adopted", "1 update 3 omitted"},
		},
		{
			name: "a new ID with somebody's email", why: "rule 3: the email belongs to a user with another ID who keeps it",
			users: people, upload: "employee_id,email,first_name,last_name\nE9,bob@acme.example,Bob,Ray\n", o: byID,
			want: []string{"error 2 identity-conflict", "1 rejected 3 omitted"},
		},
		{
			name: "a new ID with an email that is given up", why: "rule 3 asks who keeps the email after the run",
			users: people,
			upload: "employee_id,email,first_name,last_name\n" +
				"E9,bob@acme.example,Bo,Bell\nE2,bob.ray@acme.example,Bob,Ray\n", o: byID,
			want: []string{"+ 2 bob@acme.example status:>active", "~ 3 bob@acme.example email:bob@acme.example>bob.ray@acme.example", "1 create 1 update 3 omitted"},
		},
		{
			name: "an email edit", why: "rule 5: the ID is known, the email is new",
			users: people, upload: "employee_id,email\nE2,robert@acme.example\n", o: byID,
			want: []string{"~ 2 bob@acme.example email:bob@acme.example>robert@acme.example", "1 update 3 omitted"},
		},
		{
			name: "case is no edit", why: "the spelling is kept as given, and a case-only difference is no change",
			users: people, upload: "employee_id,email\nE2,Bob@ACME.example\n", o: byID,
			want: []string{"1 unchanged 3 omitted"},
		},
		{
			name: "an email that its owner keeps", why: "rule 5: email-taken",
			users: people, upload: "employee_id,email\nE2,ann@acme.example\n", o: byID,
			want: []string{"error 2 email-taken", "1 rejected 3 omitted"},
		},
		{
			name: "a chain, giver first", why: "B gives up what A takes",
			users: people, upload: "employee_id,email\nE2,robert@acme.example\nE1,bob@acme.example\n", o: byID,
			want: []string{
				"~ 2 bob@acme.example email:bob@acme.example>robert@acme.example",
				"~ 3 ann@acme.example email:ann@acme.example>bob@acme.example", "2 update 2 omitted",
			},
		},
		{
			name: "a chain, taker first", why: "the order of rows never decides",
			users: people, upload: "employee_id,email\nE1,bob@acme.example\nE2,robert@acme.example\n", o: byID,
			want: []string{
				"~ 2 ann@acme.example email:ann@acme.example>bob@acme.example",
				"~ 3 bob@acme.example email:bob@acme.example>robert@acme.example", "2 update 2 omitted",
			},
		},
		{
			name: "a chain whose end is taken falls whole", why: "nobody gives up an address they cannot leave",
			users: people, upload: "employee_id,email\nE1,bob@acme.example\nE2,dan@acme.example\n", o: byID,
			want: []string{"error 2 email-taken", "error 3 email-taken", "2 rejected 2 omitted"},
		},
		{
			name: "a chain on a faulty row falls", why: "a rejected row gives nothing up",
			users: people, upload: "employee_id,email,start_date\nE1,bob@acme.example,\nE2,robert@acme.example,2019-02-30\n", o: byID,
			want: []string{"error 2 email-taken", "error 3 date-malformed", "2 rejected 2 omitted"},
		},
		{
			name: "two identifiers of a row that falls", why: "whoever wanted both is told once",
			users: people, upload: "employee_id,email,username\nE1,dan@acme.example,an\nE2,ann@acme.example,ann\n", o: byID,
			want: []string{"error 2 email-taken", "error 3 email-taken", "2 rejected 2 omitted"},
		},
		{
			name: "two people swap", why: "a swap is a mis-sorted column",
			users: people, upload: "employee_id,email\nE1,bob@acme.example\nE2,ann@acme.example\n", o: byID,
			want: []string{"error 2 identity-swap", "error 3 identity-swap", "2 rejected 2 omitted"},
		},
		{
			name: "three in a circle", why: "a longer swap is a swap",
			users: people, upload: "employee_id,email\n00123,ann@acme.example\nE1,bob@acme.example\nE2,dan@acme.example\n", o: byID,
			want: []string{"error 2 identity-swap", "error 3 identity-swap", "error 4 identity-swap", "3 rejected 1 omitted"},
		},
		{
			name: "inactive users own their identifiers", why: "rule 6",
			users:  "employee_id,email,first_name,last_name,status\nE1,ann@acme.example,Ann,Lee,inactive\n",
			upload: "employee_id,email,first_name,last_name\nE9,ann@acme.example,Ann,Young\n", o: byID,
			want: []string{"error 2 identity-conflict", "1 rejected"},
		},
		{
			name: "a username that is kept", why: "rule 6: username-taken",
			users: people, upload: "employee_id,username\nE1,BOB\n", o: byID,
			want: []string{"error 2 username-taken", "1 rejected 3 omitted"},
		},
		{
			name: "a username that is given up", why: "usernames chain like emails",
			users: people, upload: "employee_id,username\nE1,bob\nE2,robert\n", o: byID,
			want: []string{"~ 2 ann@acme.example username:ann>bob", "~ 3 bob@acme.example username:bob>robert", "2 update 2 omitted"},
		},
		{
			name: "no ID in a roster keyed by ID", why: "a new person without one is a warning",
			users: people, upload: "email,first_name,last_name\nnew@acme.example,Nia,New\n", o: byID,
			want: []string{"+ 2 new@acme.example status:>active", "warning 2 no-employee-id", "1 create 4 omitted"},
		},
		{
			name: "one person by ID and by old email", why: "two rows can be about one person without sharing an identifier",
			users: people, upload: "employee_id,email,title\nE2,robert@acme.example,A\n,bob@acme.example,B\n", o: byID,
			want: []string{"error 2 duplicate-key", "error 3 duplicate-key", "2 rejected 3 omitted"},
		},
	})
}

func TestIdentityNearMiss(t *testing.T) {
	for _, id := range []struct{ name, id string }{
		{"an apostrophe in front", "'00123"}, {"a typographic one", "’00123"}, {"one behind", "00123'"}, {"decimals", "00123.00"},
		{"zeros lost", "123"}, {"a zero too many", "000123"}, {"spreadsheet number", "123.0"},
	} {
		runScenarios(t, []scenario{{
			name: id.name, why: "never a match, never a second user",
			users: people, upload: "employee_id,email,first_name,last_name\n" + id.id + ",dan2@acme.example,Dan,Orr\nE1,,,\n", o: byID,
			want: nearMiss(id.id),
		}})
	}
	runScenarios(t, []scenario{
		{
			name: "case", why: "IDs are compared exactly",
			users: people, upload: "employee_id,title\ne1,X\n", o: byID,
			want: []string{"error 2 near-miss-id", "1 rejected 4 omitted"},
		},
		{
			name: "a whole column of decimals", why: "the reader mends it, and it is no match all the same",
			users: people, upload: "employee_id,title\n00123.0,X\n", o: byID,
			want: []string{"warning 2 id-cleaned", "error 2 near-miss-id", "1 rejected 3 omitted"},
		},
		{
			name: "an apostrophe on a new ID", why: "of somebody new it is taken off, and said",
			users: people, upload: "employee_id,email,first_name,last_name\n'777,n@acme.example,N,W\n", o: byID,
			want: []string{"+ 2 n@acme.example status:>active", "warning 2 id-cleaned", "1 create 4 omitted"},
		},
		{
			name: "nothing but zeros", why: "000 is a near miss of 0",
			users:  "employee_id,email,first_name,last_name\n0,a@x.example,A,A\n",
			upload: "employee_id,email,first_name,last_name\n000,b@x.example,B,B\n", o: byID,
			want: []string{"error 2 near-miss-id", "1 rejected 1 omitted"},
		},
		{
			name: "under the email key too", why: "the ID a spreadsheet ate must not overwrite the right one",
			users: people, upload: "employee_id,email\n123,dan@acme.example\n", o: byEmail,
			want: []string{"error 2 near-miss-id", "1 rejected 3 omitted"},
		},
	})
}

func TestIdentityByEmail(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "the key decides", why: "a row is about whoever has its email",
			users: people, upload: "email,title\nANN@acme.example,Engineer\n", o: byEmail,
			want: []string{"~ 2 ann@acme.example title:>Engineer", "1 update 3 omitted"},
		},
		{
			name: "a blank email falls back on the ID", why: "rule 2",
			users: people, upload: "employee_id,email,title\nE1,,Engineer\n", o: byEmail,
			want: []string{"~ 2 ann@acme.example title:>Engineer", "1 update 3 omitted"},
		},
		{
			name: "a new email with a known ID", why: "rule 4: somebody's email changed in a file keyed by email",
			users: people, upload: "employee_id,email,first_name,last_name\nE1,ann.lee@acme.example,Ann,Lee\n", o: byEmail,
			want: []string{"error 2 key-change", "1 rejected 3 omitted"},
		},
		{
			name: "another ID", why: "the mirror of an email edit",
			users: people, upload: "employee_id,email\nE7,ann@acme.example\n", o: byEmail,
			want: []string{"~ 2 ann@acme.example employee_id:E1>E7", "1 update 3 omitted"},
		},
		{
			name: "an ID its owner keeps", why: "the mirror of email-taken",
			users: people, upload: "employee_id,email\nE2,ann@acme.example\n", o: byEmail,
			want: []string{"error 2 identity-conflict", "1 rejected 3 omitted"},
		},
		{
			name: "IDs in a chain", why: "what holds for emails holds for IDs",
			users: people, upload: "employee_id,email\nE2,ann@acme.example\nE8,bob@acme.example\n", o: byEmail,
			want: []string{"~ 2 ann@acme.example employee_id:E1>E2", "~ 3 bob@acme.example employee_id:E2>E8", "2 update 2 omitted"},
		},
		{
			name: "IDs swapped", why: "a mis-sorted ID column",
			users: people, upload: "employee_id,email\nE2,ann@acme.example\nE1,bob@acme.example\n", o: byEmail,
			want: []string{"error 2 identity-swap", "error 3 identity-swap", "2 rejected 2 omitted"},
		},
		{
			name: "an unknown ID without an email", why: "an email is needed to make a user",
			users: people, upload: "employee_id,email,first_name,last_name\nE9,,Nia,New\n", o: byEmail,
			want: []string{"error 2 missing-required", "1 rejected 4 omitted"},
		},
	})
}

func TestDuplicates(t *testing.T) {
	runScenarios(t, []scenario{
		{
			name: "the same row again", why: "identical after normalising: the later ones are skipped",
			users: people, upload: "employee_id,email,title\nE1,ann@acme.example,Chief\nE1,ANN@acme.example, Chief \n", o: byID,
			want: []string{"~ 2 ann@acme.example title:>Chief", "warning 3 duplicate-row", "1 update 1 skipped 3 omitted"},
		},
		{
			name: "the same unchanged row again", why: "skipping does not hang on there being a change",
			users: people, upload: "employee_id,email\nE1,ann@acme.example\nE1,ann@acme.example\n", o: byID,
			want: []string{"warning 3 duplicate-row", "1 unchanged 1 skipped 3 omitted"},
		},
		{
			name: "one key, two stories", why: "all rows of the group are rejected",
			users: people, upload: "employee_id,title\nE1,Chief\nE2,\nE1,Cook\nE1,Chief\n", o: byID,
			want: []string{"error 2 duplicate-key", "error 4 duplicate-key", "error 5 duplicate-key", "1 unchanged 3 rejected 2 omitted"},
		},
		{
			name: "one email, two IDs", why: "duplicate-email",
			users: "", upload: "employee_id,email,first_name,last_name\nE8,x@acme.example,A,B\nE9,X@acme.example,C,D\n",
			want: []string{"error 2 duplicate-email", "error 3 duplicate-email", "2 rejected"},
		},
		{
			name: "a faulty twin", why: "a faulty row still takes its duplicates with it",
			users: people, upload: "employee_id,title,start_date\nE1,Chief,2019-02-30\nE1,Chief,\n", o: byID,
			want: []string{"error 2 date-malformed", "error 2 duplicate-key", "error 3 duplicate-key", "2 rejected 3 omitted"},
		},
		{
			name: "one ID, two emails, keyed by email", why: "an ID is one person's whatever the key",
			users: "", upload: "employee_id,email,first_name,last_name\nE8,x@acme.example,A,B\nE8,y@acme.example,C,D\n", o: byEmail,
			want: []string{"error 2 duplicate-employee-id", "error 3 duplicate-employee-id", "2 rejected"},
		},
		{
			name: "one username, two people", why: "usernames are unique in a file as in the roster",
			users: people, upload: "employee_id,username\nE1,zed\nE2,ZED\n", o: byID,
			want: []string{"error 2 duplicate-username", "error 3 duplicate-username", "2 rejected 2 omitted"},
		},
	})
}

func TestFirstImportChoosesTheKey(t *testing.T) {
	for _, tt := range []struct {
		name, why, upload string
		want              roster.Key
	}{
		{"every row has an ID", "the ID is the better key", "employee_id,email,first_name,last_name\nE1,a@x.example,A,B\n", roster.KeyEmployeeID},
		{"one row has none", "then it cannot be the key", "employee_id,email,first_name,last_name\nE1,a@x.example,A,B\n,b@x.example,C,D\n", roster.KeyEmail},
		{"no ID column", "nothing else to go by", "email,first_name,last_name\na@x.example,A,B\n", roster.KeyEmail},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := prepare(t, seeded(t, ""), tt.upload, "", reconcile.Options{})
			if p.Key != tt.want || !p.SetsKey {
				t.Errorf("key %q, sets %v; want %q: %s", p.Key, p.SetsKey, tt.want, tt.why)
			}
		})
	}
}

func TestAnImportOfNobodyChoosesNoKey(t *testing.T) {
	p := prepare(t, seeded(t, ""), "employee_id,email,first_name,last_name\n", "", reconcile.Options{})
	if p.SetsKey {
		t.Error("a header alone says nothing of the people to come")
	}
}

// nearMiss is what comes of a near miss of 00123, with the word of the reader
// where it has mended the ID first.
func nearMiss(id string) []string {
	if id[0] == '\'' {
		return []string{"warning 2 id-cleaned", "error 2 near-miss-id", "1 unchanged 1 rejected 2 omitted"}
	}
	return []string{"error 2 near-miss-id", "1 unchanged 1 rejected 3 omitted"}
}

func TestLookAlikes(t *testing.T) {
	const users = "employee_id,email,first_name,last_name\n1,bob@x.example,Bob,Ray\n2,ann@x.example,Ann,Lee\n"
	runScenarios(t, []scenario{
		{
			name: "a zero for an o", why: "the address would pass for Bob's", users: users,
			upload: "employee_id,email,first_name,last_name\n3,b0b@x.example,B,R\n", o: byID,
			want: []string{"+ 2 b0b@x.example status:>active", "warning 2 look-alike", "1 create 2 omitted"},
		},
		{
			name: "a Cyrillic a", why: "nobody can tell it from Ann's", users: users,
			upload: "employee_id,email,first_name,last_name\n1,\u0430nn@x.example,,\n", o: byID,
			want: []string{"~ 2 bob@x.example email:bob@x.example>\u0430nn@x.example", "warning 2 look-alike", "1 update 1 omitted"},
		},
		{
			name: "two of one file", why: "the other need not be in the roster yet", users: users,
			upload: "employee_id,email,first_name,last_name\n3,pau1@x.example,P,R\n4,paul@x.example,P,R\n", o: byID,
			want: []string{"+ 2 pau1@x.example status:>active", "+ 3 paul@x.example status:>active", "warning 2 look-alike", "2 create 2 omitted"},
		},
		{
			name: "one's own slip", why: "an address that is mended passes for nobody else's", users: users,
			upload: "employee_id,email,first_name,last_name\n1,b0b@x.example,,\n", o: byID,
			want: []string{"~ 2 bob@x.example email:bob@x.example>b0b@x.example", "1 update 1 omitted"},
		},
	})
}
