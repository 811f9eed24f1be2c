package gen

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"hash/maphash"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// An SIS is a student information system of an invented district: a roster in
// OneRoster files, and an export of incidents as such a system makes it. The
// same SIS always makes the same files.
type SIS struct {
	Seed      uint64
	Students  int // at least MinStudents; there are 6 teachers, 16 classes and 600 enrollments for each hundred
	Rows      int // of the export
	Order     Order
	Bad       float64 // the share of bad rows
	Repeated  float64 // the share of rows that repeat the one before
	NameWords bool    // notes are full of words that are also names, such as Grace and Young
}

// MinStudents is how many students there must be: enough to fill every class,
// and nobody taught by all teachers.
const MinStudents = 1000

func (s *SIS) Teachers() int    { return s.Students * 6 / 100 }
func (s *SIS) Classes() int     { return s.Students * 16 / 100 }
func (s *SIS) Enrollments() int { return s.Classes() * classSize }

// classSize is how many people are in a class, its teacher among them.
const classSize = 600 / 16

// Order is how the rows of an export are sorted.
type Order string

const (
	Random    Order = "random"
	ByDate    Order = "date"    // then by teacher and class
	ByTeacher Order = "teacher" // then by class and date
)

// The files of a district, in its folder.
const (
	RosterFolder     = "oneroster"
	RecognitionsFile = "recognitions.csv" // codes of the export, and their names in Otus
	MappingFile      = "mapping.json"
	ExportFile       = "export.csv"
	TemplateFile     = "template.csv" // what the export is to become, bad rows included
)

// RosterFiles are the files of RosterFolder.
var RosterFiles = []string{"academicSessions.csv", "users.csv", "classes.csv", "enrollments.csv"}

// Recognitions returns the names in Otus.
func Recognitions() []string { return recognitions }

// codes are what the export has for each of the recognitions.
var codes = []string{"TARDY", "COOP", "BW", "CD", "TM", "KIND", "DC", "PA"}

// Truth is what is in the files.
type Truth struct {
	Rows       int64
	Bad        int64 // rows of which no record can be made
	Repeated   int64 // good rows that repeat an earlier one
	Mismatched int64 // bad rows of which every cell is right by itself: the teacher has no class with the student
}

// A district is an SIS while its files are written.
type district struct {
	SIS
	dir      string
	rnd      *rand.Rand
	people   []person  // the students, then the teachers
	attended [][]int32 // the classes of each student
	shared   map[studentTeacher]bool

	// Of the rows:
	truth Truth
	notes *Generator
	days  []string
	hash  maphash.Seed
	seen  map[uint64]bool // the good rows, by their hash
}

type person struct{ given, family string }

// A studentTeacher is a student and a teacher, as places in people, who share a
// class. No two share more than one, so that class-of always has one answer.
type studentTeacher struct{ student, teacher int }

// Write writes the files of a district into a folder.
func (s SIS) Write(dir string) (Truth, error) {
	if s.Students < MinStudents {
		return Truth{}, fmt.Errorf("a district must have at least %d students", MinStudents)
	}
	d := &district{SIS: s, dir: dir, rnd: rand.New(rand.NewPCG(s.Seed, 3)), shared: make(map[studentTeacher]bool)}
	d.invent()
	if err := os.MkdirAll(filepath.Join(dir, RosterFolder), 0o755); err != nil {
		return Truth{}, err
	}
	for _, write := range []func() error{d.writeSessions, d.writeUsers, d.writeClasses, d.writeEnrollments, d.writeCodes, d.writeMapping, d.writeRows} {
		if err := write(); err != nil {
			return Truth{}, err
		}
	}
	return d.truth, nil
}

// Some given and family names are also words of notes.
var (
	wordGiven     = []string{"Grace", "Hope", "Mark", "Chase", "Will", "Faith", "Joy", "Dean"}
	wordFamily    = []string{"Young", "Day", "Long", "Little", "Best", "Rush", "Page", "Price"}
	nameSyllables = []string{"ba", "ko", "li", "mar", "ten", "sol", "vi", "dra", "no", "shel", "ru", "pe", "gan", "o", "tis", "ya", "bren", "qui", "fa", "wen"}
)

// invent fills in people. No two teachers have the same name.
func (d *district) invent() {
	taken := make(map[person]bool)
	for len(d.people) < d.Students+d.Teachers() {
		p := person{d.name(wordGiven, firstNames, 2), d.name(wordFamily, lastNames, 3)}
		if len(d.people) >= d.Students {
			if taken[p] {
				continue
			}
			taken[p] = true
		}
		d.people = append(d.people, p)
	}
}

// name returns a name: one in fifty is a word, one in five is known, the others
// are of so many syllables or one more.
func (d *district) name(words, known []string, syllables int) string {
	switch n := d.rnd.IntN(50); {
	case n == 0:
		return pick(d.rnd, words)
	case n <= 10:
		return pick(d.rnd, known)
	}
	var name []byte
	for range syllables + d.rnd.IntN(2) {
		name = append(name, pick(d.rnd, nameSyllables)...)
	}
	name[0] -= 'a' - 'A'
	return string(name)
}

// number is the student number, for teachers the number of staff, of a person.
func (d *district) number(i int) string { return fmt.Sprintf("%07d", 1_000_000+i) }

func (d *district) email(i int) string {
	return strings.ToLower(fmt.Sprintf("%s.%s%d@example.org", d.people[i].given, d.people[i].family, i))
}

// sourcedID returns an ID that is not in order, as those of such systems are.
func (d *district) sourcedID(i int) string {
	return fmt.Sprintf("%08x-%s", uint32(i)*2654435761, d.role(i))
}

func (d *district) role(i int) string {
	if i < d.Students {
		return "student"
	}
	return "teacher"
}

// teacherOf returns the place in people of a class's teacher.
func (d *district) teacherOf(class int) int { return d.Students + class%d.Teachers() }

// title returns the title of a class, which no other one has.
func title(class int) string { return fmt.Sprintf("Course %d - Period %d", class/3, period(class)) }

func period(class int) int { return class%8 + 1 }

// file writes a file of the district.
func (d *district) file(name, header string, fill func(w *bufio.Writer)) error {
	f, err := os.Create(filepath.Join(d.dir, name))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprintf(w, "%s\r\n", header)
	fill(w)
	return errors.Join(w.Flush(), f.Close())
}

func (d *district) rosterFile(i int, header string, fill func(w *bufio.Writer)) error {
	return d.file(filepath.Join(RosterFolder, RosterFiles[i]), header, fill)
}

func (d *district) writeSessions() error {
	return d.rosterFile(0, "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear", func(w *bufio.Writer) {
		fmt.Fprint(w, "S1,,,Semester 1,semester,2023-08-01,2023-12-31,,2024\r\n")
		fmt.Fprint(w, "S2,,,Semester 2,semester,2024-01-01,2024-06-30,,2024\r\n")
	})
}

func (d *district) writeUsers() error {
	const header = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds," +
		"givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
	return d.rosterFile(1, header, func(w *bufio.Writer) {
		for i, p := range d.people {
			fmt.Fprintf(w, "%s,,,true,school-%d,%s,%s%d,\"{State:%010d},{LDAP:%s%d}\",%s,%s,,%s,%s,,,,07,\r\n",
				d.sourcedID(i), i%90, d.role(i), p.family, i, i, p.given, i, p.given, p.family, d.number(i), d.email(i))
		}
	})
}

func (d *district) writeClasses() error {
	const header = "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location," +
		"schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods"
	return d.rosterFile(2, header, func(w *bufio.Writer) {
		for i := range d.Classes() {
			fmt.Fprintf(w, "class-%d,,,%s,07,course-%d,C-%d,scheduled,R%d,school-%d,\"S1,S2\",Subject,001,%d\r\n",
				i, title(i), i/9, i, i%60, i%90, period(i))
		}
	})
}

func (d *district) writeEnrollments() error {
	const header = "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate"
	d.attended = make([][]int32, d.Students)
	return d.rosterFile(3, header, func(w *bufio.Writer) {
		n := 0
		write := func(class, person int, primary string) {
			n++
			fmt.Fprintf(w, "enrollment-%d,,,class-%d,school-%d,%s,%s,%s,2023-08-01,2024-06-30\r\n",
				n, class, class%90, d.sourcedID(person), d.role(person), primary)
		}
		for class := range d.Classes() {
			teacher := d.teacherOf(class)
			write(class, teacher, "true")
			for pupils := 0; pupils < classSize-1; {
				student := d.rnd.IntN(d.Students)
				if pair := (studentTeacher{student, teacher}); !d.shared[pair] {
					d.shared[pair] = true
					d.attended[student] = append(d.attended[student], int32(class))
					write(class, student, "")
					pupils++
				}
			}
		}
	})
}

func (d *district) writeCodes() error {
	return d.file(RecognitionsFile, "code,name", func(w *bufio.Writer) {
		for i, code := range codes {
			fmt.Fprintf(w, "%s,%s\r\n", code, recognitions[i])
		}
	})
}

// writeMapping writes how the export becomes the template.
func (d *district) writeMapping() error {
	values := make(map[string]string)
	for i, code := range codes {
		values[code] = recognitions[i]
	}
	text, err := json.MarshalIndent(map[string]any{"columns": map[string]any{
		"Student Number": map[string]any{"from": "Student_Number", "lookup": "student"},
		"Recognition":    map[string]any{"from": "Subtype", "values": values},
		"Teacher Email":  map[string]any{"from": "Entry_Author", "lookup": "teacher"},
		"Class Name":     map[string]any{"lookup": "class-of", "period": "Period"},
		"Date":           map[string]any{"from": "Entry_Date"},
		"Note":           map[string]any{"join": []string{"Subject", "Entry"}, "sep": ": "},
	}}, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.dir, MappingFile), text, 0o644)
}
