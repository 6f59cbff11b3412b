package roster

// Explanation is what `roster explain CODE` says about a kind of problem, for
// somebody who has a spreadsheet in front of them.
type Explanation struct {
	Code    Code   `json:"code"`
	Title   string `json:"title"`   // in a few words
	Meaning string `json:"meaning"` // what is the matter, and what happens to the row or the file
	Example string `json:"example"` // what it looks like
	Mend    string `json:"mend"`    // what to do, in the spreadsheet or on the command line
}

// Explain returns the page of a code; false for a code that does not exist.
func Explain(c Code) (Explanation, bool) {
	e, ok := explanationOf[c]
	return e, ok
}

// Codes returns every code that a problem can have, those of the file first,
// then those of its columns, its rows, and of the rows beside the roster.
func Codes() []Code {
	codes := make([]Code, len(explanations))
	for i, e := range explanations {
		codes[i] = e.Code
	}
	return codes
}

var explanationOf = func() map[Code]Explanation {
	m := make(map[Code]Explanation, len(explanations))
	for _, e := range explanations {
		m[e.Code] = e
	}
	return m
}()

// explanations is the one table of problems and their mends. The codes that
// have no constant here are those of package table.
var explanations = []Explanation{
	// The bytes.
	{
		CodeEmptyFile, "the file is empty",
		"The file has neither a header line nor a row. Nothing is changed, and nobody is taken for a leaver.",
		"A file of 0 bytes, or of nothing but blank lines.",
		"Export the list again. `roster template` writes a blank file to fill in.",
	},
	{
		"unclosed-quote", "a quote is opened and never closed",
		"A cell begins with a quote sign, and the quote that should end it is missing, so everything behind it would become one cell. The file is refused; the message names the line on which the quote was opened.",
		`E7,"Lee,sam@acme.example`,
		"Go to the line in a text editor and close the quote, or take the opening one away. A quote sign inside a quoted cell is written twice.",
	},
	{
		"cell-too-long", "a cell is longer than any value",
		"One cell has more text than a roster can mean, which happens when a delimiter, a line end or a closing quote is missing.",
		"A cell of 200,000 characters.",
		"Look at the line in a text editor, and shorten the cell or restore the missing sign.",
	},
	{
		"record-too-long", "a row is longer than any row",
		"One row has more text than a roster can mean, which happens when the line ends of a file are lost.",
		"The whole company on one line.",
		`Open the file in a spreadsheet and save it as "CSV UTF-8".`,
	},
	{
		"too-many-columns", "a row has more cells than a spreadsheet",
		"One row has more cells than a sheet of Excel has columns, which happens when the line ends of a file are lost.",
		"A row of 20,000 cells.",
		"Save the file again from the spreadsheet, with only the columns that a roster needs.",
	},
	{
		"too-many-records", "the file has too many rows",
		"The file has more rows than are read in one run.",
		"A file of eleven million rows.",
		"Split the file and upload the parts one after the other.",
	},
	{
		"not-utf-8", "the characters are of another kind than the file says",
		"The file contains bytes that are no letters in UTF-8. Names with accents or umlauts would come out wrong, so nothing is taken.",
		"M\ufffdller instead of Müller.",
		`Save the file as "CSV UTF-8 (Comma delimited)", or say what it is, as in --encoding windows-1252.`,
	},
	{
		"mixed-encoding", "parts of the file are written in different ways",
		"Some lines are in UTF-8 and others are not, as it happens when exports of two programs are pasted together.",
		"Müller on line 4 and M\ufffdller on line 90.",
		"Export both parts in the same way, or mend the lines that the message names.",
	},
	{
		"encoding-guessed", "the kind of characters was guessed",
		"The file does not say in which character set it is written. One was found in which every byte is a letter; names with accents show whether it is the right one.",
		"A file of an old payroll program, read as windows-1252.",
		"Look at a few names in the report. If they are wrong, say what the file is, as in --encoding macintosh; if they are right, the same flag silences this.",
	},
	{
		"undefined-byte", "a byte is no letter in this character set",
		"The file was read in the character set that was asked for or found, and a byte in it stands for nothing there.",
		"The byte 0x81 in windows-1252.",
		`Save the file as "CSV UTF-8", or name another character set with --encoding.`,
	},
	{
		"lost-characters", "characters were lost before the file came to us",
		"A sign stands where a program could not read a letter. The letter is gone from the file and cannot be found again.",
		"Mu\ufffdoz instead of Muñoz.",
		"Export the list again from the system it comes from, as UTF-8, without opening it in another program in between.",
	},
	{
		"formula-without-value", "a formula whose result is not in the file",
		"Cells of the workbook hold a formula and not what it comes to: a program wrote it, and no spreadsheet has calculated it since. They are read as blank.",
		"=A2&\"@acme.example\" in the email column of a workbook that a script made.",
		"Open the workbook in a spreadsheet and save it.",
	},
	{
		"nul-bytes", "the file has zero bytes in it",
		"Zero bytes stand between the characters. They are dropped.",
		"An export of a mainframe.",
		"Nothing has to be done if the report looks right. Otherwise export the list again as CSV.",
	},
	{
		"single-quotes", "the cells are in single quotes",
		"The cells are quoted with apostrophes instead of quote signs, as UKG HR Service Delivery does. They were read so.",
		"'E7','Lee; Sam'",
		"Look whether an apostrophe is missing somewhere, as in O'Brien. If so, export the file with double quotes.",
	},
	{
		"unknown-encoding", "there is no such character set",
		"The name given with --encoding is none that we know.",
		"--encoding utf-9",
		"Use utf-8, utf-16, windows-1252, iso-8859-1, iso-8859-15 or macintosh, or leave the flag out to have it found.",
	},
	{
		"not-text", "the file is no table",
		"The bytes of the file are neither text nor a workbook.",
		"A picture that was renamed to .csv.",
		"Export the list as CSV or as an Excel workbook.",
	},
	{
		"pdf", "the file is a PDF document",
		"A PDF shows a table and does not contain one that could be read surely.",
		"staff.pdf, or a PDF renamed to staff.csv.",
		"Export the table itself from the HR system, as CSV or as an Excel workbook.",
	},
	{
		"rtf", "the file is a rich text document",
		"The file is a document for a word processor.",
		"A file that begins with {\\rtf.",
		"Copy the table into a spreadsheet and save it as CSV.",
	},
	{
		"word-document", "the file is a Word document",
		"The file is a document for a word processor.",
		"staff.doc.",
		"Copy the table into a spreadsheet and save it as CSV.",
	},
	{
		"other-office-file", "the file is an office document without sheets",
		"The file is a text document or a presentation, or a spreadsheet of a kind that is not read.",
		"staff.docx, staff.ods.",
		`Save the table as "Excel Workbook (.xlsx)" or as "CSV UTF-8".`,
	},
	{
		"excel-workbook", "the file is an Excel workbook",
		"The file is a workbook that could not be read as a table.",
		"An .xlsx file that was renamed to .csv.",
		`Open it in Excel and save the sheet as "CSV UTF-8".`,
	},
	{
		"old-excel", "the file is a workbook of the old kind",
		"The file is an .xls workbook as Excel wrote it before 2007, which is not read.",
		"staff.xls.",
		`Open it in Excel and save it as "Excel Workbook (.xlsx)" or "CSV UTF-8".`,
	},
	{
		"password-protected", "the workbook has a password",
		"The file is protected by a password, so nothing in it can be read.",
		"A workbook that asks for a password when it is opened.",
		"Take the password off in Excel (File, Info, Protect Workbook) and save it again.",
	},
	{
		"no-such-sheet", "the workbook has no sheet of this name",
		"The name given with --sheet is not among the sheets, which the message lists; or the file is a text and has none.",
		"--sheet Staff, where the sheet is called \"Staff 2026\".",
		"Give one of the names in the message, or leave --sheet out.",
	},
	{
		"workbook-too-large", "the workbook is too large",
		"The sheets of the workbook are larger than is read in one run.",
		"A workbook of several gigabytes.",
		`Save only the sheet with the roster, as "CSV UTF-8".`,
	},
	{
		"damaged-file", "the file is damaged",
		"The file ends too early or does not hold together, as after a download that was cut off. Nothing is taken from it, because a part of a roster is not a roster.",
		"A workbook of which only the first half was downloaded.",
		"Download or export the file again.",
	},
	{
		"compressed", "the file is compressed in a way that is not read",
		"The file is packed, and not in a way we unpack.",
		"staff.7z.",
		"Unpack it and upload the file inside.",
	},
	{
		"unpacked-too-large", "the file grows too large when it is unpacked",
		"The file is small and would become enormous, which is a fault or an attack.",
		"A zip of one megabyte that unpacks to ten gigabytes.",
		"Unpack it yourself, look at it, and upload the table in it.",
	},
	{
		CodeSeveralTables, "there is more than one table",
		"The archive, web page or sheet holds several tables, and it cannot be told which is the roster.",
		"staff.zip with london.csv and paris.csv in it.",
		"Upload the tables one after the other, each in a file of its own.",
	},
	{
		"no-table", "there is no table in the file",
		"The archive or web page holds nothing that could be a roster.",
		"A zip with only pictures in it.",
		"Export the list as CSV or as an Excel workbook.",
	},
	{
		"mhtml", "the file is a saved web page",
		"The file is a web page archive (MHTML), as some reports are saved.",
		"A report saved as .xls that begins with MIME-Version.",
		`Open it in a spreadsheet and save it as "CSV UTF-8".`,
	},
	{
		"html", "the file is a web page",
		"The file is a web page and not a table. It may be the sign-in page that came instead of a download.",
		"A file that begins with <!DOCTYPE html>.",
		`Look at it in a browser. If the table is there, copy it into a spreadsheet and save it as "CSV UTF-8".`,
	},
	{
		"xml", "the file is an XML document",
		"The file is XML, which is not read.",
		"An XML spreadsheet of 2003.",
		`Open it in a spreadsheet and save it as "CSV UTF-8".`,
	},
	{
		"json", "the file is JSON",
		"The file is data for programs and not a table.",
		`[{"email": "sam@acme.example"}]`,
		"Export the list as CSV.",
	},
	{
		"sap-ume", "the file is an SAP user block",
		"The file has key=value lines under [User], as SAP NetWeaver imports them, which is no table.",
		"[User]\nuid=slee",
		"Export the users as a table: one line for each, and a header line.",
	},
	{
		"ldif", "the file is an LDIF directory export",
		"The file has one line for each attribute, which is no table.",
		"dn: CN=Sam Lee,OU=Sales",
		"Export the users as CSV, with csvde instead of ldifde for instance.",
	},
	{
		"vcard", "the file is a list of contacts",
		"The file is of cards for an address book, which is no table.",
		"BEGIN:VCARD",
		"Export the contacts as CSV.",
	},

	// The columns.
	{
		CodeNoKeyColumn, "nothing says who the rows are about",
		"A row is about somebody by their employee ID or their email, and no column was recognised as either. The file is refused.",
		"Name,Badge,Office",
		"Call the column email or employee_id, or say which one it is, as in --map \"Badge=employee_id\". A file without a header line needs --no-header, and columns named by number: --map \"1=email\".",
	},
	{
		CodeColumnTwice, "two columns say the same thing and disagree",
		"Two columns are the same fact about a person, and in some row they differ. Which one is right cannot be told.",
		"Email,Name,Email",
		"Delete the wrong column, or have it ignored: --map \"HEADER=\", and where both headers are the same, by its number: --map \"3=\".",
	},
	{
		CodeColumnPassedOver, "a better column was taken",
		"Two columns are the same fact. The one with the more precise header is read, and the other is not; of two status columns both are read, and whichever says that somebody has left is believed.",
		"Email,Work Email: the work email is read.",
		"Nothing has to be done if that is right. To have the other one read, give --map \"HEADER=field\".",
	},
	{
		CodeUnknownColumn, "a header is nearly one we know",
		"The column is ignored, because its header is none that we know. It looks like a slip of the pen, so a field is suggested; it is never taken without being asked.",
		"Emial",
		"Correct the header, or give the --map flag that the hint shows.",
	},
	{
		CodeNewColumn, "the feed has never seen this column",
		"The file has a column that the feed does not name and that is no header we know. It is ignored. The file may have a new layout: look whether the columns that the feed does name still hold what they did.",
		"\"Shoe size\" in a file of the feed new-hires",
		"Name the column under the feed's columns in roster.toml: with a field to read it, such as custom.shoe_size, or with \"\" to ignore it without a warning.",
	},
	{
		CodeColumnAssumed, "what the column holds was told by its values",
		"The header means different things in different files. The values, or the columns beside it, decided how it is read.",
		"Manager holds email addresses in one file, and numbers or names in another.",
		"Look whether the assumption is right. The flags in the hint settle it for good.",
	},
	{
		CodeUnnamedColumn, "there are values under an empty header",
		"A column without a header has values in it. They are ignored.",
		"employee_id,email,,title",
		"Give the column a header, or name it by its number, as in --map \"3=custom.badge\".",
	},
	{
		CodeMapUnknownColumn, "--map names a column that the file does not have",
		"A header was given with --map, or is asked for by the feed, and the file has none like it. Nothing is taken, because the column may have been renamed.",
		"--map \"Emp No=employee_id\", where the header is \"Emp Number\".",
		"Give the header as the file spells it: with --map, or under the feed's columns in roster.toml. The message lists what there is.",
	},
	{
		CodeMapUnknownField, "--map names a field that does not exist",
		"The word behind the equals sign is no field.",
		"--map \"Mail=e-mail\"",
		"Use one of the names that `roster fields` lists, custom.<name> to keep a column of your own, or nothing to ignore the column.",
	},
	{
		CodeMapTwice, "--map contradicts itself",
		"One column was given two fields, or one field two columns. Only one of the two can be meant, and nothing is taken.",
		"--map \"Mail=email\" --map \"Private mail=email\"",
		"Leave one of the two out. Another column can be kept beside it as custom.<name>.",
	},
	{
		CodeSheetChosen, "a later sheet of the workbook was read",
		"The first sheet holds no roster: it is a cover, or notes. The first one after it that does was read.",
		"A workbook with the sheets \"Read me\" and \"Staff\".",
		"Nothing, if it is the right one. Otherwise name the sheet with --sheet.",
	},
	{
		CodeNoEmails, "the email column holds no emails",
		"The column that was taken for the email has not one address in it, so it is another one. The file is refused as a whole.",
		"A column \"Email\" with Yes and No in it, for who wants the newsletter.",
		"Say which column has the addresses, as in --map \"Contact=email\", or have this one ignored: --map \"Email=\".",
	},
	{
		CodeDateOrder, "day and month cannot be told apart",
		"Dates such as 03/04/2026 mean two different days in different countries. The whole column is looked at, and either no date in it decides, or two of them contradict each other. Nothing is guessed.",
		"03/04/2026",
		"Say what the order is with --dates mdy, --dates dmy or --dates ymd; or format the column as 2026-03-15 in the spreadsheet.",
	},
	{
		CodeLinesSkipped, "some lines are about nobody",
		"Reports have lines between and below the people: totals, page numbers, headings of departments, the header again on every page, an example under it. They are left out, and the message lists them.",
		"Total: 480, Page 1 of 12, \"SALES\" alone on a line",
		"Nothing has to be done. If a person was left out, give them an employee ID or an email.",
	},
	{
		CodeFullNameSplit, "full names were split",
		"The file has the whole name in one column. It was split into first and last name: at the comma, or before the last word and the particles in front of it (de, van, von …).",
		"\"Ruiz, Ana\" and \"Ana Ruiz\" both become Ana and Ruiz.",
		"Look through the names in the report. If they are wrong, export first and last name as two columns.",
	},
	{
		CodeRoleNotImported, "a file never changes roles",
		"The file has a column that says what somebody may administer. It is not read: nobody becomes an administrator, or ceases to be one, by a file.",
		"A column \"Role\" with Admin in it.",
		"Change roles by hand, with `roster user role WHO ROLE`. To silence this, delete the column or ignore it with --map.",
	},

	// One row.
	{
		CodeEmailMalformed, "this is no email address",
		"The value is no address, or more than one. The row is rejected. As the manager's address it is a warning, and the old manager is kept.",
		"ann@@acme.example, sam@acme, \"sam@acme.example, s.lee@acme.example\"",
		"Write one address of the form name@company.example into the cell.",
	},
	{
		CodeIDCleaned, "what a spreadsheet added was taken off the ID",
		"The employee ID had an apostrophe in front, or every ID of the column ended in \".0\". Both come from spreadsheets, and were taken off. If somebody in the roster has the ID that is left, the row is rejected as a near miss all the same, because it cannot be told whether it was meant.",
		"'00123 is read as 00123",
		"Format the column as Text in the spreadsheet and write the IDs as the HR system shows them.",
	},
	{
		CodeIDDamaged, "a spreadsheet has damaged the ID",
		"The employee ID was taken for a large number and shortened. Its last digits are lost, so it cannot be told who the row is about, and the row is rejected.",
		"1.23E+05 instead of 123456",
		"Export the list again, and import it into the spreadsheet with the column set to Text; or write the ID out by hand.",
	},
	{
		CodeDateMalformed, "this is no date",
		"The value is no date that we read, a day that does not exist, or a date in another order than the rest of its column. The row is rejected.",
		"2019-02-30, March 2019, Never",
		"Write the day as 2026-03-15, or leave the cell blank.",
	},
	{
		CodeStatusUnknown, "this is no status we know",
		"The word does not say whether the person may use the application, and guessing could lock somebody out or leave a leaver in. The row is rejected.",
		"Onboarding, Locked, Zombie",
		"Write active, on_leave or inactive. Common words are understood too: Active, A, Yes; Leave, LOA; Terminated, Suspended, No.",
	},
	{
		CodeNotClearable, "this cannot be cleared",
		"#CLEAR empties a field. A person cannot be without the key, an email, a name or a status, so the row is rejected.",
		"#CLEAR in the column email",
		"Leave the cell blank to keep the value, or write the new one.",
	},
	{
		CodeLongRow, "the row has more cells than the header has columns",
		"A cell that contains the delimiter was not put in quotes and has become two, so that all cells behind it stand in the wrong column. The row is rejected.",
		"7,Lee, Sam,sam@acme.example",
		"Put the cell in quotes: 7,\"Lee, Sam\",sam@acme.example. Spreadsheets do that by themselves when they save.",
	},
	{
		CodeStrayQuote, "a quote out of place, in a row of another width",
		"A quote inside a quoted cell is neither doubled nor at its end, and the row has not as many cells as the header. Where its cells begin and end cannot be told, so the row is rejected.",
		"E7,\"Lee, \"Sam\",active",
		"Write a quote inside a cell twice, or export the list again.",
	},
	{
		CodeShortRow, "the row has fewer cells than the header has columns",
		"With --blank clear a blank cell empties a field. The cells at the end of this row are not blank but missing, so what they would empty is kept.",
		"A row of 5 cells under a header of 8 columns.",
		"If the fields are to be emptied, fill the row up with blank cells, or write #CLEAR.",
	},
	{
		CodeSpreadsheetError, "the cell holds an error of the spreadsheet",
		"A formula had no result when the file was saved, or a column was too narrow for its dates. In an identifier, a name or a status the row is rejected; elsewhere the old value is kept.",
		"#N/A, #REF!, ########",
		"Mend the formula, or make the column wider, and save the file again.",
	},
	{
		CodeValueTooLong, "the value is too long",
		"The value is longer than such a value can be: 1,000 characters, and 254 for an email. The row is rejected.",
		"A whole paragraph under \"title\".",
		"Shorten it. If the cell has swallowed its neighbours, look for a missing quote or delimiter.",
	},

	// One row beside the others and the roster.
	{
		CodeMissingKey, "the row says nobody",
		"The row has neither an employee ID nor an email, so it cannot be told who it is about. It is rejected.",
		",,Sam,Lee",
		"Fill in the employee ID or the email, or delete the row.",
	},
	{
		CodeMissingRequired, "something is missing to add a new person",
		"The person is new, and a new person needs a first name, a last name and an email. The row is rejected.",
		"E9,,Lee,lee@acme.example",
		"Fill in what is missing. If the person is not new, look whether the employee ID or email is misspelt.",
	},
	{
		CodeDuplicateKey, "two rows are about one person and disagree",
		"The same key stands on more than one row, and the rows differ. Which one is right cannot be told, so all of them are rejected.",
		"E7 on line 4 as Engineer, and on line 9 as Manager",
		"Keep one row for each person. The message names the lines.",
	},
	{
		CodeDuplicateEmail, "one email stands on two rows",
		"Two rows for different people have the same email. All of them are rejected.",
		"E7 and E8 with sam@acme.example",
		"Correct the email on one of the lines that the message names.",
	},
	{
		CodeDuplicateID, "one employee ID stands on two rows",
		"Two rows for different people have the same employee ID. All of them are rejected.",
		"sam@acme.example and pat@acme.example, both with E7",
		"Correct the employee ID on one of the lines that the message names.",
	},
	{
		CodeDuplicateUsername, "one username stands on two rows",
		"Two rows for different people have the same username. All of them are rejected.",
		"E7 and E8 with slee",
		"Correct the username on one of the lines that the message names.",
	},
	{
		CodeDuplicateRow, "the same row again",
		"The row says exactly what an earlier row says. It is skipped.",
		"The same person twice, with the same values.",
		"Nothing has to be done.",
	},
	{
		CodeNearMissID, "the employee ID is nearly one we know",
		"The ID is new, but only case, leading zeros, an apostrophe or a \".0\" tell it from one in the roster. That is what spreadsheets do to IDs, so the row is rejected instead of adding the person a second time.",
		"123, where the roster has 00123",
		"Format the column as Text in the spreadsheet and write the ID as the message shows it. If the ID is truly another, add the person by hand.",
	},
	{
		CodeIDAdopted, "the person got an employee ID",
		"The employee ID is new, and the email is that of somebody in the roster who had no ID. The row was taken to be about this person, who now has the ID.",
		"E7 with sam@acme.example, where Sam was known by email only",
		"Look whether it is the same person.",
	},
	{
		CodeNoEmployeeID, "a new person has no employee ID",
		"The roster goes by employee ID, and a person was added without one. They can be found by their email only.",
		",pat@acme.example,Pat,Doe",
		"Fill in the employee ID as soon as there is one.",
	},
	{
		CodeIdentityConflict, "ID and email are of two people",
		"The row's key and its other identifier belong to two different people of the roster. The row is rejected.",
		"E9 with the email of E7",
		"Find out who the row is about and correct the ID or the email.",
	},
	{
		CodeIdentitySwap, "people exchange their identifiers in a circle",
		"In this file A gets B's identifier and B gets A's. That is nearly always a column that was sorted without the others, so all rows of the circle are rejected.",
		"E7 and E8 with each other's email",
		"Look whether one column was sorted by itself, and export the file again. A true exchange is made by hand, one after the other.",
	},
	{
		CodeKeyChange, "the email of a known person has changed, in a file that goes by email",
		"The email is new, and the employee ID is that of somebody with another email. The file goes by email, so the row would be about two people. It is rejected.",
		"E7 with sam.lee@acme.example, where E7 is sam@acme.example",
		"Give --key employee_id for this run, or change the email by hand with `roster user rekey`.",
	},
	{
		CodeEmailTaken, "the email is somebody else's",
		"The row gives a person an email that another person keeps. People who have left keep theirs, too. The row is rejected.",
		"E9 with the email of E7",
		"Correct the email, or change the other person's first, in the same file or by hand.",
	},
	{
		CodeUsernameTaken, "the username is somebody else's",
		"The row gives a person a username that another person keeps. The row is rejected.",
		"E9 with slee, which is E7's",
		"Correct the username, or change the other person's first.",
	},
	{
		CodeProtectedAdmin, "a file cannot touch this administrator",
		"The person administers the application. A file may not deactivate them or change their email or employee ID, so the row is rejected.",
		"The account admin in a list of leavers",
		"Do it by hand: `roster user deactivate`, `roster user rekey`; or take the role away first with `roster user role WHO general`.",
	},
	{
		CodeDomainNotAllowed, "a new email is of another domain",
		"The configuration lists the domains of new addresses, of new people and of those who get another one, and this one is not among them. The row is rejected. An address that somebody has already may stay.",
		"new.person@gmail.example, where roster.toml says domains = [\"acme.example\"]",
		"Correct the email, or add its domain to `domains` in roster.toml.",
	},
	{
		CodeUnknownLeaver, "a leaver we never knew",
		"The row is of somebody who has left, and who is not in the roster. It is skipped.",
		"E99, Terminated",
		"Nothing has to be done. To add people who have left, as when a roster moves, give --create-inactive.",
	},
	{
		CodeUnknownPerson, "nobody to edit",
		"The run only edits people the roster knows, and this person is not among them. The row is skipped.",
		"E99 in a run with --mode edits",
		"Look whether the key is misspelt. To add new people, use another mode.",
	},
	{
		CodeAlreadyHere, "no new hire",
		"The run only adds new people, and this person is in the roster already. The row is skipped, and nothing about them is changed.",
		"E7 in a list of new hires, for the second week",
		"Nothing has to be done. To update known people, use --mode sync.",
	},
	{
		CodeStillInactive, "the person stays inactive",
		"The person has left and the row does not say that they are back. What the row says otherwise is updated.",
		"E7, inactive in the roster, on a row without a status",
		"If they are back, write active into the status column, or `roster user reactivate`.",
	},
	{
		CodeStaleEndDate, "active, with an end date in the past",
		"The row says that the person is active, and that their last day is over. The status is believed, and the date is not stored.",
		"active, 2020-01-31",
		"Correct the end date, or the status.",
	},
	{
		CodeNotALeaver, "not a leaver",
		"Every row of a list of leavers is somebody who leaves, and this one says that the person is active. It is rejected.",
		"E7, active, in a run with --mode terminations",
		"Delete the row, correct the status, or use another mode.",
	},
	{
		CodeStatusNotEdited, "the status is not changed in this run",
		"The run only edits people, and the row says that somebody has left. Nobody is deactivated in this mode.",
		"E7, Terminated, in a run with --mode edits",
		"Use --mode sync or --mode terminations for leavers.",
	},
	{
		CodeUnknownManager, "the manager is not known",
		"The manager whom the row names is neither in the roster nor in the file, or there is more than one of the name. Everything else of the row is taken, and the old manager is kept.",
		"manager_employee_id E99",
		"Correct the manager, or add the manager and upload the file again. An email or employee ID is surer than a name.",
	},
	{
		CodeManagerMismatch, "two columns name two managers",
		"The manager's employee ID and the manager's email are of two different people, or one of the two cells clears the manager and the other names somebody. The row is rejected.",
		"manager_employee_id E1 and manager_email of E2",
		"Correct one of the two, or leave it blank. To take the manager away, clear both.",
	},
	{
		CodeManagerInactive, "the manager has left",
		"After this run the manager of the person is inactive. The change is made.",
		"Sam reports to Kim, who left last week",
		"Give the person another manager with the next file.",
	},
	{
		CodeManagerSelf, "somebody would manage themselves",
		"The row names the person as their own manager. It is rejected.",
		"E7 with manager_employee_id E7",
		"Write the right manager, or leave the cell blank, as for the head of the company.",
	},
	{
		CodeManagerCycle, "people would manage each other in a circle",
		"A reports to B, and B, perhaps over others, to A. The rows that make the circle are rejected.",
		"E7 reports to E8, and E8 to E7",
		"Correct the manager on one of the rows that the message names.",
	},
	{
		CodeOrphanedReports, "the leaver still manages people",
		"The person is deactivated, and active people still report to them.",
		"Kim leaves; five people report to her",
		"Give these people another manager with the next file.",
	},
	{
		CodeShiftedColumn, "one field changes for nearly everybody",
		"One field of more than half of the people in the file would change, which is what a column that was sorted or pasted by itself looks like. The run is held.",
		"412 of 480 people get another department",
		"Compare the file with last week's. If the change is meant, allow it for this run, with the flag that the report shows.",
	},
	{
		CodeNewGroup, "a group that the roster does not have yet",
		"The run puts people into a group that nobody was ever in. The group is made with the run, and the report says so, because a misspelt group gives nobody what they need.",
		"groups: Salse, where everybody else is in Sales",
		"Nothing, if the group is meant. Otherwise correct its name in the file.",
	},
	{
		CodeOpenAssignments, "the leaver still owns something",
		"The person is deactivated, and trainings, goals or items that are theirs are still open. They keep them until somebody moves or drops them.",
		"Kim leaves; T-17 and T-20 are open",
		"`roster assign move T-17 T-20 --to WHO` gives them to somebody else, and `roster assign drop` removes them.",
	},
	{
		CodeLookAlike, "an address that looks like somebody else's",
		"A person gets an email that a reader would take for the email of another: a letter of another alphabet that looks like a Latin one, 0 for o, 1 for l, rn for m. The change is made. Such addresses are a way to be taken for somebody.",
		"b0b@acme.example, where bob@acme.example is Bob Ray",
		"Compare the address with the HR system letter by letter; type it anew if it is a slip.",
	},
	{
		CodeLastAdmin, "nobody could administer the account",
		"The person is the last active account admin. They can be neither deactivated, demoted nor deleted, by anything, because nobody could let anybody in again.",
		"roster user role kim general, where Kim is the only account admin",
		"Make somebody else an account admin first: `roster user role WHO account_admin`.",
	},
	{
		CodeHasAssignments, "somebody with assignments is not deleted",
		"The person owns, or once owned, something: deleting them would leave its history without a person.",
		"roster user delete kim, where T-17 was Kim's",
		"Deactivate them instead.",
	},
	{
		CodeKeptUser, "somebody is deactivated and not removed",
		"The run that is put back created this person, and since then they were changed, or somebody refers to them. They lose their access, and their record stays.",
		"roster undo 12, where a person of run 12 has got a new title in run 15",
		"Nothing, or put the later run back first.",
	},
	{
		CodeChangedSince, "somebody has changed this since",
		"The run that is put back wrote a value, and it is no longer there: a later run or a hand has changed it. What is there now is kept.",
		"run 12 made Sam's title Engineer, run 15 made it Senior Engineer; an undo of run 12 keeps it",
		"Nothing. To have the old value all the same, set it by hand; the message says what it was.",
	},
}
