package roster

import (
	"strings"
	"sync"
	"unicode"
)

// statusWords are the words that systems write into a status column, in the
// form of wordKey. T is terminated here, as in ADP and Paylocity; where a
// column asks a question ("Active?") it is true, and flagWords decides.
//
// Words that may mean either are left out on purpose, and are errors: a person
// whose state is guessed keeps an access they should not have, or loses one
// they need. German "gekündigt" has given notice and still works; Spanish "de
// baja" may be ill.
var statusWords = wordTable(map[Status][]string{
	Active: {
		"Active", "A", "Current", "Employed", "Working", "Hired", "Rehired", "Employee", "Active Employee", "Contractor", "Full-Time", "Full Time", "Part-Time", "Part Time", "Member", "Enabled", "In Service",
		// Slack has roles in its status, and only leavers have another word.
		"Admin", "Owner", "Primary Owner", "Workspace Owner", "Workspace Primary Owner", "Workspace Admin", "Org Admin", "Org Owner", "Guest", "Single-Channel Guest", "Multi-Channel Guest",
		"Aktiv", "Beschäftigt", "Angestellt", "Im Dienst", // de
		"Activo", "Activa", "Alta", "De alta", "Contratado", "Contratada", "Vigente", // es
		"Actif", "En poste", "En activité", "Présent", "Présente", // fr
		"Attivo", "Attiva", "In servizio", // it
		"Actief", "In dienst", "Werkzaam", // nl
		"Ativo", "Ativa", "Admitido", "Admitida", "Trabalhando", // pt
		"Активен", "Активна", "Активный", "Активная", "Работает", "Действующий", // ru
		"Anställd",                     // sv
		"Активний", "Працює", "Діючий", // uk
		"Yes", "Y", "True", "1", "Ja", "Si", "Oui", "Sim", "Да", "Так",
	},
	OnLeave: {
		"On Leave", "L", "Leave", "LOA", "Leave of Absence", "On Leave of Absence", "Paid Leave", "Unpaid Leave", "STD", "LTD", "Family Leave", "Medical Leave", "Military Leave",
		"Maternity", "Maternity Leave", "Paternity Leave", "Parental Leave", "Sick Leave", "Sabbatical", "Furlough", "Furloughed",
		"Beurlaubt", "Elternzeit", "In Elternzeit", "Mutterschutz", "Im Mutterschutz", "Langzeitkrank", "Ruhend", // de
		"Permiso", "De permiso", "En permiso", "Licencia", "De licencia", "En licencia", "Excedencia", "En excedencia", "Vacaciones", "De vacaciones", // es
		"Congé", "En congé", "Congé parental", "Congé maternité", "Congé sans solde", "Arrêt maladie", "Absent", "Absente", // fr
		"Aspettativa", "In aspettativa", "Congedo", "In congedo", "Maternità", "In maternità", // it
		"Verlof", "Met verlof", "Ouderschapsverlof", "Zwangerschapsverlof", "Ziek", "Langdurig ziek", // nl
		"Afastado", "Afastada", "Licença", "De licença", "Em licença", "Licença maternidade", "Férias", "De férias", "Em férias", // pt
		"Отпуск", "В отпуске", "Декрет", "В декрете", "Декретный отпуск", "Отпуск по уходу за ребенком", // ru
		"Tjänstledig", "Föräldraledig", "Sjukskriven", // sv
		"Відпустка", "У відпустці", "В декреті", "Декретна відпустка", // uk
	},
	Inactive: {
		"Inactive", "I", "Terminated", "Term", "Termed", "T", "Suspended", "Deactivated", "Disabled", "Archived", "Deleted", "To Be Deleted", "Deceased", "Retired", "Resigned", "Laid Off", "Layoff",
		"Separated", "Withdrawn", "Former", "Former Employee", "Ex-Employee", "Not on payroll", "Dormant", "Reported No Show", "No Show", "Left", "Leaver", "Ended", "Exited",
		"Offboarded", "Dismissed", "Relieved", "Not Active", "Not Employed",
		"Inaktiv", "Nicht aktiv", "Ausgeschieden", "Ausgetreten", "Deaktiviert", "Entlassen", "Verstorben", "Pensioniert", "Im Ruhestand", "Ehemalig", "Ehemaliger Mitarbeiter", // de
		"Inactivo", "Inactiva", "Baja", "Cesado", "Cesada", "Cese", "Despedido", "Despedida", "Retirado", "Retirada", "Renuncia", "Jubilado", "Jubilada", "Desvinculado", "Desvinculada", "Egresado", "Terminado", "Suspendido", "Fallecido", // es
		"Inactif", "Non actif", "Sorti", "Sortie", "Parti", "Partie", "Démissionné", "Licencié", "Licenciée", "Retraité", "Retraitée", "Désactivé", "Suspendu", "Décédé", // fr
		"Inattivo", "Inattiva", "Non attivo", "Cessato", "Cessata", "Dimesso", "Dimessa", "Licenziato", "Licenziata", "Pensionato", "Pensionata", "Disattivato", // it
		"Inactief", "Niet actief", "Uit dienst", "Vertrokken", "Ontslagen", "Gepensioneerd", "Overleden", // nl
		"Inativo", "Inativa", "Demitido", "Demitida", "Desligado", "Desligada", "Aposentado", "Aposentada", "Rescindido", "Exonerado", "Suspenso", "Falecido", // pt
		"Неактивен", "Неактивна", "Неактивный", "Неактивная", "Уволен", "Уволена", "Уволился", "Уволилась", "На пенсии", // ru
		"Slutat", "Har slutat", "Avslutad", "Pensionerad", "Avgått", // sv
		"Неактивний", "Звільнений", "Звільнена", "Звільнено", // uk
		"No", "N", "False", "0", "Nein", "Non", "Nee", "Não", "Nej", "Нет", "Ні",
	},
})

// undecidedStatus are words that systems write and that do not say whether
// somebody may use the application: not yet, not now, not for long.
var undecidedStatus = wordSet("Onboarding", "Pre-hire", "Pending", "Pending Hire", "Invited", "Staged", "Provisioned", "Locked", "Locked Out", "Notice", "Notice Period", "On Notice",
	"Gekündigt", "Gesperrt", "De baja", "Préavis", "En préavis", "Uppsagd", "Bloqueado", "Заблокирован", "Заблокований")

// flagWords are the answers in a column that asks a question with two
// answers: "Active", "Is Active", "Block sign in", "IsHidden".
var flagWords = wordTable(map[bool][]string{
	true: {
		"Yes", "Y", "True", "T", "1", "On", "X", "J", "Ja", "Wahr", "S", "Si", "Sí", "Verdadero", "O", "Oui", "Vrai", "Vero", "Waar", "Sim", "Verdadeiro",
		"Да", "Истина", "Sant", "Так", "Істина",
	},
	false: {
		"No", "N", "False", "F", "0", "Off", "Nein", "Falsch", "Falso", "Non", "Faux", "Nee", "Onwaar", "Não", "Нет", "Ложь", "Nej", "Falskt", "Ні", "Хибність",
	},
})

// wordTable turns the lists into a table by word, when it is needed. A word in
// two lists would be whatever comes last, so it stops the program.
func wordTable[V comparable](words map[V][]string) func() map[string]V {
	return sync.OnceValue(func() map[string]V {
		m := map[string]V{}
		for v, list := range words {
			for _, w := range list {
				if other, ok := m[wordKey(w)]; ok && other != v {
					panic("the word " + w + " is in two lists")
				}
				m[wordKey(w)] = v
			}
		}
		return m
	})
}

// wordKey is a word in the form in which two spellings of it are equal:
// folded, without accents, letters and digits only.
func wordKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, bare(s))
}

// lookStatus returns the status that a word stands for. A word may carry a
// qualification, as in "Terminated - Voluntary" or "Active (Payroll
// Eligible)"; of somebody active it can say that they are on leave.
func lookStatus(word string) (Status, bool) {
	switch s := Status(word); s {
	case Active, OnLeave, Inactive:
		return s, true // without the table: to make it takes longer than a small file does
	}
	if s, ok := statusWords()[wordKey(word)]; ok {
		return s, true
	}
	at := strings.IndexAny(word, "-–—(:,/|")
	if at < 1 {
		return "", false
	}
	head, ok := statusWords()[wordKey(word[:at])]
	if !ok {
		return "", false
	}
	if tail := statusWords()[wordKey(word[at:])]; head == Active && tail == OnLeave {
		return OnLeave, true
	}
	return head, true
}

// statusReader reads one status column. Few words are used again and again,
// so each is looked up once.
type statusReader struct {
	flag   bool // a question with two answers
	invert bool // whose yes means inactive
	known  map[string]Status

	word   string // the last one that was read: most people are active
	status Status
}

// A column with free text in it is no status; these bound what we remember of
// it and what we look at.
const (
	mostWords   = 256 // different ones
	longestWord = 200 // bytes
)

func (r *statusReader) read(word string) (Status, bool) {
	if word != r.word {
		r.word, r.status = word, r.find(word)
	}
	return r.status, r.status != ""
}

// find returns the status of a word, "" for none.
func (r *statusReader) find(word string) Status {
	if s, ok := r.known[word]; ok {
		return s
	}
	s, _ := r.look(word)
	if r.known == nil {
		r.known = map[string]Status{}
	}
	if len(r.known) < mostWords {
		r.known[strings.Clone(word)] = s
	}
	return s
}

func (r *statusReader) look(word string) (Status, bool) {
	if len(word) > longestWord {
		return "", false
	}
	if r.flag {
		if yes, ok := flagWords()[wordKey(word)]; ok {
			if yes != r.invert {
				return Active, true
			}
			return Inactive, true
		}
	}
	if r.invert {
		// "Active" under "Block sign in" could mean either.
		return "", false
	}
	if s, ok := lookStatus(word); ok {
		return s, true
	}
	// BambooHR has the form of employment and the state in one column, so
	// whoever has a form is employed.
	if contractWords()[wordKey(word)] {
		return Active, true
	}
	return "", false
}

// furtherOut returns the status of two columns: a leaver is one in whichever
// column says so, and so is somebody on leave.
func furtherOut(a, b string) string {
	for _, s := range []Status{Inactive, OnLeave, Active} {
		if a == string(s) || b == string(s) {
			return string(s)
		}
	}
	return ""
}
