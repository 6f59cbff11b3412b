package roster

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// ambiguity is a header that means different things in different files. It is
// settled when every cell has been seen, from the values of the column and
// from the columns beside it.
type ambiguity struct {
	headers    []string
	identifies bool // it can turn out to say who a row is about
	settle     func(u *Upload, c *column) verdict
}

// verdict says what an ambiguous column is read as. A reason is given where
// the values had to decide, and becomes a warning: the next file may hold
// others. Where the values took the column from a field, the warning names it
// in the flag that gives the column back.
type verdict struct {
	field  string // "" when the column is not read
	reason string
	keep   string // the field that the column would have been but for its values
}

// ambiguities are settled in this order: what a column is can depend on those
// that stand above it here.
var ambiguities = []*ambiguity{
	{
		// Nom is the last name beside Prénom, Nombre the first name beside
		// Apellidos, and each is the full name where it stands alone.
		headers: []string{"Name", "Nom", "Nombre", "Nome", "Naam", "Namn"},
		settle: func(u *Upload, c *column) verdict {
			first, last := u.column(FirstName) != nil, u.column(LastName) != nil
			switch {
			case first && last:
				return verdict{}
			case last:
				return verdict{field: FirstName}
			case first:
				return verdict{field: LastName}
			case u.column(fullName) != nil:
				// MicroStrategy has the login in NAME, beside FULLNAME.
				if c.seen.spaced == 0 && u.column(Username) == nil {
					return verdict{field: Username, reason: "another column holds the full name, and its values are single words"}
				}
				return verdict{}
			}
			return verdict{field: fullName}
		},
	},
	{
		// LinkedIn has no other first name.
		headers: []string{"Preferred First Name", "Preferred Given Name"},
		settle: func(u *Upload, c *column) verdict {
			if u.column(FirstName) == nil && u.column(fullName) == nil {
				return verdict{field: FirstName}
			}
			return verdict{field: preferredName}
		},
	},
	{
		headers: []string{"Preferred Last Name", "Preferred Family Name"},
		settle: func(u *Upload, c *column) verdict {
			if u.column(LastName) == nil && u.column(fullName) == nil {
				return verdict{field: LastName}
			}
			return verdict{}
		},
	},
	{
		// QuickBooks has the name in Employee; others have the number there.
		headers: []string{
			"Employee", "Worker", "Mitarbeiter", "Empleado", "Colaborador", "Trabajador", "Salarié", "Employé", "Dipendente", "Medewerker", "Werknemer",
			"Funcionário", "Сотрудник", "Anställd", "Працівник",
		},
		identifies: true,
		settle: func(u *Upload, c *column) verdict {
			if c.seen.looksLikeIDs() {
				if u.column(EmployeeID) != nil {
					return verdict{}
				}
				return verdict{field: EmployeeID, reason: "its values are numbers"}
			}
			if u.column(FirstName) != nil && u.column(LastName) != nil || u.column(fullName) != nil {
				return verdict{}
			}
			return verdict{field: fullName}
		},
	},
	{
		headers:    []string{"ID", "User ID", "Код"},
		identifies: true,
		settle:     settleID,
	},
	{
		headers: []string{"Position", "Posición", "Posição"},
		settle: func(u *Upload, c *column) verdict {
			// SuccessFactors has an 8-digit code in Position.
			if 10*c.seen.numbers > 8*c.seen.filled {
				if u.column(title) != nil {
					return verdict{}
				}
				return verdict{reason: "its values are numbers and no job titles", keep: title}
			}
			return verdict{field: title}
		},
	},
	{
		headers: []string{"Role", "Rolle", "Rol", "Roll", "Ruolo", "Роль"},
		settle: func(u *Upload, c *column) verdict {
			if c.header == RoleField || c.seen.filled == 0 || u.column(title) != nil || c.seen.anyWord(accessWords()) {
				return verdict{field: RoleField}
			}
			return verdict{field: title, reason: "no other column has the job title, and its values are no access roles"}
		},
	},
	{
		headers: []string{
			"Mobile Phone", "Mobile Phone Number", "Mobile", "Mobile Number", "Phone Mobile", "Cell Phone", "Cell Phone Number", "Cell", "SMS",
			"Mobiltelefon", "Mobil", "Mobilnummer", "Handy", "Handynummer", "Teléfono móvil", "Móvil", "Celular", "Téléphone portable", "Téléphone mobile", "Portable",
			"Cellulare", "Mobiel", "Mobiele nummer", "Mobiel nummer", "GSM", "Telemóvel", "Мобильный телефон", "Мобільний телефон",
		},
		settle: func(u *Upload, c *column) verdict {
			if u.column(phone) != nil {
				return verdict{}
			}
			return verdict{field: phone}
		},
	},
	{
		headers: managerHeaders,
		settle:  settleManager,
	},
}

var managerHeaders = []string{
	"Manager", "Manager Name", "Manager Full Name", "Manager 1 Name", "Manager's Name", "Line Manager", "Line Manager Name", "Direct Manager", "Reporting Manager",
	"Reports To", "Reports To Name", "Reporting To", "Supervisor", "Supervisor Name", "Managed By", "Management", "People Manager",
	"Vorgesetzter", "Vorgesetzte", "Direkter Vorgesetzter", "Führungskraft", // de
	"Jefe", "Jefe directo", "Jefe inmediato", "Gerente", "Responsable", "Superior", // es
	"Responsable hiérarchique", "Supérieur", "Supérieur hiérarchique", "N+1", "Nom du manager", // fr
	"Responsabile", "Superiore", // it
	"Leidinggevende", "Naam leidinggevende", // nl
	"Gestor", "Gestor direto", "Superior direto", "Chefe", "Superior imediato", // pt
	"Руководитель", "Непосредственный руководитель", // ru
	"Chef", "Närmaste chef", // sv
	"Керівник", "Безпосередній керівник", // uk
}

// ambiguous finds the rule for a header key.
var ambiguous = sync.OnceValue(func() map[string]*ambiguity {
	m := map[string]*ambiguity{}
	for _, a := range ambiguities {
		for _, h := range a.headers {
			m[headerKey(h)] = a
		}
	}
	return m
})

// contextRank is weaker than every alias and differs from rule to rule.
const contextRank = 1000

// settleContext decides on the ambiguous columns, and on clear headers whose
// values say something else.
func (u *Upload) settleContext() {
	for i, rule := range ambiguities {
		for _, c := range u.columns {
			if c.rule != rule {
				continue
			}
			v := rule.settle(u, c)
			if v.field == "" {
				u.ignore(c, v)
				continue
			}
			u.assume(c, v, contextRank+i)
		}
	}
	for _, c := range u.columns {
		if c.field == nil || c.how == HowCaller || c.seen.filled == 0 {
			continue
		}
		switch c.field.Name {
		case title:
			// German and Dutch lists have Dr. and Prof. there.
			u.settleWords(c, salutations(), "salutation", "its values are salutations and no job titles")
		case location:
			// Culture Amp has Remote, Hybrid and In-office in Work Location.
			u.settleWords(c, workModes(), "where the person works from", "its values say where people work from, and name no place")
		case StatusField:
			u.settleStatus(c)
		}
	}
	u.settleLogin()
}

// settleWords sends a column away whose words are of something else. One under
// the field's own name is what our exports write, and is believed whatever its
// values are, unless another column has the field and better values.
func (u *Upload) settleWords(c *column, words map[string]bool, about, reason string) {
	if !c.seen.allWords(words) {
		return
	}
	rival := slices.ContainsFunc(u.columns, func(o *column) bool {
		return o.field == c.field && o.seen.filled > 0 && !o.seen.allWords(words)
	})
	if c.how == HowName && !rival {
		return
	}
	u.ignore(c, verdict{reason: reason, keep: c.field.Name})
	c.how, c.about = HowOther, about
}

// assume lets a verdict stand, and says so where the values decided.
func (u *Upload) assume(c *column, v verdict, rank int) {
	c.field, c.rank, c.how = FieldByName(v.field), rank, HowContext
	if v.reason == "" {
		return
	}
	hint := fmt.Sprintf("to settle it, give %s; to ignore the column, %s", mapFlag(c.header, v.field), mapFlag(c.header, ""))
	switch {
	case c.byName:
		hint = fmt.Sprintf("a column with the manager's email or employee ID is surer; to keep the names as text, give %s; to ignore them, %s",
			mapFlag(c.header, keepManagers), mapFlag(c.header, ""))
	case v.keep != "":
		hint = fmt.Sprintf("to settle it, give %s; to keep it as %s, %s", mapFlag(c.header, v.field), v.keep, mapFlag(c.header, v.keep))
	}
	u.warn(c, CodeColumnAssumed, fmt.Sprintf("column %q is read as %s: %s", short(c.header), v.field, v.reason), hint)
}

// ignore lets a column go, and says so where its values decided. Nothing is
// said where another column holds the same.
func (u *Upload) ignore(c *column, v verdict) {
	c.field, c.how = nil, HowPassed
	if v.reason == "" {
		return
	}
	u.warn(c, CodeColumnAssumed,
		fmt.Sprintf("column %q is ignored: %s", short(c.header), v.reason),
		fmt.Sprintf("to keep it, give %s; to silence this, %s", mapFlag(c.header, v.keep), mapFlag(c.header, "")))
}

// settleID tells an employee's number from a login and from a platform's own
// number. A column with duplicates is never a key.
func settleID(u *Upload, c *column) verdict {
	s := &c.seen
	switch {
	case s.filled == 0 || u.column(EmployeeID) != nil:
		return verdict{}
	case s.mostly(s.addresses):
		if u.column(Email) == nil {
			return verdict{field: Email, reason: "its values are email addresses"}
		}
		if u.column(Username) == nil {
			return verdict{field: Username, reason: "its values are email addresses, and another column holds the email"}
		}
		return verdict{reason: "its values are email addresses, and other columns hold the email and the login", keep: EmployeeID}
	case s.platform > 0 && s.platform == s.filled:
		return verdict{reason: "its values are numbers that a platform gives", keep: EmployeeID}
	case s.repeated:
		return verdict{reason: "the same value comes twice, so it is nobody's own number", keep: EmployeeID}
	case s.withDigit == 0:
		if u.column(Username) == nil {
			return verdict{field: Username, reason: "its values are words without numbers"}
		}
		return verdict{reason: "its values are words without numbers, and another column holds the login", keep: EmployeeID}
	}
	return verdict{field: EmployeeID, reason: "no other column has an employee ID"}
}

// settleLogin reads the login as the email where a file has no other address:
// the templates of Microsoft 365 and Entra have only the user principal name.
// Beside an email it stays what it is, as in Salesforce, and so does a column
// under our own name for it.
func (u *Upload) settleLogin() {
	login := u.column(Username)
	if login == nil || login.how == HowCaller || login.how == HowName || u.column(Email) != nil || login.seen.filled == 0 || login.seen.addresses < login.seen.filled {
		return
	}
	u.assume(login, verdict{field: Email, reason: "no other column has one, and every value is an email address", keep: Username}, contextRank)
}

// keepManagers is where what a column says of managers can be kept as text.
const keepManagers = customPrefix + "manager"

// settleManager tells by its values how a column names the manager.
func settleManager(u *Upload, c *column) verdict {
	s := &c.seen
	switch {
	case s.filled == 0:
		return verdict{}
	case s.flag():
		return verdict{reason: "its values say who is a manager, not who has one", keep: keepManagers}
	case s.mostly(s.addresses):
		if u.column(ManagerEmail) != nil {
			return verdict{}
		}
		return verdict{field: ManagerEmail, reason: "its values are email addresses"}
	case s.looksLikeIDs():
		if u.column(ManagerEmployeeID) != nil {
			return verdict{}
		}
		return verdict{field: ManagerEmployeeID, reason: "its values look like employee IDs"}
	case u.column(ManagerEmail) != nil || u.column(ManagerEmployeeID) != nil:
		return verdict{}
	}
	// A name says who is meant only where one person has it, which cannot be
	// told before the roster is known.
	c.byName = true
	const reason = "its values are names, to be looked up among the people of the file and the roster"
	if u.column(EmployeeID) != nil {
		return verdict{field: ManagerEmployeeID, reason: reason}
	}
	return verdict{field: ManagerEmail, reason: reason}
}

// settleStatus sends a column called status away whose words are of something
// else: a form of employment (BambooHR), a role, a state of Mexico. Under our
// own name for it, it stays, and its rows say what is wrong with the words.
func (u *Upload) settleStatus(c *column) {
	s := &c.seen
	if c.how == HowName || statusFlags()[c.plain.key] || inverted()[c.plain.key] {
		return
	}
	switch {
	case s.allWords(contractWords()):
		const reason = "its values are forms of employment and say nothing of who has left"
		if u.column(employmentType) != nil {
			u.ignore(c, verdict{reason: reason, keep: StatusField})
			return
		}
		u.assume(c, verdict{field: employmentType, reason: reason, keep: StatusField}, contextRank)
	case s.allWords(accessWords()):
		u.assume(c, verdict{field: RoleField, reason: "its values are roles and say nothing of who has left", keep: StatusField}, contextRank)
	case c.plain.key != StatusField && len(s.words) > 1 && !s.anyStatus():
		u.ignore(c, verdict{reason: fmt.Sprintf("none of its values is a status, such as %q", short(s.first)), keep: StatusField})
	}
}

// wordSet is a set of words in the form of wordKey, made when it is needed.
func wordSet(words ...string) func() map[string]bool { return keySet(wordKey, words) }

// headerSet is a set of headers in the form of headerKey, made when it is
// needed.
func headerSet(headers ...string) func() map[string]bool { return keySet(headerKey, headers) }

func keySet(key func(string) string, list []string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		m := map[string]bool{}
		for _, s := range list {
			m[key(s)] = true
		}
		return m
	})
}

var (
	contractWords = wordSet("Full-Time", "Full Time", "Part-Time", "Part Time", "Contractor", "Contract", "Temporary", "Temp", "Intern", "Permanent", "Seasonal", "Casual",
		"Regular", "Regular Full-Time", "Regular Part-Time", "Freelance", "Consultant", "Apprentice", "Probation", "Fixed Term",
		"Vollzeit", "Teilzeit", "Minijob", "Werkstudent", "Praktikant", "Befristet", "Unbefristet", "Auszubildender", "CDI", "CDD", "Temps plein", "Temps partiel", "Stage", "Alternance", "Intérim",
		"Indefinido", "Temporal", "Tiempo completo", "Medio tiempo", "CLT", "PJ", "Estágio", "Estagiário", "Voltijd", "Deeltijd", "Vast", "Tijdelijk", "Oproep")
	accessWords = wordSet("Admin", "Administrator", "Owner", "Primary Owner", "Workspace Owner", "Workspace Primary Owner", "Workspace Admin", "Org Admin", "Super Admin", "Member", "Guest",
		"Single-Channel Guest", "Multi-Channel Guest", "Restricted", "User", "Users", "Viewer", "Editor", "Read Only", "General", "User Admin", "Account Admin", "user_admin", "account_admin",
		"Standard", "Basic", "Learner", "Student", "Teacher", "Staff", "Employee", "Mitarbeiter", "Benutzer", "Usuario", "Utilisateur", "Gebruiker", "Användare", "Beheerder", "Moderator")
	salutations = wordSet("Mr", "Mrs", "Ms", "Miss", "Mx", "Dr", "Prof", "Prof. Dr", "Dr. med", "Sir", "Rev", "Herr", "Frau", "Sr", "Sra", "Srta", "M", "Mme", "Mlle", "Dhr", "Mevr", "Dott", "Dott.ssa", "Ing", "Dipl.-Ing")
	workModes   = wordSet("Remote", "Hybrid", "In-Office", "In Office", "On-site", "Onsite", "Office", "Home", "Home Office", "Fully Remote", "Télétravail", "Mobil")
	// statusFlags are the headers that ask a question with two answers.
	statusFlags = headerSet("Active", "Is Active", "Activated", "Enabled", "Enabled User", "Account Enabled", "Aktiv", "Activo", "Actif", "Attivo", "Actief", "Ativo", "Активен", "Активний", "Aktiv j/n")
	// inverted are those whose yes means that somebody is out.
	inverted = headerSet("Block sign in", "Sign in blocked", "Blocked", "Is Blocked", "IsHidden", "Hidden", "Account Disabled", "Disabled", "Is Disabled", "Is Suspended", "Suspended", "Is Archived",
		"Archived", "Is Deleted", "Deleted", "Is Inactive", "Inactive", "Is Terminated", "Terminated", "Anmeldung blockieren", "Gesperrt", "Deaktiviert", "Inaktiv", "Inactivo", "Inactif", "Bloquear inicio de sesión")
)

// mostly reports whether at least half of the values are such.
func (s *survey) mostly(n int) bool { return n > 0 && 2*n >= s.filled }

// looksLikeIDs reports whether nearly all values are one word with a digit.
func (s *survey) looksLikeIDs() bool {
	return s.filled > 0 && 10*(s.withDigit) >= 9*s.filled && 10*s.spaced <= s.filled
}

// flag reports whether the column has at most two different values, all of
// them answers and not names.
func (s *survey) flag() bool {
	if len(s.words) == 0 || len(s.words) > 2 || s.moreWords {
		return false
	}
	for word := range s.words {
		key := wordKey(word)
		if _, ok := flagWords()[key]; !ok && key != "manager" && key != "employee" && key != "supervisor" {
			return false
		}
	}
	return true
}

// allWords reports whether every value is one of these words.
func (s *survey) allWords(words map[string]bool) bool {
	if len(s.words) == 0 || s.moreWords {
		return false
	}
	for word := range s.words {
		if !words[wordKey(word)] {
			return false
		}
	}
	return true
}

func (s *survey) anyWord(words map[string]bool) bool {
	for word := range s.words {
		if words[wordKey(word)] {
			return true
		}
	}
	return false
}

func (s *survey) anyStatus() bool {
	for word := range s.words {
		if statusWord(word) {
			return true
		}
	}
	return false
}

func statusWord(word string) bool {
	_, ok := lookStatus(word)
	return ok || undecidedStatus()[wordKey(word)]
}

// settledBy reports whether one word is enough to say that the column is what
// its header says, so that no other needs to be looked at.
func (c *column) settledBy(word string) bool {
	switch key := wordKey(word); c.field.Name {
	case title:
		return !salutations()[key]
	case location:
		return !workModes()[key]
	case StatusField:
		return !contractWords()[key] && !accessWords()[key] && statusWord(word)
	}
	return false
}

// platformID recognises a number that a platform gave: Slack's U024BE7LH, or
// a UUID.
func platformID(s string) bool {
	if len(s) == 36 && strings.Count(s, "-") == 4 {
		return true
	}
	if len(s) < 9 || s[0] != 'U' && s[0] != 'W' {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsUpper(r) && !unicode.IsDigit(r) })
}
