package roster

import "sync"

// otherFacts are headers that rosters often have and that we do not take.
// They help to tell a header row from a title or a person, and they keep us
// from suggesting a field for a header that is no slip of the pen: "State" is
// not a misspelt "Stato". A private address is among them, because it must
// never become the work email.
var otherFacts = []struct {
	what    string // for people
	headers []string
}{
	{"private email", []string{
		"Personal Email", "Personal Email Address", "Home Email", "Recovery Email", "Home Secondary Email", "Second Email", "Secondary Email",
		"Other Email", "Work Secondary Email", "Alternate Email", "Alternate Email Address", "Email Address Alternate", "Private Email",
		"Alternative E-Mail-Adresse", "Private E-Mail", "E-Mail privat", // de
		"Correo personal", "Correo electrónico personal", "Correo electrónico alternativo", // es
		"Email personnel", "Adresse e-mail personnelle", "Adresse Personnelle électronique", // fr
		"Email personale", "Privé e-mail", "E-mail privé", "E-mail pessoal", "E-mail particular", "Личная почта", "Личный email", "Privat e-post", "Особиста пошта",
	}},
	{"address", []string{
		"Address", "Address 1", "Address 2", "Street", "Street Address", "Home Address", "Work Address", "Work Address Street", "Work Address Locality",
		"Work Address Postal Code", "Work Address Region", "Work Address Country", "Postal Address", "City", "Town", "State", "State Code", "U.S. State",
		"US State Code", "State or Province", "Province", "County", "Zip", "Zip Code", "Postal Code", "Post Code", "ZIP or Postal Code", "Country",
		"Country Code", "Country ISO Code", "Country or Region", "Country/Territory", "Usage Location", "Region", "Sub-Region",
		"Adresse", "Anschrift", "Straße", "Ort", "Wohnort", "Bundesstaat", "Bundesland", "PLZ", "Postleitzahl", "Land", "Land oder Region", // de
		"Dirección", "Ciudad", "Provincia", "Estado o provincia", "Código postal", "País", "País o región", // es
		"Ville", "Code postal", "Pays", "Région", // fr
		"Straat", "Plaats", "Woonplaats", "Staat", // nl
		"Endereço", "Cidade", "UF", "CEP", // pt
		"Адрес", "Город", "Индекс", "Страна", "Область", "Область, край", "Почтовый индекс", "Страна или регион", // ru
		"Адреса", "Місто", "Країна", // uk
	}},
	{"birth date", []string{
		"Birth Date", "Birthdate", "Birthday", "DOB", "Date of Birth", "Geburtsdatum", "Geb.-Datum", "Geburtstag", "Fecha de nacimiento",
		"Fecha nacimiento", "Cumpleaños", "Date de naissance", "Geboortedatum", "Data de nascimento", "Data nascimento", "Дата рождения", "Födelsedatum", "Дата народження",
	}},
	{"gender, origin and the like", []string{
		"Gender", "Gender Identity", "Sex", "Pronouns", "Preferred Pronoun", "Race/Ethnicity", "Race", "Ethnicity", "BIPOC", "Nationality", "Marital Status",
		"Geschlecht", "Género", "Sexo", "Genre", "Sexe", "Geslacht", "Nationaliteit", "Пол", "Kön",
	}},
	{"national number", []string{
		"SSN", "Social Security Number", "National ID", "Tax ID", "Sv-Nr", "DNI", "RUT", "RUN", "Documento identidad", "Tipo documento", "Identificación",
		"CIN", "CNSS", "RIB", "CPF", "BSN", "Personnummer", "ИНН", "СНИЛС",
	}},
	{"other parts of a name", []string{
		"Middle Name", "Middle Initial", "MiddleI", "Initials", "Honorific Prefix", "Honorific Suffix", "Prefix", "Suffix", "Salutation", "Anrede", "Titel",
		"Sortable Name", "Maiden Name", "Zweiter Vorname", "Segundo nombre", "Deuxième prénom", "Voorletters", "Отчество", "По батькові", "По отчеству", "Preferred Pronunciation",
	}},
	{"other dates", []string{
		"Rehire Date", "Activation Date", "Created", "Created Date", "Created At", "When Created", "When Changed", "Updated At", "Date Last Modified", "Last Login",
		"Last Sign In", "Expiration Timestamp", "Account Expires", "Account verloopt", "Kontoablaufdatum", "Confirmation Date", "Position Start Date",
		"Historische datum in dienst", "Data inclusão", "Data de matrícula", "Criação",
	}},
	{"organisation", []string{
		"Company", "Company Name", "Company Code", "Company ID", "Organization", "Organization Name", "Org ID", "Legal Entity", "Legal Entity ID", "Operating Company",
		"Opco", "Business Unit", "Business Unit Code", "Business Unit Description", "BU", "Division", "Sub-Division", "Parent Department", "Service Line",
		"Org Unit Path", "Org Unit", "OU", "LDAP OU", "Branch Code", "Branch Name", "Branch Name Path", "Building ID", "Floor Name", "Floor Section", "Location Code",
		"Work Location ID", "Cost Center 2", "Cost Center 3", "School ID", "School SIS ID", "Org Sourced IDs", "Domain", "Department ID", "Department Code",
		"Organisation", "Org-Einheit", "Bereich", "Firma", "Empresa", "Entreprise", "Société", "Activité", "Bedrijf", "Организация", "Компания", "Företag",
	}},
	{"job classification", []string{
		"Job Code", "Job Title Code", "Job Title Level", "Job Level", "Job Profile", "Job Function", "Job Function Description", "Job Family", "Management Level",
		"Position/Level", "Position Code", "Grade", "Grades", "Level", "Exempt", "FTE", "Work-time %", "Contractor", "Pay Type", "Pay Rate", "Wage Type", "Wage Rate",
		"Salary", "Salaire", "Salario", "Solde congé", "Gehalt", "Sollstunden", "Functiegroep", "Nivel", "Grau hierárquico", "Clock Status",
	}},
	{"why somebody left", []string{
		"Termination Reason", "Termination Reason Code", "Termination Reason Description", "Termination Type", "Termination Type ID", "Attrition Reason", "Motivo de retiro",
	}},
	{"account", []string{
		"Password", "Initial Password", "Password Hash Function", "Passwort", "Contraseña", "Mot de passe", "Wachtwoord", "Senha", "Пароль", "Change Password at Next Sign-In",
		"Language", "Preferred Language", "Primary Language", "Language Locale Key", "Locale", "Locale Sid Key", "Default Locale", "Email Encoding Key", "Timezone",
		"Time Zone", "Time Zone Sid Key", "Sprache", "Taal", "Langue", "Idioma", "Profile", "Profile ID", "Profile Name", "Profile URL", "License Type", "New Licenses",
		"Alias", "External ID", "SIS ID", "System ID", "UUID", "GUID", "Object ID", "Object Class", "Integration ID", "Sourced ID", "User IDs", "Agents", "Agent Sourced IDs",
		"New Username", "New Primary Email", "New Unique User ID", "Email Usage", "2sv Enrolled", "Advanced Protection Program Enrollment", "Login Method", "Has 2FA",
		"Has SSO", "Billing Active", "Authentication Provider ID", "User Account Control", "Locked", "DN", "Distinguished Name", "Email Verified",
	}},
	{"other numbers and notes", []string{
		"Home Phone", "Recovery Phone", "Personal Phone", "Emergency Phone", "Fax", "Fax Number", "Pager", "IP Phone", "Extension", "Extension Number", "Phone Ext",
		"Número de fax", "Número del trabajo", "Num. tél personnel", "WhatsApp", "Note", "Notes", "Comment", "Comments", "Description", "Kommentare", "Bemerkung", "Bemerkungen",
		"Opmerkingen", "Observaciones", "Observações", "Lfd. Nr.", "Laufende Nummer", "Number", "Matrix Manager", "Second Manager", "Custom Manager", "Second Manager ID",
		"Manager Username", "Manager First Name", "Manager Last Name",
	}},
}

// otherHeaders says what a header that we do not take speaks of, by its key.
var otherHeaders = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, fact := range otherFacts {
		for _, h := range fact.headers {
			m[headerKey(h)] = fact.what
		}
	}
	return m
})

// notTaken are headers that must be told from one we take by a sign that
// headerForms drops. In the German template of Microsoft 365 the office number
// is called "Telefon – Geschäftlich" beside the phone "Telefon (geschäftlich)".
var notTaken = map[string]string{
	"Telefon – Geschäftlich": "office number",
}

// The two columns that we add to rejected rows. Files that were mended come
// back with them, and they are left out on the way in.
const (
	LineColumn    = "roster_line"    // where the row began in the file it came from
	ProblemColumn = "roster_problem" // what has to be mended
)
