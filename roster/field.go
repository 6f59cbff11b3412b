package roster

import "strings"

// User is one person as the store knows them. The csv tags are the canonical
// columns: what we write, in the order we write them. Every value is clean in
// the sense of the package documentation; "" means there is none.
type User struct {
	ID      int64 `csv:"-"` // the store's own number
	Version int64 `csv:"-"` // grows with every change of this user

	EmployeeID        string `csv:"employee_id"`
	Email             string `csv:"email"`
	Username          string `csv:"username"`
	FirstName         string `csv:"first_name"`
	LastName          string `csv:"last_name"`
	PreferredName     string `csv:"preferred_name"`
	Title             string `csv:"title"`
	Department        string `csv:"department"`
	Location          string `csv:"location"`
	CostCenter        string `csv:"cost_center"`
	EmploymentType    string `csv:"employment_type"`
	Phone             string `csv:"phone"`
	ManagerEmployeeID string `csv:"manager_employee_id"`
	ManagerEmail      string `csv:"manager_email"`
	StartDate         string `csv:"start_date"`
	EndDate           string `csv:"end_date"`
	Status            Status `csv:"status"`
	Groups            string `csv:"groups"` // sorted, joined with ";"
	LastSeen          string `csv:"last_seen"`

	ManagerID     int64             `csv:"-"` // 0: no manager
	ManagerStatus Status            `csv:"-"` // the manager's, "" without one
	Role          Role              `csv:"-"`
	Custom        map[string]string `csv:"-"` // by name, without "custom."
}

// Kind says how a field's cells are read and compared.
type Kind string

const (
	KindText         Kind = "text"          // compared as written
	KindName         Kind = "name"          // text in which no word is taken for a sign of absence: there is a Ms Null
	KindPhone        Kind = "phone"         // text, without the apostrophe that keeps its zeros in a spreadsheet
	KindID           Kind = "id"            // exact text, zeros kept
	KindEmail        Kind = "email"         // compared by EmailKey
	KindUsername     Kind = "username"      // compared by UsernameKey
	KindDate         Kind = "date"          // 2006-01-02
	KindStatus       Kind = "status"        // active, on_leave, inactive
	KindSet          Kind = "set"           // sorted words joined with ";"
	KindManagerID    Kind = "manager-id"    // names the manager by employee ID
	KindManagerEmail Kind = "manager-email" // names the manager by email
	KindFullName     Kind = "full-name"     // in uploads only: becomes first and last name
	KindRole         Kind = "role"          // recognised in uploads, and never taken from them
)

// Field is one fact about a person and everything the program knows about
// that fact.
type Field struct {
	Name      string   // canonical header, column in the store, key in JSON
	Code      string   // by which a history knows it: short, never changed and never given to another; "" for what has no edits
	Kind      Kind     // how cells are read and compared
	Required  bool     // a person cannot be created without it
	Unique    bool     // no two users share a value
	Clearable bool     // Clear empties it; an identifier that is the key never is
	Fleeting  bool     // it changes for most people in every file, which is no sign of a slipped column
	About     string   // one line for people
	Aliases   []string // headers it is known by, its own name among them, strongest first

	get func(*User) string
	set func(*User, string)
}

// Stored reports whether users have this field as a value of their own: full
// names are only ever read, and the two manager columns are two names for one
// reference.
func (f *Field) Stored() bool {
	switch f.Kind {
	case KindFullName, KindManagerID, KindManagerEmail:
		return false
	}
	return true
}

// Custom reports whether the field is a column that the user asked to keep.
func (f *Field) Custom() bool { return strings.HasPrefix(f.Name, customPrefix) }

// Get returns the user's value, "" when there is none.
func (f *Field) Get(u *User) string { return f.get(u) }

// Set gives the user a value, which must be clean.
func (f *Field) Set(u *User, value string) { f.set(u, value) }

// Same reports whether two clean values of this field mean the same thing.
func (f *Field) Same(a, b string) bool {
	if a == b {
		return true
	}
	switch f.Kind {
	case KindManagerID, KindManagerEmail:
		x, named := ManagerName(a)
		y, both := ManagerName(b)
		if named && both {
			return NameKey(x) == NameKey(y)
		}
		return f.Kind == KindManagerEmail && EmailKey(a) == EmailKey(b)
	case KindEmail:
		return EmailKey(a) == EmailKey(b)
	case KindUsername:
		return UsernameKey(a) == UsernameKey(b)
	}
	return false
}

// Clear is the cell that empties a field.
const Clear = "#CLEAR"

// Names that only the reader of uploads needs.
const (
	customPrefix   = "custom."
	fullName       = "full_name"
	preferredName  = "preferred_name"
	title          = "title"
	location       = "location"
	employmentType = "employment_type"
	phone          = "phone"
)

// Names of the fields that rules speak of.
const (
	EmployeeID        = "employee_id"
	Email             = "email"
	Username          = "username"
	FirstName         = "first_name"
	LastName          = "last_name"
	ManagerEmployeeID = "manager_employee_id"
	ManagerEmail      = "manager_email"
	EndDate           = "end_date"
	StatusField       = "status"
	Groups            = "groups"
	RoleField         = "role"
)

// FieldByName returns the field with this canonical name, nil when there is
// none. Any well-formed "custom.<name>" is a field.
func FieldByName(name string) *Field {
	if f, ok := byName[name]; ok {
		return f
	}
	if custom, ok := strings.CutPrefix(name, customPrefix); ok && validCustom(custom) {
		return CustomField(custom)
	}
	return nil
}

// FieldByCode returns the field that a history knows by this code, nil when
// there is none.
func FieldByCode(code string) *Field {
	if f := byCode[code]; f != nil || !strings.HasPrefix(code, customPrefix) {
		return f
	}
	return FieldByName(code)
}

// CustomField returns the field of a column that the user asked to keep, by
// its name without "custom.".
func CustomField(name string) *Field {
	return &Field{
		Name: customPrefix + name, Code: customPrefix + name, Kind: KindText, Clearable: true,
		About: "a column you asked to keep",
		get:   func(u *User) string { return u.Custom[name] },
		set: func(u *User, v string) {
			if v == "" {
				delete(u.Custom, name)
				return
			}
			if u.Custom == nil {
				u.Custom = map[string]string{}
			}
			u.Custom[name] = v
		},
	}
}

// validCustom allows what can be a column name anywhere: a lower-case letter
// followed by letters, digits, "_" and "-", at most 64 of them.
func validCustom(name string) bool {
	if name == "" || len(name) > 64 || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	for _, r := range name {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return false
		}
	}
	return true
}

var byName = func() map[string]*Field {
	m := make(map[string]*Field, len(Fields))
	for _, f := range Fields {
		m[f.Name] = f
	}
	return m
}()

var byCode = func() map[string]*Field {
	m := make(map[string]*Field, len(Fields))
	for _, f := range Fields {
		if f.Code != "" {
			m[f.Code] = f
		}
	}
	return m
}()

// Fields is the one table of facts about a person, in the order in which
// reports and exports show them.
//
// Aliases are compared as headerForms reads them, so "Employee #",
// "employeeNumber" and "EMPLOYEE NO." are one alias. Of two columns for one
// field the one that stands further to the front is taken: the field's own
// name is first, except where another header is known to be more precise
// ("Work Email" before "Email", "Hire Date" before "Start Date", which 15Five
// uses for the day of the invitation). Headers that mean different things in
// different files are not here but in context.go.
var Fields = []*Field{
	{
		Name: "employee_id", Code: "i", Kind: KindID, Unique: true, Clearable: true,
		About: "the HR system's number for a person; exact text, leading zeros kept",
		Aliases: []string{
			"Employee ID", "Employee Number", "Employee Code", "Emp ID", "Emp Number", "EMPLID", "EMPNO", "Staff ID", "Staff Number", "Staff Code",
			"Personnel Number", "Personnel ID", "Person Number", "Person ID", "Person ID External", "Worker ID", "Associate ID", "Associate Number",
			"Colleague ID", "Colleague Number", "Payroll Number", "Payroll ID", "Payroll Code", "Organization Employee ID", "Employers Employee ID",
			"Unique User ID", "ADP ID", "Paylocity ID", "File Number", "Identifier", "Position ID",
			"Personalnummer", "Personal-Nr.", "Personalnr", "PERSNR", "Pers.-Nr.", "Mitarbeiternummer", "Mitarbeiter-Nr.", "Mitarbeiter-ID", "Mitgliedsnummer", // de
			"Número de empleado", "N.º empleado", "ID de empleado", "ID empleado", "Código de empleado", "Legajo", "Número de legajo", // es
			"Matricule", "Numéro de matricule", "N° matricule", "Numéro employé", "Numéro d'employé", "Numéro de salarié", "ID employé", "ID salarié", // fr
			"Matricola", "Numero dipendente", "ID dipendente", // it
			"Personeelsnummer", "Personeelsnr", "Medewerkernummer", "Medewerker-ID", "Werknemersnummer", "Registratienummer", "Relatienummer", // nl
			"Matrícula", "Número de matrícula", "Nº funcionário", "Número do funcionário", "ID do funcionário", "Código do funcionário", // pt
			"Табельный номер", "Табельный №", "Номер сотрудника", "ID сотрудника", // ru
			"Anställningsnummer", "Anställnings-ID", // sv
			"Табельний номер", "Табельний №", "Номер працівника", "ID працівника", // uk
		},
		get: func(u *User) string { return u.EmployeeID },
		set: func(u *User, v string) { u.EmployeeID = v },
	},
	{
		Name: "email", Code: "e", Kind: KindEmail, Unique: true, Required: true,
		About: "work email; spelling kept, compared without regard to case",
		Aliases: []string{
			// An address given for work goes before a plain one, in any
			// language: beside "Work Email", a plain "Email" is often the
			// private one (Gusto falls back to it).
			"Work Email", "Work Email Address", "Work Contact: Work Email", "Primary Work Email", "Business Email", "Business Email Address", "Company Email",
			"Corporate Email", "Office Email", "Official Email", "Employee Email", "Employee Email Address", "Employee Email ID", "Staff Email",
			"Geschäftliche E-Mail", "Dienstliche E-Mail", "E-Mail geschäftlich", "E-Mail dienstlich", "Firmen-E-Mail", // de
			"Correo corporativo", "Correo electrónico corporativo", "Correo de trabajo", "Email corporativo", // es
			"E-mail professionnel", "Email pro", "Adresse e-mail professionnelle", "Mail professionnel", "Mail pro", // fr
			"Email aziendale",                                                       // it
			"Zakelijk e-mailadres", "E-mail zakelijk", "E-mail werk", "Werk e-mail", // nl
			"E-mail profissional", "E-mail de trabalho", // pt
			"Рабочая почта", "Рабочий email", // ru
			"E-post arbete", "Jobbmejl", // sv
			"Робоча пошта", // uk

			"Email", "Email Address", "Email ID", "Primary Email", "Primary Email Address", "Mail", "Visual Studio Subscription Email",
			"E-Mail-Adresse", "Mailadresse", // de
			"Correo electrónico", "Correo", "Dirección de correo electrónico", // es
			"Adresse e-mail", "Adresse mail", "Courriel", "Adresse courriel", "Adresse de courriel", "Adresse électronique", "Adresse de messagerie", // fr
			"Indirizzo email", "Posta elettronica", // it
			"E-mailadres",                                                     // nl
			"Endereço de e-mail", "Correio eletrônico", "Correio electrónico", // pt
			"Электронная почта", "Эл. почта", "Адрес электронной почты", "Почта", // ru
			"E-post", "E-postadress", "Mejl", // sv
			"Електронна пошта", "Ел. пошта", "Адреса електронної пошти", // uk
		},
		get: func(u *User) string { return u.Email },
		set: func(u *User, v string) { u.Email = v },
	},
	{
		Name: "username", Code: "u", Kind: KindUsername, Unique: true, Clearable: true,
		About: "login name, where it is not the email",
		Aliases: []string{
			"Username", "Login", "Login Name", "Login ID", "User Login", "Logon Name", "User Principal Name", "UPN", "SAM Account Name", "UID", "Windows Login", "GitHub com login",
			"Benutzername", "Anmeldename", "Benutzerkennung", // de
			"Nombre de usuario", "Usuario", // es
			"Nom d'utilisateur", "Identifiant de connexion", // fr
			"Nome utente",                                         // it
			"Gebruikersnaam",                                      // nl
			"Nome de usuário", "Nome de utilizador", "Utilizador", // pt
			"Имя пользователя", "Логин", // ru
			"Användarnamn",              // sv
			"Ім’я користувача", "Логін", // uk
		},
		get: func(u *User) string { return u.Username },
		set: func(u *User, v string) { u.Username = v },
	},
	{
		Name: "first_name", Code: "f", Kind: KindName, Required: true,
		About: "given name",
		Aliases: []string{
			"First Name", "Given Name", "Legal First Name", "Employee First Name", "Forename", "First Names", "Given Names", "Forenames", "First", "FName",
			"Vorname", "Vornamen", // de
			"Nombres", "Primer nombre", "Nombre de pila", // es
			"Prénom", "Prénoms", // fr
			"Voornaam", "Voornamen", // nl
			"Primeiro nome", "Nome próprio", "Prenome", // pt
			"Имя",     // ru
			"Förnamn", // sv
			"Ім’я",    // uk
		},
		get: func(u *User) string { return u.FirstName },
		set: func(u *User, v string) { u.FirstName = v },
	},
	{
		Name: "last_name", Code: "l", Kind: KindName, Required: true,
		About: "family name",
		Aliases: []string{
			"Last Name", "Surname", "Family Name", "Legal Last Name", "Employee Last Name", "Last Names", "Last", "LName", "SN",
			"Nachname", "Familienname", "Zuname", // de
			"Apellidos", "Apellido", "Primer apellido", "Apellido paterno", // es
			"Nom de famille",            // fr
			"Cognome",                   // it
			"Achternaam", "Familienaam", // nl
			"Sobrenome", "Apelido", "Último nome", // pt
			"Фамилия",   // ru
			"Efternamn", // sv
			"Прізвище",  // uk
		},
		get: func(u *User) string { return u.LastName },
		set: func(u *User, v string) { u.LastName = v },
	},
	{
		Name: "full_name", Kind: KindFullName,
		About: "in uploads only: split into first and last name",
		Aliases: []string{
			"Full Name", "Employee Name", "Employee Full Name", "Legal Name", "Legal Full Name", "Worker Name", "Payroll Name",
			"Last Name, First Name", "First and Last Name", "First Name Last Name", "Associate Name", "Colleague Name", "Staff Name", "Person Name",
			"Formatted Name", "Preferred Full Name", "GitHub com name", "CN", "Display Name",
			"Vollständiger Name", "Vor- und Nachname", "Nachname, Vorname", "Nachname, Vorname (Link Personal)", "Name, Vorname", "Mitarbeitername", "Anzeigename", // de
			"Nombre completo", "Nombre y apellidos", "Nombre y apellido", "Nombres y apellidos", "Apellidos y nombres", "Apellidos y nombre", "Nombre trabajador", "Nombre para mostrar", // es
			"Nom complet", "Nom et prénom", "Prénom et nom", "Nom Prénom", "Prénom Nom", "Nom d'affichage", // fr
			"Nome e cognome", "Cognome e nome", "Nominativo", // it
			"Volledige naam", "Naam werknemer", "Naam medewerker", "Weergavenaam", // nl
			"Nome completo", "Nome e sobrenome", "Nome do funcionário", "Nome de exibição", // pt
			"ФИО", "Полное имя", "Отображаемое имя", // ru
			"Fullständigt namn", "För- och efternamn", "Visningsnamn", // sv
			"ПІБ", "Повне ім’я", "Коротке ім’я", // uk
		},
		get: (*User).Name,
		set: func(*User, string) {},
	},
	{
		Name: "preferred_name", Code: "p", Kind: KindName, Clearable: true,
		About: "what the person goes by",
		Aliases: []string{
			"Preferred Name", "Nickname", "Known As", "Goes By", "Alternative Name", "Short Name", "Community Nickname",
			"Rufname", "Spitzname", // de
			"Nombre preferido", "Apodo", // es
			"Prénom usuel", "Prénom d'usage", "Surnom", // fr
			"Roepnaam",                      // nl
			"Nome preferido", "Nome social", // pt
			"Предпочитаемое имя", // ru
			"Tilltalsnamn",       // sv
		},
		get: func(u *User) string { return u.PreferredName },
		set: func(u *User, v string) { u.PreferredName = v },
	},
	{
		Name: "title", Code: "t", Kind: KindText, Clearable: true,
		About: "job title",
		Aliases: []string{
			"Title", "Job Title", "Business Title", "Position Title", "Working Title", "Employee Title", "Work Title", "Job Title Description", "Position Description",
			"Position Name", "Job Name", "Job Position", "Job Description", "Job Title for User", "Designation", "Occupation",
			"Stelle", "Stellenbezeichnung", "Positionsbezeichnung", "Berufsbezeichnung", "Funktion", "Jobtitel", "Tätigkeit", // de
			"Cargo", "Puesto", "Puesto de trabajo", "Título del puesto", // es
			"Poste", "Fonction", "Intitulé du poste", "Intitulé de poste", "Titre du poste", "Titre", "Emploi", // fr
			"Mansione", "Qualifica", "Posizione", // it
			"Functie", "Functietitel", "Functienaam", "Functieomschrijving", "Standaardfunctie", // nl
			"Função", "Título do cargo", // pt
			"Должность",                                       // ru
			"Befattning", "Yrkestitel", "Jobbtitel", "Tjänst", // sv
			"Посада", // uk
		},
		get: func(u *User) string { return u.Title },
		set: func(u *User, v string) { u.Title = v },
	},
	{
		Name: "department", Code: "d", Kind: KindText, Clearable: true,
		About: "department the person works in",
		Aliases: []string{
			"Department", "Department Name", "Department Description", "Home Department", "Home Department Description", "Dept", "Dept Name", "Departments", "Org Level 1 Code", "Home Department Code",
			"Abteilung", "Abteilungsname", "Fachbereich", // de
			"Departamento", "Área", "Sección", // es
			"Département", "Service", // fr
			"Dipartimento", "Reparto", // it
			"Afdeling",                              // nl
			"Setor",                                 // pt
			"Отдел", "Подразделение", "Департамент", // ru
			"Avdelning",           // sv
			"Відділ", "Підрозділ", // uk
		},
		get: func(u *User) string { return u.Department },
		set: func(u *User, v string) { u.Department = v },
	},
	{
		Name: "location", Code: "o", Kind: KindText, Clearable: true,
		About: "office or site",
		Aliases: []string{
			"Location", "Office Location", "Work Location", "Primary Work Location", "Location Name", "Location Description", "Office", "Office Name", "Site", "Site Name", "Location Site",
			"Work Site", "Workplace", "Physical Delivery Office Name", "Branch (location)", "Locations", "Office Number", "Primary Work Location Code",
			"Standort", "Arbeitsort", "Dienstort", "Niederlassung", "Büro", // de
			"Ubicación", "Centro de trabajo", "Lugar de trabajo", "Sede", "Sucursal", "Oficina", // es
			"Lieu de travail", "Établissement", "Localisation", "Bureau", // fr
			"Sede di lavoro", "Luogo di lavoro", "Ufficio", // it
			"Locatie", "Vestiging", "Standplaats", "Werklocatie", "Kantoor", // nl
			"Local de trabalho", "Localização", "Escritório", "Filial", // pt
			"Местоположение", "Место работы", "Расположение", "Офис", // ru
			"Arbetsplats", "Arbetsställe", "Kontor", // sv
			"Місце роботи", "Розташування", "Офіс", // uk
		},
		get: func(u *User) string { return u.Location },
		set: func(u *User, v string) { u.Location = v },
	},
	{
		Name: "cost_center", Code: "c", Kind: KindText, Clearable: true,
		About: "cost center the person is booked on",
		Aliases: []string{
			"Cost Center", "Cost Centre", "Cost Center Code", "Cost Centre Code", "Cost Center Number", "Cost Center Name", "Cost Center 1", "Dept Cost Center",
			"Kostenstelle", "KST", // de
			"Centro de costo", "Centro de costos", "Centro de coste", "Centro de costes", // es
			"Centre de coût", "Centre de coûts", // fr
			"Centro di costo",                     // it
			"Kostenplaats",                        // nl
			"Centro de custo", "Centro de custos", // pt
			"Центр затрат", "МВЗ", // ru
			"Kostnadsställe", // sv
			"Центр витрат",   // uk
		},
		get: func(u *User) string { return u.CostCenter },
		set: func(u *User, v string) { u.CostCenter = v },
	},
	{
		Name: "employment_type", Code: "y", Kind: KindText, Clearable: true,
		About: "form of employment, such as full-time or contractor",
		Aliases: []string{
			"Employment Type", "Employee Type", "Worker Type", "Type of Employment", "Contract Type", "Worker Category", "Worker Category Description", "Full Time or Part Time", "Full Time or Part Time Code", "Full/Part Time", "User Type",
			"Beschäftigungsart", "Art der Beschäftigung", "Anstellungsart", "Beschäftigungsverhältnis", "Vertragsart", // de
			"Tipo de contrato", "Tipo de empleo", // es
			"Type de contrat", "Type contrat", "Nature du contrat", "Contrat", // fr
			"Tipo di contratto", "Tipo contratto", // it
			"Soort dienstverband", "Type dienstverband", "Dienstverband", "Contractvorm", // nl
			"Vínculo", "Tipo de vínculo", "Tipo de contratação", "Regime", // pt
			"Тип занятости", "Вид занятости", // ru
			"Anställningsform", "Anställningstyp", // sv
			"Тип зайнятості", "Вид зайнятості", // uk
		},
		get: func(u *User) string { return u.EmploymentType },
		set: func(u *User, v string) { u.EmploymentType = v },
	},
	{
		Name: "phone", Code: "h", Kind: KindPhone, Clearable: true,
		About: "work phone, as written",
		Aliases: []string{
			// A number given for work goes before a plain one; a mobile number
			// is taken where there is no other, which the context decides.
			"Work Phone", "Work Phone Number", "Business Phone", "Business Phone Number", "Office Phone", "Office Phone Number", "Phone Work", "Biz Phone",
			"Telefon geschäftlich", "Telefon dienstlich", "Diensttelefon", // de
			"Teléfono del trabajo", "Teléfono de trabajo", // es
			"Téléphone professionnel", "Téléphone pro", "Num. tél prof", "Tél. pro", // fr
			"Telefono aziendale", // it
			"Telefoon werk",      // nl
			"Telefone comercial", // pt
			"Рабочий телефон",    // ru
			"Jobbtelefon",        // sv
			"Робочий телефон",    // uk

			"Phone", "Phone Number", "Telephone", "Telephone Number", "Tel", "Primary Phone", "Main Phone Number",
			"Telefon", "Telefonnummer", "Rufnummer", "Festnetz", // de
			"Teléfono", "Número de teléfono", "Fono", // es
			"Numéro de téléphone",        // fr
			"Telefoon", "Telefoonnummer", // nl
			"Telefone", "Fone", // pt
			"Телефон", // ru
		},
		get: func(u *User) string { return u.Phone },
		set: func(u *User, v string) { u.Phone = v },
	},
	{
		Name: "manager_employee_id", Kind: KindManagerID, Clearable: true,
		About: "the manager, named by employee ID",
		Aliases: []string{
			"Manager Employee ID", "Manager's Employee ID", "Manager Employee Number", "Manager ID", "Manager's ID", "Manager Number", "Manager Emp ID", "Manager Person Number",
			"Manager Associate ID", "Manager Worker ID", "Line Manager ID", "Line Manager Employee ID", "Reporting Manager ID", "Supervisor Employee ID", "Supervisor ID",
			"Supervisor EID", "Supervisor Number", "Supervisor Associate ID", "Reports To Employee ID", "Reports To ID", "Reports To Associate ID", "Manager 1 Employee ID",
			"Manager-Personalnummer", "Personalnummer Vorgesetzter", "Personalnummer Manager", "Vorgesetzter Personalnummer", "Vorgesetzten-ID", "Personalnummer Führungskraft", // de
			"ID del supervisor", "ID supervisor", "ID del gerente", "ID del jefe", "Número de empleado del supervisor", // es
			"Matricule du manager", "Matricule manager", "Matricule du responsable", "Matricule responsable", // fr
			"Manager personeelsnummer", "Personeelsnummer manager", "Personeelsnummer leidinggevende", // nl
			"Matrícula do gestor", "ID do gestor", "Matrícula do superior", // pt
			"Табельный номер руководителя", "ID руководителя", "ID непосредственного руководителя", // ru
			"Chefens anställningsnummer", "Chef-ID", // sv
			"Табельний номер керівника", "ID керівника", // uk
		},
		get: func(u *User) string { return u.ManagerEmployeeID },
		set: func(u *User, v string) { u.ManagerEmployeeID = v },
	},
	{
		Name: "manager_email", Code: "m", Kind: KindManagerEmail, Clearable: true,
		About: "the manager, named by email",
		Aliases: []string{
			"Manager Email", "Manager Email Address", "Manager's Email", "Manager's Email Address", "Manager Work Email", "Manager Email ID", "Line Manager Email",
			"Line Manager Email Address", "Direct Manager Email", "Reporting Manager Email", "Supervisor Email", "Supervisor's Email", "Supervisor Email Address", "Reports To Email",
			"E-Mail Vorgesetzter", "E-Mail des Vorgesetzten", "Vorgesetzter E-Mail", "E-Mail Führungskraft", "E-Mail der Führungskraft", "Führungskraft E-Mail", // de
			"Correo del supervisor", "Correo electrónico del supervisor", "Email del supervisor", "Correo del gerente", "Correo electrónico del gerente", "Correo del jefe", // es
			"E-mail du manager", "E-mail manager", "Adresse e-mail du manager", "E-mail du responsable", "E-mail responsable", // fr
			"E-mailadres manager", "E-mail leidinggevende", "E-mailadres leidinggevende", // nl
			"E-mail do gestor", "E-mail do gerente", "E-mail do superior", // pt
			"Email руководителя", "Email непосредственного руководителя", "Почта руководителя", "Электронная почта руководителя", // ru
			"Chefens e-post", "Chefens e-postadress", "E-post chef", // sv
			"Email керівника", "Електронна пошта керівника", // uk
		},
		get: func(u *User) string { return u.ManagerEmail },
		set: func(u *User, v string) { u.ManagerEmail = v },
	},
	{
		Name: "start_date", Code: "s", Kind: KindDate, Clearable: true,
		About: "first day of work",
		Aliases: []string{
			"Hire/Rehire Date", "Most Recent Hire Date", "Latest Hire Date", "Last Hire Date", "Hire Date", "Date of Hire", "Date Hired", "Hired On", "Start Date",
			"Employment Start Date", "Actual Start Date", "Work Start Date", "Work Start", "Date of Joining", "Joining Date", "Join Date", "Date Joined",
			"Commencement Date", "First Day of Work", "First Day", "Service Date", "Original Hire Date",
			"Eintrittsdatum", "Eintritt", "Firmeneintritt", "Beitritt", "Einstellungsdatum", "Anstellungsdatum", "Beitrittsdatum", "Startdatum", // de
			"Fecha de ingreso", "Fecha ingreso", "Ingreso", "Fecha de contratación", "Fecha contratación", "Fecha de alta", "Fecha de inicio", "Fecha inicio", "Fecha de inicio de contrato", "Fecha inicio contrato", "Inicio de contrato", "Inicio contrato", // es
			"Date d'embauche", "Date embauche", "Date d'entrée", "Date entrée", "Date d'arrivée", "Date de début", // fr
			"Data di assunzione", "Data assunzione", "Data di inizio", // it
			"Datum in dienst", "Datum indiensttreding", "Dienstverband - In dienst", "Indiensttreding", "In dienst", "Begindatum", // nl
			"Data de admissão", "Data admissão", "Admissão", "Data de ingresso", "Data ingresso", "Data de contratação", "Data de início", // pt
			"Дата приёма на работу", "Дата приёма", "Дата найма", "Дата начала работы", // ru
			"Anställningsdatum", "Tillträdesdatum", // sv
			"Дата прийняття на роботу", "Дата прийому на роботу", "Дата прийому", // uk
		},
		get: func(u *User) string { return u.StartDate },
		set: func(u *User, v string) { u.StartDate = v },
	},
	{
		Name: "end_date", Code: "n", Kind: KindDate, Clearable: true,
		About: "last day of work; once it has come, the person is a leaver",
		Aliases: []string{
			"Termination Date", "Date of Termination", "Date Terminated", "Term Date", "Employment End Date", "End Date", "Last Day", "Last Day of Work", "Last Day Worked",
			"Last Working Day", "Leaving Date", "Date of Leaving", "Date Left", "Exit Date", "Relieving Date", "Separation Date", "Departure Date", "Deactivation Date", "Contract End Date",
			"Austrittsdatum", "Austritt", "Letzter Arbeitstag", "Enddatum", "Vertragsende", // de
			"Fecha de cese", "Fecha cese", "Fecha de retiro", "Fecha de baja", "Fecha baja", "Fecha de egreso", "Fecha de salida", "Fecha de término", "Fecha de fin", "Fecha fin", // es
			"Date de sortie", "Date sortie", "Date de départ", "Date départ", "Date de fin", "Date de fin de contrat", "Fin de contrat", "Fin contrat", // fr
			"Data di cessazione", "Data cessazione", "Data di fine", // it
			"Datum uit dienst", "Datum uitdiensttreding", "Uit dienst", "Einddatum", // nl
			"Data de desligamento", "Data desligamento", "Data de demissão", "Data demissão", "Data de rescisão", "Data de saída", "Data de término", // pt
			"Дата увольнения",                    // ru
			"Slutdatum", "Sista anställningsdag", // sv
			"Дата звільнення", // uk
		},
		get: func(u *User) string { return u.EndDate },
		set: func(u *User, v string) { u.EndDate = v },
	},
	{
		Name: "status", Code: "a", Kind: KindStatus,
		About: "active, on_leave or inactive",
		Aliases: []string{
			"Status", "Active Status", "Position Status", "Assignment Status", "Worker Status", "Employee Status", "User Status", "Account Status", "Work Status",
			"New Status", "Employee Access Status", "Active", "Is Active", "Activated", "Enabled", "Enabled User", "Account Enabled", "Employment Status",
			"Personalstatus", "Mitarbeiterstatus", "Beschäftigungsstatus", "Aktiv", // de
			"Estado", "Estado del empleado", "Estatus", "Situación", "Activo", // es
			"Statut", "Statut de l'employé", "Actif", // fr
			"Stato", "Attivo", // it
			"Actief",            // nl
			"Situação", "Ativo", // pt
			"Статус", "Состояние", "Активен", // ru
			"Anställningsstatus", // sv
			"Стан", "Активний",   // uk
		},
		get: func(u *User) string { return string(u.Status) },
		set: func(u *User, v string) { u.Status = Status(v) },
	},
	{
		Name: "groups", Code: "g", Kind: KindSet, Clearable: true,
		About: "groups the person is in; several are separated by ; | or ,",
		Aliases: []string{
			"Groups", "Group", "Group Names", "Group Name", "Active Group Names", "User Groups", "User Group", "IM Group", "Reporting Group", "Teams", "Team",
			"Gruppen", "Gruppe", // de
			"Grupos", "Grupo", "Equipos", "Equipo", // es
			"Groupes", "Groupe", "Équipes", "Équipe", // fr
			"Gruppi", "Gruppo", // it
			"Groepen", "Groep", // nl
			"Equipas", "Equipa", // pt
			"Группы", "Группа", "Команда", // ru
			"Grupper", "Grupp", "Lag", // sv
			"Групи", "Група", // uk
		},
		get: func(u *User) string { return u.Groups },
		set: func(u *User, v string) { u.Groups = v },
	},
	{
		// Headers like "Last Login" stay unread unless they are mapped: such
		// columns hold times and words as often as dates.
		Name: "last_seen", Code: "v", Kind: KindDate, Clearable: true, Fleeting: true,
		About:   "the last day on which the person used the application",
		Aliases: []string{"Last Seen", "Last Seen Date", "Last Seen On"},
		get:     func(u *User) string { return u.LastSeen },
		set:     func(u *User, v string) { u.LastSeen = v },
	},
	{
		Name: "role", Code: "r", Kind: KindRole,
		About: "what the person may administer; changed by hand only, never by a file",
		Aliases: []string{
			"User Role", "Access Role", "Roles", "User Role ID", "Permission Level", "Access Level", "Type of User",
			"Benutzerrolle",             // de
			"Perfil", "Tipo de usuario", // es
			"Papel", // pt
		},
		get: func(u *User) string { return string(u.Role) },
		set: func(u *User, v string) { u.Role = Role(v) },
	},
}
