package roster

// terms are what a format calls things, in problems.
type terms struct {
	people, classes, sessions string // the files, or what stands for them
	id, number                string // what identifies a person or class; and what else does a person
	noDate                    string // what is told of a date that is none
}

// noDate is told of a cell that should hold a date.
const noDate = "a date is not YYYY-MM-DD; it is taken as empty"

var (
	oneRosterTerms = terms{people: usersFile, classes: classesFile, sessions: "academicSessions.csv", id: "sourcedId", number: "identifier", noDate: noDate}
	cleverTerms    = terms{people: studentsFile, classes: sectionsFile, sessions: sectionsFile, id: "ID", number: "number", noDate: noDate}
	dataTerms      = terms{people: "People", classes: "Classes", sessions: "Sessions", id: "ID", number: "number", noDate: "a date does not exist; it is taken as empty"}
)

// messages are the problems that are told of many rows, made once.
type messages struct {
	emptyID, twice              string
	noPerson, noClass, neither  string // of an enrollment
	ofSeveral                   string
	noTerm                      string
	roleOfNobody                string
	noTeacher, teacherOfSeveral string // of a class that names its teachers
	emptyTitle, emptyName       string
	noSpan, noDate              string
}

func (t terms) messages() messages {
	const left = "; the enrollment is left out"
	return messages{
		emptyID:          "the " + t.id + " is empty; the row is left out",
		twice:            "the " + t.id + " stands in an earlier row; this one is left out",
		noPerson:         "the person is not in " + t.people + left,
		noClass:          "the class is not in " + t.classes + left,
		neither:          "neither the class is in " + t.classes + " nor the person in " + t.people + left,
		ofSeveral:        "the " + t.id + " of the person is that of several people in " + t.people + left,
		noTerm:           "a term is not in " + t.sessions + ", or has no dates there; it is left out",
		roleOfNobody:     "the person is not in " + t.people + "; the row is left out",
		noTeacher:        "a teacher of the class is not in " + teachersFile + "; the class is taken without",
		teacherOfSeveral: "the " + t.id + " of a teacher of the class is that of several people; the class is taken without",
		emptyTitle:       "the title is empty; the class cannot be found by it",
		emptyName:        "a given or family name is empty; the person cannot be found by name",
		noDate:           t.noDate,
		noSpan:           "the academic session has no first and last day in this order; it is taken for one without dates",
	}
}
