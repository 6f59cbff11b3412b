package rostertest

var (
	firstNames = []string{
		"Anna", "Zoë", "José", "Mateo", "Wei", "Ngọc", "Łukasz", "Søren", "Priya", "Amélie", "Oluwaseun", "Björn",
		"Mary Ann", "Ольга", "健", "Fatima", "D'Andre", "İpek", "Siobhán", "Tom",
	}
	lastNames = []string{
		"Müller", "García López", "O’Neil", "Nguyễn", "Kowalczyk", "Smith", "Sørensen", "al-Zahra", "Иванова", "佐藤",
		"van der Berg", "Öztürk", "Smith, Jr.", "Okafor", "Silva e Costa", "Weiß", "Lee",
	}
	titles = []string{
		"Engineer", "Senior Engineer", "Account Executive", "Engineer, \"Platform\"", "Clerk", "Head of Sales, EMEA", "Nurse",
		"Team Lead", "Buyer", "Data Analyst", "Store Manager",
	}
	departments = []string{
		"Engineering", "Sales & Marketing", "Finance", "People Operations", "Legal", "Customer Success", "Research", "IT", "Logistics",
	}
	locations = []string{
		"Berlin", "New York", "São Paulo", "Zürich", "Kraków", "Tokyo 東京", "Lagos", "Boston, MA", "Remote", "Hồ Chí Minh",
	}
	types = []string{"full-time", "part-time", "contractor", "intern"}
	ascii = []string{"anna", "zoe", "jose", "mateo", "wei", "ngoc", "lukasz", "soren", "priya", "amelie", "seun", "bjorn", "maryann", "olga", "ken"}
)
