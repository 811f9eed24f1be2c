package job_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/advice"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/page"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
)

const mapleridge = "../../testdata/mapleridge"

// yearFolders are the rosters of Maple Ridge by the year in which the school year ends.
var yearFolders = map[int]string{2022: "years/2022", 2023: "years/2023", 2024: "years/2024", 2025: "years/2025", 2026: "oneroster"}

func mapleridgeYears(t *testing.T) (refs roster.References) {
	t.Helper()
	for year := 2022; year <= 2026; year++ {
		r, err := roster.Load(t.Context(), os.DirFS(filepath.Join(mapleridge, yearFolders[year])), nil)
		if err != nil {
			t.Fatal(err)
		}
		if year < 2026 {
			refs.Past = append(refs.Past, r)
			continue
		}
		past := refs.Past
		refs = r.References(nameset.NewSet("Tardy", "Classroom Disruption", "Kindness"))
		refs.Past = past
	}
	return refs
}

// A history of five years, in which each cause is told once, with how many rows of each
// year it has; and every row that is written is, by the rosters' files, of a student and
// a teacher who are still there, in a class that these had that year or in the homeroom.
func TestFiveYears(t *testing.T) {
	v, err := job.NewValidator(mapleridgeYears(t), &check.Options{Today: dates.Date{Year: 2026, Month: 6, Day: 10}})
	if err != nil {
		t.Fatal(err)
	}
	b := job.Builder{Mapping: readMappingFile(t, mapleridge+"/years/rename.json"), Validator: v, Repair: true}
	export := string(readFile(t, mapleridge+"/years/history.csv"))
	got := build(t, b, csvSource(export))
	if got.err != nil {
		t.Fatal(got.err)
	}
	var report strings.Builder
	if err := page.WriteText(got.report, &report, &advice.ReportOptions{}); err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "mapleridge/years/report.txt", report.String())
	checkGolden(t, "mapleridge/years/template.csv", got.template)
	checkGolden(t, "mapleridge/years/rejects.csv", got.rejects)

	district := readYears(t)
	for _, row := range csvRows(t, got.template) {
		district.checkWritten(t, row)
	}
	left := 0
	for _, row := range csvRows(t, got.rejects) {
		number, year := row["Student_Number"], schoolYearOf(t, row["Entry_Date"])
		gone := district.students[2026][number] == "" && district.students[year][number] != ""
		if told := strings.Contains(row[schema.LabelProblem], "the student with this Student Number has left"); told != gone {
			t.Errorf("%s in %d: said to have left %v, want %v: %s", number, year, told, gone, row[schema.LabelProblem])
		}
		if gone {
			left++
		}
	}
	if n := got.report.Counts[schema.CodeStudentLeft]; left == 0 || int64(left) != n {
		t.Errorf("%d rows of students who have left, %d are told", left, n)
	}
}

// years are what the files of the rosters say, read without the code under test.
type years struct {
	students, teachers map[int]map[string]string // sourcedIds by number and by address
	titles             map[int]map[string]string // of classes, by sourcedId
	classes            map[int]map[string][]string
}

func readYears(t *testing.T) *years {
	t.Helper()
	all := &years{map[int]map[string]string{}, map[int]map[string]string{}, map[int]map[string]string{}, map[int]map[string][]string{}}
	for year, folder := range yearFolders {
		all.students[year], all.teachers[year] = map[string]string{}, map[string]string{}
		all.titles[year], all.classes[year] = map[string]string{}, map[string][]string{}
		read := func(name string) []map[string]string {
			return csvRows(t, string(readFile(t, filepath.Join(mapleridge, folder, name))))
		}
		for _, u := range read("users.csv") {
			switch u["role"] {
			case "student":
				all.students[year][u["identifier"]] = u["sourcedId"]
			case "teacher":
				all.teachers[year][u["email"]] = u["sourcedId"]
			}
		}
		for _, c := range read("classes.csv") {
			all.titles[year][c["sourcedId"]] = strings.Replace(c["title"], "Life Science", "Biology", 1)
		}
		for _, e := range read("enrollments.csv") {
			all.classes[year][e["userSourcedId"]] = append(all.classes[year][e["userSourcedId"]], e["classSourcedId"])
		}
	}
	return all
}

// checkWritten holds a row of the template against the files.
func (y *years) checkWritten(t *testing.T, row map[string]string) {
	t.Helper()
	number, teacher, title := row["Student Number"], row["Teacher Email"], row["Class Name"]
	year := schoolYearOf(t, row["Date"])
	student, then := y.students[2026][number], y.students[year][number]
	if student == "" || student != then || y.teachers[2026][teacher] == "" {
		t.Errorf("%s of %d is written, with the teacher %s: then %q, today %q", number, year, teacher, then, student)
	}
	own := y.classes[year][then]
	taught := func(class string) bool { return slices.Contains(y.classes[year][y.teachers[year][teacher]], class) }
	if !slices.ContainsFunc(own, func(class string) bool {
		return y.titles[year][class] == title && (taught(class) || strings.HasPrefix(title, "Advisory"))
	}) {
		t.Errorf("%s of %d is written to %q of %s", number, year, title, teacher)
	}
}

// schoolYearOf returns the year in which the school year of a date ends.
func schoolYearOf(t *testing.T, text string) int {
	t.Helper()
	day, err := dates.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if day.Month > 6 {
		return day.Year + 1
	}
	return day.Year
}

func csvRows(t *testing.T, text string) (rows []map[string]string) {
	t.Helper()
	all, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := make(map[string]string)
		for i, cell := range cells {
			row[all[0][i]] = cell
		}
		rows = append(rows, row)
	}
	return rows
}

// aYear returns the roster of the school year that begins in a year: users and classes
// are rows of the files, and everybody is in every class.
func aYear(t *testing.T, begins int, users, classes string) *roster.Roster {
	t.Helper()
	files := map[string]string{
		"academicSessions.csv": fmt.Sprintf("sourcedId,startDate,endDate\nFY,%d-08-15,%d-06-05\n", begins, begins+1),
		"users.csv":            usersHeader + users,
		"classes.csv":          "sourcedId,status,title,classCode,classType,termSourcedIds\n" + classes,
		"enrollments.csv":      "classSourcedId,userSourcedId,role,status,primary,beginDate,endDate\n",
	}
	for _, c := range csvRows(t, files["classes.csv"]) {
		for _, u := range csvRows(t, files["users.csv"]) {
			files["enrollments.csv"] += fmt.Sprintf("%s,%s,%s,,,,\n", c["sourcedId"], u["sourcedId"], u["role"])
		}
	}
	r, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What becomes of people and classes from year to year: a row is right, or told with
// what is wrong with it, and never somebody else's.
func TestYears(t *testing.T) {
	const (
		tess    = "t1,,teacher,Tess,Hill,901,,tess@example.org,\n"
		otto    = "t2,,teacher,Otto,Berg,902,,otto@example.org,\n"
		ann     = "s1,,student,Ann,Ames,0101,,ann@example.org,{State:77001}\n"
		algebra = "c1,,Algebra,A-1,,FY\n"
	)
	tests := []struct {
		name             string
		y21, y22, y23    string // users of three years, besides Tess
		c21, c22, c23    string // classes, besides Algebra
		student, teacher string // A to D; "": Tess
		class, day       string // "": Algebra
		want, checked    string // codes, and those of Validate if it says something else
		fix              string // the first one of the first issue
	}{
		{name: "stays", y21: ann, y22: ann, y23: ann, student: ",,0101,", day: "2021-10-04"},
		{name: "left", y21: ann, y22: ann, student: ",,0101,", day: "2021-10-04", want: "student-left"},
		{name: "left, by any identifier", y21: ann, student: "ann@example.org,s1,0101,77001", day: "2021-10-04", want: "student-left"},
		{name: "left and came back", y21: ann, y23: ann, student: ",,0101,", day: "2022-10-04"},
		{name: "is marked to be deleted", y21: ann, y22: ann, y23: strings.Replace(ann, "s1,,", "s1,tobedeleted,", 1), student: ",,0101,", day: "2021-10-04", want: "student-left"},
		{name: "came later", y23: ann, student: ",,0101,", day: "2021-10-04"},
		{name: "left, the number without its zero", y21: ann, student: ",,101,", day: "2021-10-04", want: "student-unknown", fix: "0101"},
		{name: "left, and today's has the number without its zero", y21: ann, y23: "s2,,student,Bo,Beck,00101,,,\n", student: ",,101,", day: "2021-10-04", want: "student-ambiguous", checked: "student-unknown"},
		{name: "number given again", y21: ann, y23: "s2,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",,0101,", day: "2021-10-04", want: "student-ambiguous"},
		{name: "number given again, row of today", y21: ann, y23: "s2,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",,0101,", day: "2023-10-04"},
		{name: "number given again, row of a year between", y21: ann, y23: "s2,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",,0101,", day: "2022-10-04", want: "student-ambiguous"},
		{name: "number given again, both have left", y21: ann, y22: "s2,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",,0101,", day: "2021-10-04", want: "student-ambiguous student-left"},
		{name: "number given again to a namesake", y21: ann, y23: "s2,,student,Ann,Ames,0101,,,{State:77002}\n", student: ",,0101,", day: "2021-10-04", want: "student-ambiguous"},
		{name: "number and ID given again", y21: ann, y23: "s1,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",s1,0101,", day: "2021-10-04", want: "student-ambiguous student-ambiguous"},
		{name: "number given again, the State ID of who has it", y21: ann, y23: "s2,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",,0101,77002", day: "2021-10-04", want: "student-ambiguous"},
		{name: "number given again, the State ID of who had it", y21: ann, y23: "s2,,student,Bo,Beck,0101,,,{State:77002}\n", student: ",,0101,77001", day: "2021-10-04", want: "student-ambiguous student-conflict"},
		{name: "the State ID of another who has left", y21: ann, y23: "s2,,student,Bo,Beck,0102,,,\n", student: ",,0102,77001", day: "2021-10-04", want: "student-conflict"},
		{name: "another family name", y21: ann, y23: strings.Replace(ann, "Ames", "Hale", 1), student: ",,0101,", day: "2021-10-04"},
		{name: "another family name, by the State ID", y21: ann, y23: strings.Replace(ann, "Ames", "Hale", 1), student: ",,,77001", day: "2021-10-04"},
		{name: "another State ID", y21: ann, y23: strings.Replace(ann, "77001", "77009", 1), student: ",,0101,", day: "2021-10-04", want: "student-ambiguous"},
		{name: "a State ID at last", y21: strings.Replace(ann, "{State:77001}", "", 1), y23: ann, student: ",,0101,", day: "2021-10-04"},
		{name: "never was", y21: ann, student: ",,0999,", day: "2021-10-04", want: "student-unknown"},

		{name: "teacher left", y21: ann + otto, y22: ann, y23: ann, student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04", want: "teacher-left"},
		{name: "teacher left and came back", y21: ann + otto, y22: ann, y23: ann + otto, student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04"},
		{name: "teacher is principal today", y21: ann + otto, y23: ann + strings.Replace(otto, "teacher", "administrator", 1), student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04", want: "teacher-unknown"},
		{name: "teacher came later", y21: ann, y23: ann + otto, student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04"},

		{name: "teacher has another address", y21: ann + otto, y23: ann + strings.Replace(otto, "otto@", "o.berg@", 1), student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04",
			want: "teacher-left", fix: "o.berg@example.org"},
		{name: "address given again", y21: ann + otto, y23: ann + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04", want: "teacher-ambiguous"},
		{name: "address given again, in another case", y21: ann + otto, y23: ann + "t3,,teacher,Olga,Berg,903,,OTTO@example.org,\n", student: ",,0101,", teacher: "Otto@example.org", day: "2021-10-04", want: "teacher-ambiguous"},
		{name: "address given again, row of today", y21: ann + otto, y23: ann + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2023-10-04"},
		{name: "address given again, row of a year between", y21: ann + otto, y22: ann, y23: ann + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2022-10-04", want: "teacher-ambiguous"},
		{name: "address given again, row of a year of the second one", y21: ann + otto, y22: ann + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", y23: ann + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2022-10-04"},
		{name: "address given again, and the first one has another", y21: ann + otto, y23: ann + strings.Replace(otto, "otto@", "o.berg@", 1) + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04",
			want: "teacher-ambiguous", fix: "o.berg@example.org"},
		{name: "address of two teachers, of whom one has another", y21: ann + otto + "t4,,teacher,Ines,Lund,904,,otto@example.org,\n", y23: ann + strings.Replace(otto, "otto@", "o.berg@", 1), student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04", want: "teacher-left"},
		{name: "address of two teachers given again, and one has another", y21: ann + otto + "t4,,teacher,Ines,Lund,904,,otto@example.org,\n", y23: ann + strings.Replace(otto, "otto@", "o.berg@", 1) + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04",
			want: "teacher-ambiguous"},
		{name: "address of a teacher and a principal given again, and one has another", y21: ann + otto + "t4,,administrator,Ines,Lund,904,,otto@example.org,\n", y23: ann + strings.Replace(otto, "otto@", "o.berg@", 1) + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04",
			want: "teacher-ambiguous"},
		{name: "address of a principal given to a teacher", y21: ann + strings.Replace(otto, "teacher", "administrator", 1), y23: ann + "t3,,teacher,Olga,Berg,903,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04", want: "teacher-ambiguous"},
		{name: "address of a teacher who has married", y21: ann + otto, y23: ann + strings.Replace(otto, "Berg", "Lund", 1), student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04"},
		{name: "address of a teacher who is called by a short name", y21: ann + otto, y23: ann + strings.Replace(otto, "Otto", "Ott", 1), student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04"},
		{name: "address of a teacher with another sourcedId", y21: ann + otto, y23: ann + strings.Replace(otto, "t2,,teacher,Otto,", "t9,,teacher,Otto F.,", 1), student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04"},
		{name: "address and sourcedId given again", y21: ann + otto, y23: ann + "t2,,teacher,Ines,Lund,902,,otto@example.org,\n", student: ",,0101,", teacher: "otto@example.org", day: "2021-10-04", want: "teacher-ambiguous"},

		{name: "class renamed", y21: ann, y22: ann, y23: ann, c21: "c2,,Life Science,S-1,,FY\n", c22: "c2,,Biology,S-1,,FY\n", c23: "c2,,Biology,S-1,,FY\n",
			student: ",,0101,", class: "Life Science", day: "2021-10-04", want: "class-past", fix: "Biology"},
		{name: "class renamed twice", y21: ann, y22: ann, y23: ann, c21: "c2,,Health,S-1,,FY\n", c22: "c2,,Wellness,S-1,,FY\n", c23: "c2,,Well-Being,S-1,,FY\n",
			student: ",,0101,", class: "Health", day: "2021-10-04", want: "class-past", fix: "Well-Being"},
		{name: "class renamed twice, in between", y21: ann, y22: ann, y23: ann, c21: "c2,,Health,S-1,,FY\n", c22: "c2,,Wellness,S-1,,FY\n", c23: "c2,,Well-Being,S-1,,FY\n",
			student: ",,0101,", class: "Wellness", day: "2022-10-04", want: "class-past", fix: "Well-Being"},
		{name: "class of its new name", y21: ann, y22: ann, y23: ann, c21: "c2,,Health,S-1,,FY\n", c23: "c2,,Wellness,S-1,,FY\n", student: ",,0101,", class: "Wellness", day: "2021-10-04"},
		{name: "class code used again", y21: ann, y22: ann, y23: ann, c21: "c2,,Latin,S-1,,FY\n", c23: "c3,,Robotics,S-1,,FY\n", student: ",,0101,", class: "Latin", day: "2021-10-04", want: "class-past"},
		{name: "class that came later", y21: ann, y22: ann, y23: ann, c23: "c3,,Robotics,S-1,,FY\n", student: ",,0101,", class: "Robotics", day: "2021-10-04", want: "date-term"},
		{name: "class in its holidays", y21: ann, y22: ann, y23: ann, student: ",,0101,", day: "2022-07-04", want: "date-term"},
		{name: "class that never was", y21: ann, y23: ann, student: ",,0101,", class: "Greek", day: "2021-10-04", want: "class-unknown"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := aYear(t, 2023, tess+tt.y23, algebra+tt.c23)
			refs := now.References(nameset.NewSet("Tardy"))
			refs.Past = []*roster.Roster{aYear(t, 2021, tess+tt.y21, algebra+tt.c21), now, nil, aYear(t, 2022, tess+tt.y22, algebra+tt.c22)}
			if tt.teacher == "" {
				tt.teacher = "tess@example.org"
			}
			if tt.class == "" {
				tt.class = "Algebra"
			}
			row := fmt.Sprintf("%s,Tardy,%s,%s,%s,\n", tt.student, tt.teacher, tt.class, tt.day)
			for _, byRosters := range []bool{false, true} {
				codes, fix := codesOfBuild(t, refs, byRosters, row)
				if diff := cmp.Diff(tt.want, codes); diff != "" || fix != tt.fix && tt.fix != "" {
					t.Errorf("built, by Rosters %v: the fix %q, want %q; codes (-want +got):\n%s", byRosters, fix, tt.fix, diff)
				}
			}
			if tt.checked == "" {
				tt.checked = tt.want
			}
			codes, fix := codesOfCheck(t, refs, nil, row)
			if diff := cmp.Diff(tt.checked, codes); diff != "" || fix != tt.fix {
				t.Errorf("checked: the fix %q, want %q; codes (-want +got):\n%s", fix, tt.fix, diff)
			}
		})
	}
}

// codesOfBuild builds a row of the template, with the rosters as the past of the
// references, or as the Builder's. It returns the codes, and the first fix.
func codesOfBuild(t *testing.T, refs roster.References, byRosters bool, row string) (codes, fix string) {
	t.Helper()
	var rosters []*roster.Roster
	if byRosters {
		rosters, refs.Past = append(refs.Past, refs.Roster), nil
	}
	v, err := job.NewValidator(refs, &check.Options{Today: dates.Date{Year: 2024, Month: 6, Day: 30}})
	if err != nil {
		t.Fatal(err)
	}
	got := build(t, job.Builder{Validator: v, Rosters: rosters}, csvSource(strings.Join(templateLabels(), ",")+"\n"+row))
	if got.err != nil {
		t.Fatal(got.err)
	}
	return codesOf(got.report)
}

// codesOfCheck checks a row of the template.
func codesOfCheck(t *testing.T, refs roster.References, severity map[schema.Code]check.Severity, row string) (codes, fix string) {
	t.Helper()
	v, err := job.NewValidator(refs, &check.Options{Severity: severity, Today: dates.Date{Year: 2024, Month: 6, Day: 30}})
	if err != nil {
		t.Fatal(err)
	}
	rep, err := v.Validate(t.Context(), strings.NewReader(strings.Join(templateLabels(), ",")+"\n"+row))
	if err != nil {
		t.Fatal(err)
	}
	return codesOf(rep)
}

func codesOf(rep *tally.Report) (codes, fix string) {
	var all []string
	for _, is := range rep.Issues {
		all = append(all, string(is.Code))
		if fix == "" && len(is.Fixes) > 0 {
			fix = is.Fixes[0].New
		}
	}
	slices.Sort(all)
	return strings.Join(all, " "), fix
}

func templateLabels() (labels []string) {
	for c := schema.ColStudentEmail; c <= schema.ColNote; c++ {
		labels = append(labels, c.String())
	}
	return labels
}

// Once Otus takes the rows of students who have left, they are let pass, and all else is
// checked as before.
func TestLeaversMayPass(t *testing.T) {
	const ann, tess = "s1,,student,Ann,Ames,0101,,,\n", "t1,,teacher,Tess,Hill,901,,tess@example.org,\n"
	then := aYear(t, 2021, ann+tess, "c1,,Algebra,,,FY\nc2,,Art,,,FY\n")
	now := aYear(t, 2022, tess+"s2,,student,Bo,Beck,0102,,,\n", "c1,,Algebra,,,FY\n")
	refs := now.References(nameset.NewSet("Tardy"))
	refs.Past = []*roster.Roster{then}
	off := map[schema.Code]check.Severity{schema.CodeStudentLeft: check.SeverityOff, schema.CodeClassPast: check.SeverityWarning}
	for row, want := range map[string]string{
		",,0101,,Tardy,tess@example.org,Algebra,2021-10-04,":             "",
		",,0101,,Tardy,tess@example.org,Art,2021-10-04,":                 "class-past",
		",,0101,,Late,tess@example.org,Algebra,2021-10-04,":              "recognition-unknown",
		",,0101,,Tardy,tess@example.org,Algebra,2021-10-04,See Bo Beck":  "note-names-student",
		",,0103,,Tardy,tess@example.org,Algebra,2021-10-04,":             "student-unknown",
		",,0101,,Tardy,tess@example.org,Algebra,2021-07-04,":             "date-term",
		",s1,0102,,Tardy,tess@example.org,Algebra,2021-10-04,":           "student-conflict",
		",,0101,,Tardy,tess@example.org,Algebra,2021-10-04,See Ann Ames": "",
	} {
		if got, _ := codesOfCheck(t, refs, off, row+"\n"); got != want {
			t.Errorf("%s: %q, want %q", row, got, want)
		}
	}
}

// The groups of a report of several years say how many of their rows are of each year.
func TestGroupsByYear(t *testing.T) {
	v, err := job.NewValidator(roster.References{Recognitions: nameset.NewSet("Tardy")}, &check.Options{Today: dates.Date{Year: 2024, Month: 1, Day: 1}})
	if err != nil {
		t.Fatal(err)
	}
	years := func(days ...string) (names []string) {
		text := strings.Join(templateLabels(), ",") + "\n"
		for _, day := range days {
			text += ",,1,,Late,a@example.org,Art," + day + ",\n"
		}
		rep, err := v.Validate(t.Context(), strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range rep.Groups {
			if g.Code != schema.CodeRecognitionUnknown {
				continue
			}
			for _, y := range g.Years {
				names = append(names, fmt.Sprint(y.Name, " ", y.Rows))
			}
		}
		return names
	}
	for name, tt := range map[string]struct{ days, want []string }{
		"one year":                {[]string{"2022-08-20", "2023-06-30", "2023-01-02"}, nil},
		"two":                     {[]string{"2022-06-30", "2022-07-01", "2023-01-02"}, []string{"2021-22 1", "2022-23 2"}},
		"two, and no date":        {[]string{"2022-06-30", "soon", "2023-01-02"}, []string{"2021-22 1", "2022-23 1"}},
		"the turn of the century": {[]string{"1999-10-01", "2000-10-02"}, []string{"1999-00 1", "2000-01 1"}},
	} {
		if diff := cmp.Diff(tt.want, years(tt.days...)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
