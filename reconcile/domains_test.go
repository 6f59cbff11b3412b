package reconcile_test

import (
	"testing"

	"roster.example/reconcile"
	"roster.example/roster"
)

func TestDomains(t *testing.T) {
	const users = "employee_id,email,first_name,last_name\nE1,ann@old.example,Ann,Lee"
	acme := reconcile.Options{Key: roster.KeyEmployeeID, Domains: []string{"Acme.example", "acme.co"}}
	runScenarios(t, []scenario{
		{
			name: "of a listed domain", why: "however the list or the email spells it",
			users: users, upload: "employee_id,email,first_name,last_name\nE2,bob@ACME.example,Bob,Ray\nE3,cem@acme.co,Cem,Oz", o: acme,
			want: []string{"+ 2 bob@ACME.example status:>active", "+ 3 cem@acme.co status:>active", "2 create 1 omitted"},
		},
		{
			name: "of another", why: "a row that would let a stranger in is rejected",
			users: users, upload: "employee_id,email,first_name,last_name\nE2,bob@evil.example,Bob,Ray\nE3,cem@sub.acme.example,Cem,Oz\nE4,dee@notacme.example,Dee,Poe", o: acme,
			want: []string{"error 2 domain-not-allowed", "error 3 domain-not-allowed", "error 4 domain-not-allowed", "3 rejected 1 omitted"},
		},
		{
			name: "another for somebody we know", why: "a change of address is a way in like any other",
			users: users, upload: "employee_id,email,title\nE1,ann@new.example,Boss", o: acme,
			want: []string{"error 2 domain-not-allowed", "1 rejected"},
		},
		{
			name: "what somebody has", why: "it may stay, however it is spelt",
			users: users, upload: "employee_id,email,title\nE1,ANN@old.example,Boss", o: acme,
			want: []string{"~ 2 ann@old.example title:>Boss", "1 update"},
		},
		{
			name: "no list", why: "nothing is asked where nothing is listed",
			users: users, upload: "employee_id,email,first_name,last_name\nE2,bob@evil.example,Bob,Ray", o: byID,
			want: []string{"+ 2 bob@evil.example status:>active", "1 create 1 omitted"},
		},
	})
}
