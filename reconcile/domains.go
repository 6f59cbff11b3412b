package reconcile

import (
	"fmt"
	"slices"
	"strings"

	"roster.example/roster"
)

// foldDomains returns domains in the form in which emails are compared.
func foldDomains(domains []string) []string {
	folded := make([]string, len(domains))
	for i, d := range domains {
		folded[i] = roster.EmailKey(d)
	}
	return folded
}

// domainAllowed reports whether a new address may be this one. Only the domain
// itself counts, not those beneath it: who may register a subdomain is often
// somebody else. What somebody has already may stay.
func domainAllowed(email string, folded []string) bool {
	if len(folded) == 0 {
		return true
	}
	key := roster.EmailKey(email)
	return slices.Contains(folded, key[strings.LastIndex(key, "@")+1:])
}

// domainFault is what is wrong with a new person of another domain.
func domainFault(email string, folded []string) roster.Problem {
	return roster.Problem{
		Severity: roster.Error, Code: roster.CodeDomainNotAllowed, Field: roster.Email, Value: email,
		Message: fmt.Sprintf("a new email must be of %s, and %q is not", strings.Join(folded, " or "), email),
		Hint:    "correct the email, or add its domain to domains in roster.toml",
	}
}
