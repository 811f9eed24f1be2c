package job_test

import (
	"encoding/csv"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// What an export of Maple Ridge should give is worked out here a second time, from
// what the export says beside the columns that its mapping looks at: a student by
// the name, not the number, and everything else by tables written by hand. It
// shares no code with the library.

// courses are the titles of Maple Ridge by period: each period has one course, and
// each course one teacher.
var courses = []string{1: "English", 2: "Algebra I", 3: "Biology", 4: "World History", 5: "Art", 6: "Physical Education", 7: "Spanish I", 8: "Chemistry"}

// administrator is Paula Doyle's number: where she wrote an entry, the teacher of the
// class is named.
const administrator = "9010"

// mapleRidgeTeachers are the teachers by number, each with the period that he or she
// teaches.
var mapleRidgeTeachers = map[string]struct {
	email  string
	period int
}{
	"9001": {"ksmith", 1}, "9002": {"kasmith", 2}, "9003": {"dkowalski", 3}, "9004": {"jokafor", 4},
	"9005": {"soneil", 5}, "9006": {"mlee", 6}, "9007": {"adelacruz", 7}, "9009": {"lhaddad", 8},
}

// byStaffName are all spellings of a name of staff that the exports have, of those
// that stand for one teacher.
var byStaffName = map[string]string{
	"Smith, Kim": "9001", "Smith, Kim Alice": "9001", "Kim Smith": "9001", "KSMITH": "9001",
	"Smith, Karl": "9002", "Karl Smith": "9002", "KASMITH": "9002",
	"Kowalski, Dana": "9003", "Kowalski, Dana M": "9003", "Dana Kowalski": "9003", "DKOWALSKI": "9003", "Ms. Kowalski": "9003", "Mr. Kowalski": "9003",
	"Okafor, Jude": "9004", "Jude Okafor": "9004", "JOKAFOR": "9004", "Ms. Okafor": "9004",
	"O'Neil, Siobhan": "9005", "Siobhan O'Neil": "9005", "SONEIL": "9005", "Ms. O'Neil": "9005", "Mr. O'Neil": "9005",
	"Lee, Min": "9006", "Min Lee": "9006", "MLEE": "9006", "Ms. Lee": "9006", "Mr. Lee": "9006",
	"De la Cruz, Ana": "9007", "De la Cruz, Ana R": "9007", "Ana De la Cruz": "9007", "ADELACRUZ": "9007", "Ms. De la Cruz": "9007",
	"Haddad, Lena": "9009", "Lena Haddad": "9009", "LHADDAD": "9009", "Ms. Haddad": "9009", "Mr. Haddad": "9009",
	"Doyle, Paula": administrator, "Paula Doyle": administrator, "PDOYLE": administrator,
}

// A wantedRecord is what a record should be: an empty cell among the first five is
// what cannot be known, so that the record must be rejected.
type wantedRecord struct {
	number, recognition, teacher, class, date string
	row                                       int
	part                                      string // as the rejects name it
}

// An exportOracle says of a row of an export which records it should give.
type exportOracle struct {
	comma   rune
	records func(o *oracleRow) []wantedRecord // none: the row does not count
}

// An oracleRow is a row with what the oracle knows of the district.
type oracleRow struct {
	row      int // as a spreadsheet counts
	cells    map[string]string
	students map[string]oracleStudent // by "given family" in lower case, and by number
}

// An oracleStudent is a student's number, whether he or she is in the classes of A or B
// (each course has one of both), and the homeroom.
type oracleStudent struct{ number, letter, homeroom string }

func (o *oracleRow) cell(label string) string { return o.cells[label] }

// lastFirst finds a student by "Family, Given".
func (o *oracleRow) lastFirst(name string) oracleStudent {
	family, given, _ := strings.Cut(name, ", ")
	return o.student(given + " " + family)
}

func (o *oracleRow) student(name string) oracleStudent { return o.students[strings.ToLower(name)] }

// day reads a date by a layout of package time, and drops the time.
func (o *oracleRow) day(layout, label string) string {
	day, err := time.Parse(layout, o.cell(label))
	if err != nil {
		return ""
	}
	return day.Format(time.DateOnly)
}

// address returns the address of the teacher with the number.
func address(number string) string {
	if t, ok := mapleRidgeTeachers[number]; ok {
		return t.email + "@mapleridge.example.org"
	}
	return ""
}

// teacherOf returns the number of the teacher of a class.
func teacherOf(class string) string {
	switch {
	case strings.HasPrefix(class, "Advisory Smith "):
		return "9001"
	case strings.HasPrefix(class, "Advisory Lee "):
		return "9006"
	}
	for number, t := range mapleRidgeTeachers {
		if courses[t.period] == class {
			return number
		}
	}
	return ""
}

// sharedClass returns who wrote an entry and the class in which that teacher has the
// student: everybody is in every course. Of the administrator it is the homeroom.
func sharedClass(number string, st oracleStudent) (teacher, class string) {
	if number == administrator {
		return address(teacherOf(st.homeroom)), st.homeroom
	}
	return address(number), courses[mapleRidgeTeachers[number].period]
}

// periodClass returns who wrote an entry and the class of the student in a period such
// as 3, 03, 3rd or 3(A), or the homeroom, if the period is none.
func periodClass(number, period string, st oracleStudent) (teacher, class string) {
	class = st.homeroom
	if period != "" && strings.ContainsAny(period[:1], "0123456789") {
		digits := strings.TrimLeft(period, "0")
		class = courses[digits[0]-'0']
		if _, letter, ok := strings.Cut(strings.TrimSuffix(period, ")"), "("); ok && letter != st.letter {
			class = "" // the student is in no class at that time
		}
	}
	if number == administrator {
		number = teacherOf(class)
	}
	return address(number), class
}

// recordOf puts the cells together.
func recordOf(st oracleStudent, recognition, teacher, class, date string) wantedRecord {
	return wantedRecord{number: st.number, recognition: recognition, teacher: teacher, class: class, date: date}
}

// exportOracles are of the exports of Maple Ridge by folder.
var exportOracles = map[string]exportOracle{
	"powerschool-log": {'\t', func(o *oracleRow) []wantedRecord {
		names := map[string]string{"-100000/1": "Tardy", "-100000/2": "Classroom Disruption", "-100000/3": "Defiance", "2318/1": "Cooperation", "2318/2": "Kindness"}
		if o.cell("LogTypeId") == "4012" { // calls home and the like
			return nil
		}
		st := o.lastFirst(o.cell("LastFirst"))
		teacher, class := sharedClass(byStaffName[o.cell("Entry_Author")], st)
		return []wantedRecord{recordOf(st, names[o.cell("LogTypeId")+"/"+o.cell("Subtype")], teacher, class, o.day("01/02/2006", "Entry_Date"))}
	}},
	"powerschool-incidents": {',', func(o *oracleRow) []wantedRecord {
		names := map[string]string{"B01 - Tardy": "Tardy", "B07 - Disruption of class": "Classroom Disruption", "B12 - Fighting (mutual)": "Fighting"}
		if o.cell("Participant_Role") != "Offender" {
			return nil
		}
		st := o.lastFirst(o.cell("Participant_Name"))
		teacher, class := sharedClass(byStaffName[o.cell("Created_By")], st)
		return []wantedRecord{recordOf(st, names[o.cell("Behavior_Code_Desc")], teacher, class, o.day("2006-01-02 15:04:05.0", "Incident_TS"))}
	}},
	"infinite-campus": {',', func(o *oracleRow) []wantedRecord {
		names := map[string]string{"Tardy to class": "Tardy", "Disruptive Conduct": "Classroom Disruption", "Fight": "Fighting"}
		switch role := o.cell("behaviorRole.role"); {
		case o.cell("incident.status") != "Complete":
			return nil
		case role == "Recipient" && o.cell("incident.alignment") == "Award":
			names = map[string]string{"Helping Others": "Kindness"}
		case role != "Offender":
			return nil
		}
		st := o.lastFirst(o.cell("student.fullName"))
		teacher, class := periodClass(byStaffName[o.cell("incident.submittedBy")], o.cell("incident.period"), st)
		return []wantedRecord{recordOf(st, names[o.cell("behaviorEvent.eventName")], teacher, class, o.day("01/02/2006 3:04 PM", "incident.timestamp"))}
	}},
	"skyward": {',', func(o *oracleRow) []wantedRecord {
		names := map[string]string{"TDY": "Tardy", "DIS": "Classroom Disruption", "FGT": "Fighting"}
		st := o.lastFirst(o.cell("Full Name (LFM)"))
		officer := byStaffName[o.cell("Officer NameID")]
		teacher, class := periodClass(officer, o.cell("Prd"), st)
		if o.cell("Class/Section") == "AR104-01" { // it is named, whatever the period is
			class = "Art"
			if officer == administrator {
				teacher = address(teacherOf(class))
			}
		}
		return []wantedRecord{recordOf(st, names[o.cell("Offense Code")], teacher, class, o.day("01/02/06", "Offense Date"))}
	}},
	"aeries": {',', func(o *oracleRow) (records []wantedRecord) {
		names := map[string]string{"48900(k)": "Defiance", "07": "Classroom Disruption", "TARD": "Tardy"}
		st := o.students["00"+o.cell("STU.ID")]
		author := o.cell("ADS.SRF")
		if author == "" {
			author = byStaffName[o.cell("ADS.RF")]
		}
		teacher, class := periodClass(author, o.cell("ADS.PD"), st)
		for _, label := range []string{"ADS.CD", "ADS.CD2", "ADS.CD3"} {
			if code := o.cell(label); code != "" {
				rec := recordOf(st, names[code], teacher, class, o.day("1/2/2006 03:04:05 PM", "ADS.DT"))
				rec.part = label
				records = append(records, rec)
			}
		}
		if len(records) == 1 {
			records[0].part = ""
		}
		return records
	}},
	"google-forms": {',', func(o *oracleRow) (records []wantedRecord) {
		names := map[string]string{"Tardy": "Tardy", "Disruption": "Classroom Disruption", "Dress code": "Dress Code"}
		name, _, _ := strings.Cut(o.cell("Student (name and ID #)"), " (")
		st := o.lastFirst(name)
		if before, _, ok := strings.Cut(name, " - "); ok {
			st = o.student(before)
		}
		user, _, _ := strings.Cut(o.cell("Email Address"), "@")
		teacher, class := periodClass(byStaffName[strings.ToUpper(user)], o.cell("What period did it happen?"), st)
		for answer := range strings.SplitSeq(o.cell("What happened? (check all that apply)"), ", ") {
			records = append(records, recordOf(st, names[answer], teacher, class, o.day("1/2/2006 15:04:05", "Timestamp")))
		}
		return records
	}},
	"deanslist": {',', func(o *oracleRow) []wantedRecord {
		names := map[string]string{"Late": "Tardy", "Kindness": "Kindness", "Disruption": "Classroom Disruption"}
		if o.cell("is_deleted") == "true" {
			return nil
		}
		st := o.student(o.cell("StudentFirstName") + " " + o.cell("StudentLastName"))
		number := o.cell("StaffSchoolID")
		if number == administrator {
			number = teacherOf(o.cell("Roster"))
		}
		return []wantedRecord{recordOf(st, names[o.cell("Behavior")], address(number), o.cell("Roster"), o.cell("BehaviorDate"))}
	}},
	"liveschool": {',', func(o *oracleRow) (records []wantedRecord) {
		names := map[string]string{"Kindness": "Kindness", "Leadership": "Leadership", "Disruption": "Classroom Disruption"}
		if o.cell("Type") == "Reward" {
			return nil
		}
		for name := range strings.SplitSeq(o.cell("Student"), "; ") {
			st := o.student(name)
			teacher, class := sharedClass(byStaffName[o.cell("Recorded By")], st)
			records = append(records, recordOf(st, names[o.cell("Behavior/Reward")], teacher, class, o.day("Jan 2, 2006 3:04 PM", "Date")))
		}
		return records
	}},
	"powerschool-incidents-actions": {',', func(o *oracleRow) []wantedRecord { return byHand(actionsByHand, fmt.Sprint(o.row)) }},
	"infinite-campus-resolutions":   {',', func(o *oracleRow) []wantedRecord { return byHand(resolutionsByHand, fmt.Sprint(o.row)) }},
	"swis":                          {',', func(o *oracleRow) []wantedRecord { return byHand(swisByHand, o.cell("Referral ID")) }},
	"kickboard":                     {',', func(o *oracleRow) []wantedRecord { return byHand(kickboardByHand, o.cell("student id")) }},
	"history": {',', func(o *oracleRow) []wantedRecord {
		names := map[string]string{"TDY": "Tardy", "DIS": "Classroom Disruption", "KND": "Kindness"}
		st := o.students[o.cell("Student_Number")]
		teacher, class := periodClass(byStaffName[o.cell("Entry_Author")], o.cell("Period"), st)
		return []wantedRecord{recordOf(st, names[o.cell("Subtype")], teacher, class, o.day("01/02/2006", "Entry_Date"))}
	}},
}

// What each row of the exports that were written for the recipes should give, by hand.
// A row that is missing here must not count, and one without a class be rejected.
var (
	resolutionsByHand = map[string]wantedRecord{
		"2":  {number: "004253", recognition: "Fighting", teacher: "mlee", class: "Algebra I", date: "2025-10-06"}, // row 3 is its second resolution, row 4 the victim
		"5":  {number: "004287", recognition: "Fighting", teacher: "mlee", class: "Algebra I", date: "2025-10-06"}, // another offender of one event
		"6":  {number: "004253", recognition: "Classroom Disruption", teacher: "mlee", class: "Algebra I", date: "2025-10-06"},
		"7":  {number: "004304", recognition: "Tardy", teacher: "ksmith", class: "English", date: "2025-10-07"},
		"8":  {part: "unlike row 7"},                                                                                  // the same event on another day: somebody must look
		"9":  {number: "004304", recognition: "Tardy", teacher: "ksmith", class: "English", date: "2025-10-07"},       // another event that looks the same
		"13": {number: "004372", recognition: "Fighting", teacher: "dkowalski", class: "Biology", date: "2025-10-13"}, // without a number of the event
	}
	actionsByHand = map[string]wantedRecord{
		"2":  {number: "004508", recognition: "Fighting", teacher: "mlee", class: "Physical Education", date: "2025-10-06"}, // row 3 is its second action
		"4":  {number: "004508", recognition: "Classroom Disruption", teacher: "mlee", class: "Physical Education", date: "2025-10-06"},
		"5":  {number: "004780", recognition: "Fighting", teacher: "mlee", class: "Physical Education", date: "2025-10-06"}, // row 6 is the victim
		"7":  {number: "004525", recognition: "Tardy", teacher: "lhaddad", class: "Chemistry", date: "2025-10-07"},
		"8":  {part: "unlike row 7"},                                                                               // by somebody else
		"9":  {number: "004865", recognition: "Tardy", teacher: "lhaddad", class: "Chemistry", date: "2025-10-08"}, // row 10 has no role
		"11": {},                                                                                                   // a behavior without a name in Otus
	}
	swisByHand = map[string]wantedRecord{
		"1001": {number: "004440", recognition: "Tardy", teacher: "dkowalski", class: "Biology", date: "2025-09-15"},
		"1002": {number: "004457", recognition: "Fighting", teacher: "ksmith", class: "Advisory Smith HS", date: "2025-09-16"}, // by the administrator
		"1003": {number: "004474", recognition: "Classroom Disruption", teacher: "mlee", class: "Physical Education", date: "2025-09-17"},
		"1006": {number: "004508", recognition: "Technology Misconduct", teacher: "lhaddad", class: "Chemistry", date: "2025-09-19"},
		"1007": {}, // a behavior that is called Other
		"1008": {}, // one of two teachers
		"1009": {}, // a substitute
		"1010": {number: "004593", recognition: "Dress Code", teacher: "soneil", class: "Art", date: "2025-09-25"},
		"1011": {number: "004610", recognition: "Defiance", teacher: "adelacruz", class: "Spanish I", date: "2025-09-26"},
		"1012": {number: "004865", recognition: "Tardy", teacher: "ksmith", class: "English", date: "2025-09-29"},
		"1013": {}, // nobody's number
		"1014": {}, // no date
	}
	kickboardByHand = map[string]wantedRecord{
		"8801":   {number: "004593", recognition: "Kindness", teacher: "dkowalski", class: "Biology", date: "2025-09-22"},
		"8802":   {number: "004644", recognition: "Classroom Disruption", teacher: "mlee", class: "Physical Education", date: "2025-09-22"},
		"004508": {}, // the system's own number, which is somebody else's in Otus
		"8804":   {}, // one of two teachers
		"8806":   {number: "004729", recognition: "Tardy", teacher: "jokafor", class: "World History", date: "2025-09-25"},
		"8807":   {number: "004746", recognition: "Leadership", teacher: "lhaddad", class: "Chemistry", date: "2025-10-03"}, // the day, not when it was entered
		"8808":   {number: "004763", recognition: "Leadership", teacher: "ksmith", class: "Advisory Smith HS", date: "2025-10-07"},
		"8809":   {}, // a behavior without a name in Otus
		"8810":   {number: "004916", recognition: "Perseverance", teacher: "soneil", class: "Art", date: "2025-10-09"},
		"8811":   {number: "004848", recognition: "Kindness", teacher: "adelacruz", class: "Spanish I", date: "2025-10-10"},
	}
)

// byHand looks a row up in one of these tables.
func byHand(rows map[string]wantedRecord, key string) []wantedRecord {
	rec, ok := rows[key]
	if !ok {
		return nil
	}
	if rec.teacher != "" {
		rec.teacher += "@mapleridge.example.org"
	}
	return []wantedRecord{rec}
}

// numberParts names the parts of a row that gives several records, as rejects do.
func numberParts(records []wantedRecord) {
	for i := range records {
		if records[i].part == "" && len(records) > 1 {
			records[i].part = fmt.Sprintf("%d of %d", i+1, len(records))
		}
	}
}

// oracleStudents reads the roster's files with nothing but package csv.
func oracleStudents(t *testing.T) map[string]oracleStudent {
	t.Helper()
	type table []map[string]string
	read := func(name string) (rows table) {
		all, err := csv.NewReader(strings.NewReader(string(readFile(t, "../../testdata/mapleridge/oneroster/"+name)))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all[1:] {
			cells := make(map[string]string)
			for i, label := range all[0] {
				cells[label] = row[i]
			}
			rows = append(rows, cells)
		}
		return rows
	}
	classes := make(map[string]map[string]string)
	for _, c := range read("classes.csv") {
		classes[c["sourcedId"]] = c
	}
	byID := make(map[string]oracleStudent)
	for _, e := range read("enrollments.csv") {
		st := byID[e["userSourcedId"]]
		if c := classes[e["classSourcedId"]]; c["classType"] == "homeroom" {
			st.homeroom = c["title"]
		} else {
			_, letter, _ := strings.Cut(c["periods"], "(")
			st.letter = strings.TrimSuffix(letter, ")")
		}
		byID[e["userSourcedId"]] = st
	}
	students := make(map[string]oracleStudent)
	for _, u := range read("users.csv") {
		if u["role"] == "student" {
			st := byID[u["sourcedId"]]
			st.number = u["identifier"]
			students[st.number], students[strings.ToLower(u["givenName"]+" "+u["familyName"])] = st, st
		}
	}
	return students
}

// wantedRecords works out what an export should give.
func wantedRecords(t *testing.T, oracle exportOracle, text string) (wanted []wantedRecord) {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = oracle.comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	o := &oracleRow{students: oracleStudents(t)}
	for i, row := range rows[1:] {
		o.row, o.cells = i+2, make(map[string]string)
		for k, label := range rows[0] {
			o.cells[label] = row[k]
		}
		records := oracle.records(o)
		numberParts(records)
		for _, rec := range records {
			rec.row = i + 2
			wanted = append(wanted, rec)
		}
	}
	return wanted
}

// Each row of each export of Maple Ridge gives what the oracle says: the child whose
// name is in the row, that teacher and class, or the record is rejected.
func TestExportsGiveTheRightRecords(t *testing.T) {
	for _, dir := range exportDirs(t) {
		oracle, ok := exportOracles[filepath.Base(dir)]
		if !ok {
			if !strings.HasSuffix(dir, "-lists") && !strings.HasSuffix(dir, "-roster") {
				t.Errorf("%s has no oracle", dir)
			}
			continue
		}
		t.Run(filepath.Base(dir), func(t *testing.T) {
			text := exportText(t, dir)
			compareWithOracle(t, build(t, exportBuilder(t, dir), csvSource(text)), oracle, text)
		})
	}
}

// compareWithOracle compares what was written and what was rejected with what the oracle
// says of the export.
func compareWithOracle(t *testing.T, got built, oracle exportOracle, text string) {
	t.Helper()
	if got.err != nil {
		t.Fatal(got.err)
	}
	var written, rejected []string
	for _, w := range wantedRecords(t, oracle, text) {
		cells := []string{w.number, w.recognition, w.teacher, w.class, w.date}
		if slices.Contains(cells, "") {
			rejected = append(rejected, strings.TrimSpace(fmt.Sprintf("%d %s", w.row, w.part)))
		} else {
			written = append(written, strings.Join(cells, ", "))
		}
	}
	if diff := cmp.Diff(written, templateCells(t, got.template, "Student Number", "Recognition", "Teacher Email", "Class Name", "Date")); diff != "" {
		t.Errorf("written (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(rejected, templateCells(t, got.rejects, "otustemplate row", "otustemplate part")); diff != "" {
		t.Errorf("rejected (-want +got):\n%s", diff)
	}
}

// templateCells returns the cells of each row under these labels, with commas or, of
// two, a space between them.
func templateCells(t *testing.T, text string, labels ...string) (rows []string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	separator := ", "
	if len(labels) == 2 {
		separator = " "
	}
	for _, row := range all[1:] {
		cells := make([]string, len(labels))
		for i, label := range labels {
			cells[i] = row[slices.Index(all[0], label)]
		}
		rows = append(rows, strings.TrimSpace(strings.Join(cells, separator)))
	}
	return rows
}
