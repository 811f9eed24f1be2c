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
	undatedMessage = "the roster is searched as of the row's date, which cannot be read: " +
		"enter it with the month first, such as 11/30/2023"

	studentNoneMessage = "no student in that year's roster has this: " +
		"correct it, or ask for the student to be added to the roster"
	studentsSeveralMessage = "several students in the roster have this: " +
		"enter a number or e-mail that only this student has"
	studentNobodyMessage = "this is a filler, or many people share it: " +
		"enter a number or e-mail that only this student has"
	studentOtherMessage = "this was another student in that year's roster: " +
		"find out which student is meant"
	studentsDifferMessage = "the row has cells of different students: " +
		"find out which one is meant, and correct or clear the others"

	noTeacherMessage      = "the class is found by the teacher, who is not known: fill in the teacher"
	noStudentMessage      = "the class is found by the student, and the row has none: fill in the student"
	unknownTeacherMessage = "the class is found by the teacher, who is not in that year's roster: " +
		"correct the teacher, or enter the class"
	noClassMessage = "the teacher is found by the class, which is not known: fill in the class"
)

func accountsSeveralMessage(c schema.Column) string {
	return fmt.Sprintf("the student is in the roster several times, each time with another %s: ask your data person which one is right", c)
}

func studentWithoutMessage(c schema.Column) string {
	return fmt.Sprintf("the roster has no %s for the student: tell your data person", c)
}

func teacherWithoutMessage(found choice) string {
	return fmt.Sprintf("the roster has no e-mail address for the teacher %s: tell your data person the address",
		phrase.Visible(found.label))
}

func teacherNoneMessage(text string, roles roster.Role, near []choice, short bool) string {
	switch {
	case short:
		return fmt.Sprintf("%s is not the whole name of a teacher; it may be short for %s: choose who is meant",
			phrase.QuoteCell(text), choiceList(near))
	case len(near) > 0:
		return fmt.Sprintf("there is no teacher %s in the roster; the nearest: %s. Correct the name, or tell your data person who is meant",
			phrase.QuoteCell(text), choiceList(near))
	case roles != 0:
		return fmt.Sprintf("%s is %v in the roster, and Otus needs a teacher: enter the teacher, or ask for a teacher account",
			phrase.QuoteCell(text), roles)
	}
	return fmt.Sprintf("there is no teacher %s in the roster: "+
		"check the spelling; if it is right, tell your data person the teacher's e-mail address", phrase.QuoteCell(text))
}

// teacherPartlyMessage tells of a text that names several teachers, or one and
// something else.
func teacherPartlyMessage(text string, found []choice) string {
	return fmt.Sprintf("%s is not the name of one teacher alone; it may mean %s: choose who is meant", phrase.QuoteCell(text), choiceList(found))
}

func teacherNobodyMessage(text string) string {
	return fmt.Sprintf("%s is a filler, or many people share it: enter the teacher's name or e-mail address",
		phrase.QuoteCell(text))
}

func classNoneMessage(text string, near []choice) string {
	if len(near) > 0 {
		return fmt.Sprintf("there is no class %s in the roster; the nearest: %s. Correct the name, or tell your data person which one is meant",
			phrase.QuoteCell(text), choiceList(near))
	}
	return fmt.Sprintf("there is no class %s in the roster: "+
		"check the spelling; if it is right, tell your data person what the class is called in Otus", phrase.QuoteCell(text))
}

// severalMessage tells of several teachers or classes, that one text stands for
// or that are found by the class.
func severalMessage(c schema.Column, text string, found []choice) string {
	if text == "" {
		return fmt.Sprintf("the class has several teachers: %s; choose who is meant", choiceList(found))
	}
	what := "teachers"
	if c == schema.ColClassName {
		what = "classes of different names"
	}
	return fmt.Sprintf("%s can mean several %s in the roster: %s; choose which one is meant", phrase.QuoteCell(text), what, choiceList(found))
}

func sharedSeveralMessage(titles []choice) string {
	return fmt.Sprintf("the teacher has this student in several classes: %s; choose which one is meant", choiceList(titles))
}

func sharedNoneMessage(own []choice) string {
	if len(own) == 0 {
		return "the teacher did not teach this student on that day, and the roster has no class for the student: enter the class"
	}
	return fmt.Sprintf("the teacher did not teach this student on that day, who is in %s: correct the teacher, or enter the class",
		choiceList(own))
}

func outsideMessage(d dates.Date) string {
	return fmt.Sprintf("%s is not in a school year that has a roster: check the year. If it is right, your data person must add that year's roster", d.US())
}

// periodNoneMessage tells that classes don't meet in the period that the export
// gives, which is no cell of the template and so is not quoted.
func periodNoneMessage(titles []choice) string {
	return fmt.Sprintf("the teacher has this student in %s, but not in the period given: "+
		"correct the teacher or the period, or enter the class", choiceList(titles))
}

func homeroomsMessage(rooms []choice) string {
	return fmt.Sprintf("the student has several homerooms: %s; choose which one is meant", choiceList(rooms))
}

// sharedWhy and ownWhy say why what the mapping gives instead of a class was taken.
func sharedWhy(several bool) string {
	if several {
		return "the teacher has this student in several classes on that day"
	}
	return "no class of the student with this teacher was found on that day"
}

func ownWhy(several bool) string {
	if several {
		return "the student has several classes on that day"
	}
	return "the student has no class on that day"
}

func insteadMessage(title, why string) string {
	return fmt.Sprintf("%s, so %s was entered: check it", why, phrase.QuoteCell(title))
}

// notTeacherMessage names an author who is no teacher, and whom the record has instead.
func notTeacherMessage(author string, roles roster.Role, teacher string) string {
	return fmt.Sprintf("%s is %v in the roster and not a teacher, so the teacher of the class, %s, was entered: check it",
		phrase.QuoteCell(author), roles, phrase.QuoteCell(teacher))
}

func ownSeveralMessage(titles []choice, asked bool) string {
	if asked {
		return fmt.Sprintf("the student has several classes in that period: %s; choose which one is meant", choiceList(titles))
	}
	return fmt.Sprintf("the student has several classes and no homeroom, and no period is given: %s; choose which one is meant", choiceList(titles))
}

func ownNoneMessage([]choice) string {
	return "the roster has no class for the student on that day: enter the class"
}

func periodOwnNoneMessage(own []choice) string {
	if len(own) == 0 {
		return ownNoneMessage(nil)
	}
	return fmt.Sprintf("the student is in %s, but in none of them in the period given: correct the period, or enter the class", choiceList(own))
}

func renameRefusedMessage(both []choice) string {
	return fmt.Sprintf("the class %s is to be called %s, but a class of the old name is still there: choose which one is meant",
		phrase.QuoteCell(both[0].value), phrase.QuoteCell(both[1].value))
}

func teacherOfNoneMessage(title string, known bool) string {
	if known {
		return fmt.Sprintf("the roster has no teacher for the class %s on that day: enter the teacher", phrase.QuoteCell(title))
	}
	return fmt.Sprintf("that year's roster has no class %s to find its teacher by: correct the class, or enter the teacher", phrase.QuoteCell(title))
}

// notFoundMessage tells of a default for a cell that is empty, and that the
// rest of the row doesn't give either.
func notFoundMessage(fallback string) string {
	return fmt.Sprintf("nothing was found in the roster, so %s was entered: check it", phrase.QuoteCell(fallback))
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
		return strings.Join(labels, ", ") + " and " + phrase.Thousands(int64(len(found)-maxListed)) + " more"
	}
	return phrase.JoinWords(labels, "or")
}
