package mapping

import (
	"fmt"
	"strings"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// What is told of look-ups. A message quotes staff and classes, never a
// student or an identifier.
const (
	undatedMessage = "people and classes are looked up as they were on the row's date, which can't be read: " +
		"write it as YYYY-MM-DD, or have its form put into the mapping"

	studentNoneMessage = "no student of that school year's roster has this identifier: " +
		"correct it, or have the student added to the roster"
	studentsSeveralMessage = "several students of the roster have this identifier: " +
		"fill in another one that only the student meant has"
	studentNobodyMessage = "so many people of the roster have this identifier, or it only fills the field, that it is nobody's: " +
		"fill in one that only the student meant has"
	studentOtherMessage = "today's roster has this identifier for another student than the roster of that school year: " +
		"find out which student is meant, and how Otus knows that one today"
	studentsDifferMessage = "the identifiers of the row belong to different students: " +
		"find out which one is meant, and correct or empty the others"

	noTeacherMessage      = "the class is looked up by the teacher, who is not known: fill in the teacher"
	noStudentMessage      = "the class is looked up by the student, who is not named: fill in an identifier"
	unknownTeacherMessage = "the class is looked up by the teacher, whom that school year's roster does not have: " +
		"correct the teacher, or name the class"
	noClassMessage = "the teacher is looked up by the class, which is not known: fill in the class"
)

func accountsSeveralMessage(c schema.Column) string {
	return fmt.Sprintf("the student stands in the roster several times, with different ones of %s: find out which is right on that day, and have the roster corrected", c)
}

func studentWithoutMessage(c schema.Column) string {
	return fmt.Sprintf("the roster holds no %s for the student: have it added there, or map another identifier", c)
}

func teacherWithoutMessage(found choice) string {
	return fmt.Sprintf("the roster has the teacher %s: tell the engineer the address of the Otus account, to be put into the mapping",
		phrase.Visible(found.label))
}

func teacherNoneMessage(text string, roles roster.Role, near []choice, short bool) string {
	switch {
	case short:
		return fmt.Sprintf("%s is no whole name of a teacher in that school year's roster; it may be short for %s: say who is meant",
			phrase.QuoteCell(text), choiceList(near))
	case len(near) > 0:
		return fmt.Sprintf("no teacher of that school year's roster is called %s; the nearest: %s. Correct it, or tell the engineer who is meant",
			phrase.QuoteCell(text), choiceList(near))
	case roles != 0:
		return fmt.Sprintf("%s is in the roster as %v, not as a teacher: name the teacher, or have the account made one",
			phrase.QuoteCell(text), roles)
	}
	return fmt.Sprintf("no teacher of that school year's roster has the name, address or number %s: "+
		"correct it, or tell the engineer whose address it stands for, to be put into the mapping", phrase.QuoteCell(text))
}

// teacherPartlyMessage tells of a text that names several teachers, or one and
// something else.
func teacherPartlyMessage(text string, found []choice) string {
	return fmt.Sprintf("%s is not just the name of one teacher; it may mean %s: say who is meant", phrase.QuoteCell(text), choiceList(found))
}

func teacherNobodyMessage(text string) string {
	return fmt.Sprintf("so many people of that school year's roster have %s, or it only fills the field, that it is nobody's: name the teacher in another way",
		phrase.QuoteCell(text))
}

func classNoneMessage(text string, near []choice) string {
	if len(near) > 0 {
		return fmt.Sprintf("no class of that school year's roster is called %s; the nearest: %s. Correct it, or tell the engineer which is meant",
			phrase.QuoteCell(text), choiceList(near))
	}
	return fmt.Sprintf("no class of that school year's roster has the title, code or number %s: "+
		"correct it, or tell the engineer which class it stands for, to be put into the mapping", phrase.QuoteCell(text))
}

// severalMessage tells of several teachers or classes, that one text stands for
// or that are found by the class.
func severalMessage(c schema.Column, text string, found []choice) string {
	if text == "" {
		return fmt.Sprintf("the class has several teachers: %s; say which one is meant", choiceList(found))
	}
	what := "teachers"
	if c == schema.ColClassName {
		what = "classes of different names"
	}
	return fmt.Sprintf("%s stands for several %s of the roster: %s; say which one is meant", phrase.QuoteCell(text), what, choiceList(found))
}

func sharedSeveralMessage(titles []choice) string {
	return fmt.Sprintf("the teacher has the student in several classes: %s; say which one is meant", choiceList(titles))
}

func sharedNoneMessage(own []choice) string {
	if len(own) == 0 {
		return "the teacher has the student in no class on that day, and the roster has the student in none at all: name the class"
	}
	return fmt.Sprintf("the teacher has the student in no class on that day; the student is in %s: name the class, or another teacher",
		choiceList(own))
}

func outsideMessage(d dates.Date) string {
	return fmt.Sprintf("no roster covers the day %v, so that the class can't be found: check the year, or have the roster of that year given", d)
}

// periodNoneMessage tells that classes don't meet in the period that the export
// gives, which is no cell of the template and so is not quoted.
func periodNoneMessage(titles []choice) string {
	return fmt.Sprintf("the teacher has the student in %s, but not in the period that the export gives: "+
		"correct the teacher or the period, or name the class", choiceList(titles))
}

func homeroomsMessage(rooms []choice) string {
	return fmt.Sprintf("the student has several homerooms: %s; say which one is meant", choiceList(rooms))
}

// sharedWhy and ownWhy say why what the mapping gives instead of a class was taken.
func sharedWhy(several bool) string {
	if several {
		return "the teacher has the student in several classes on that day"
	}
	return "the teacher has the student in no class on that day"
}

func ownWhy(several bool) string {
	if several {
		return "the student is in several classes on that day"
	}
	return "the student is in no class on that day"
}

func insteadMessage(title, why string) string {
	return fmt.Sprintf("%s, so %s was put: check that it is right", why, phrase.QuoteCell(title))
}

// notTeacherMessage names an author who is no teacher, and whom the record has instead.
func notTeacherMessage(author string, roles roster.Role, teacher string) string {
	return fmt.Sprintf("%s is in the roster as %v, not as a teacher, so the teacher of the class, %s, was put: check that it is right",
		phrase.QuoteCell(author), roles, phrase.QuoteCell(teacher))
}

func ownSeveralMessage(titles []choice, asked bool) string {
	if asked {
		return fmt.Sprintf("the student is in several classes in that period: %s; say which one is meant", choiceList(titles))
	}
	return fmt.Sprintf("the student is in several classes and has no homeroom, and the export gives no period: %s; say which one is meant", choiceList(titles))
}

func ownNoneMessage([]choice) string {
	return "the roster has the student in no class on that day: name the class"
}

func periodOwnNoneMessage(own []choice) string {
	if len(own) == 0 {
		return ownNoneMessage(nil)
	}
	return fmt.Sprintf("the student is in %s, but in none of them in the period that the export gives: correct the period, or name the class", choiceList(own))
}

func renameRefusedMessage(both []choice) string {
	return fmt.Sprintf("the mapping gives the class %s the name %s, but a class of the old name is still there: say which one is meant",
		phrase.QuoteCell(both[0].value), phrase.QuoteCell(both[1].value))
}

func teacherOfNoneMessage(title string, known bool) string {
	if known {
		return fmt.Sprintf("the roster has no teacher of the class %s on that day: name the teacher", phrase.QuoteCell(title))
	}
	return fmt.Sprintf("that school year's roster has no class %s to find its teacher by: correct the class, or name the teacher", phrase.QuoteCell(title))
}

// notFoundMessage tells of a default for a cell that is empty, and that the
// rest of the row doesn't give either.
func notFoundMessage(fallback string) string {
	return fmt.Sprintf("nothing was found in the roster, so %s was put: check that it is right", phrase.QuoteCell(fallback))
}

// maxListed is how many answers a message lists.
const maxListed = 5

// choiceList lists answers: a, b or c.
func choiceList(found []choice) string {
	labels := make([]string, 0, maxListed)
	for _, f := range found[:min(len(found), maxListed)] {
		label := phrase.Visible(f.label)
		if f.label == "" {
			label = phrase.QuoteCell(f.value)
		}
		labels = append(labels, label)
	}
	if len(found) > maxListed {
		return strings.Join(labels, ", ") + fmt.Sprintf(" and %d more", len(found)-maxListed)
	}
	return phrase.JoinWords(labels, "or")
}
