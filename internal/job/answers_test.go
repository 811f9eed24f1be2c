package job_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

const answersMapping = `{"columns": {
	"Student Number": {"from": "student", "lookup": "student", "pad": 6}, "SIS ID": {"from": "student", "lookup": "student"}, "State ID": {"lookup": "student"},
	"Recognition": {"from": "what", "values": {"T": "Tardy"}},
	"Teacher Email": {"from": "teacher", "lookup": "teacher", "ifEmpty": "a.rivera@example.org"},
	"Class Name": {"lookup": "class-of", "period": "period"},
	"Date": {"from": "day"}, "Note": {"from": "note"}}}`

// answersBuilder builds with that mapping from rows of the district's roster. Otus has
// a teacher and a class that the roster has not.
func answersBuilder(t testing.TB) job.Builder {
	t.Helper()
	people := districtRoster(t)
	refs := people.References(nameset.NewSet("Tardy", "Helping Others"))
	teachers := slices.AppendSeq([]string{"new.teacher@example.org"}, refs.Teachers.All())
	classes := slices.AppendSeq([]string{"Robotics"}, refs.Classes.All())
	refs.Teachers, refs.Classes = nameset.NewEmailSet(teachers...), nameset.NewSet(classes...)
	m, err := mapping.ReadMapping(strings.NewReader(answersMapping))
	if err != nil {
		t.Fatal(err)
	}
	return job.Builder{Mapping: m, Validator: newValidator(t, refs, nil)}
}

// What a person enters goes before the mapping, and is held against Otus and the roster
// as any cell is.
func TestAnswers(t *testing.T) {
	const labels = "student,what,teacher,period,day,note,answer: SIS ID,answer: Student Number,answer: Recognition,answer: Teacher Email,answer: Class Name\n"
	tests := []struct {
		name, row string
		want      string // the record but for its date
		at        string // or the cell that is wrong
		problem   string
	}{
		{name: "nothing is wrong", row: `4191,T,"Rivera, Ana",1,9/14/2023,,,,,,`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a recognition", row: `4191,X,"Rivera, Ana",1,9/14/2023,,,,Helping Others,,`, want: "s01,004191,7700191,Helping Others,a.rivera@example.org,Algebra 1"},
		{name: "a recognition goes before the values", row: `4191,T,"Rivera, Ana",1,9/14/2023,,,,Helping Others,,`, want: "s01,004191,7700191,Helping Others,a.rivera@example.org,Algebra 1"},
		{name: "a recognition that Otus has not", row: `4191,X,"Rivera, Ana",1,9/14/2023,,,,Dancing,,`, at: "I2", problem: `answer: Recognition: no recognition in Otus is named "Dancing"`},
		{name: "a code is no answer", row: `4191,X,"Rivera, Ana",1,9/14/2023,,,,T,,`, at: "I2", problem: `answer: Recognition: no recognition in Otus is named "T"`},
		{name: "a teacher's address", row: `4191,T,Office,1,9/14/2023,,,,,a.rivera@example.org,`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a teacher's name", row: `4191,T,Office,1,9/14/2023,,,,,"Rivera, Ana",`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a teacher goes before the one of the export", row: `4191,T,"Okafor, Jude",1,9/14/2023,,,,,Ana Rivera,`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a teacher whom two names fit", row: `4191,T,Office,1,9/14/2023,,,,,"Lee, Min",`, at: "J2", problem: `answer: Teacher Email: "Lee, Min" can mean several teachers`},
		{name: "nobody", row: `4191,T,"Rivera, Ana",1,9/14/2023,,,,,Nobody,`, at: "J2", problem: "answer: Teacher Email: there is no teacher"},
		{name: "a placeholder is no answer, and nothing is filled in for it", row: `4191,T,,1,9/14/2023,,,,,N/A,`, at: "J2", problem: "answer: Teacher Email: there is no teacher"},
		{name: "an administrator", row: `4191,T,Office,1,9/14/2023,,,,,p.doyle@example.org,Algebra 1`, at: "J2", problem: "answer: Teacher Email: "},
		{name: "a teacher whom Otus has and the roster has not", row: `4191,T,Office,1,9/14/2023,,,,,NEW.teacher@example.org,Algebra 1`, want: "s01,004191,7700191,Tardy,new.teacher@example.org,Algebra 1"},
		{name: "such a teacher's class is to be answered too", row: `4191,T,Office,1,9/14/2023,,,,,new.teacher@example.org,`, at: "K2", problem: "Class Name: "},
		{name: "a class", row: `4191,T,"Rivera, Ana",5,9/14/2023,,,,,,Algebra 1`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a class by its code", row: `4191,T,"Rivera, Ana",5,9/14/2023,,,,,,ALG1`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a class that Otus has and the roster has not", row: `4191,T,"Rivera, Ana",5,9/14/2023,,,,,, robotics `, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Robotics"},
		{name: "no class", row: `4191,T,"Rivera, Ana",5,9/14/2023,,,,,,Dance`, at: "K2", problem: `answer: Class Name: there is no class "Dance" in the roster`},
		{name: "a student", row: `99999,T,"Rivera, Ana",1,9/14/2023,,,004191,,,`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a student, zeros lost", row: `99999,T,"Rivera, Ana",1,9/14/2023,,,4191,,,`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a student by another column of the same cells", row: `99999,T,"Rivera, Ana",1,9/14/2023,,s01,,,,`, want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
		{name: "a student's name", row: `99999,T,"Rivera, Ana",1,9/14/2023,,"Tran, Lena",,,,`, at: "G2", problem: "answer: SIS ID: a name does not settle"},
		{name: "answers that are two students", row: `99999,T,"Rivera, Ana",1,9/14/2023,,s01,004646,,,`, at: "G2", problem: "different students"},
		{name: "answers that can't be seen", row: "4191,T,\"Rivera, Ana\",1,9/14/2023,, ,\u200b,\u00a0,\t,\ufeff", want: "s01,004191,7700191,Tardy,a.rivera@example.org,Algebra 1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := build(t, answersBuilder(t), csvSource(labels+tt.row+"\n"))
			if got.err != nil {
				t.Fatal(got.err)
			}
			var record string
			if lines := strings.Split(strings.TrimSuffix(got.template, "\n"), "\n"); len(lines) == 2 {
				cells := strings.Split(lines[1], ",")
				record = strings.Join(cells[1:7], ",")
			}
			if record != tt.want {
				t.Errorf("record %q, want %q; %v", record, tt.want, got.rejects)
			}
			if tt.want != "" {
				return
			}
			r := readRejects(t, got.rejects)[0]
			if !strings.Contains(r["otustemplate problem"], tt.problem) {
				t.Errorf("problem %q, want %q in it", r["otustemplate problem"], tt.problem)
			}
			first := got.report.Issues[slices.IndexFunc(got.report.Issues, func(is check.Issue) bool { return is.At.In == check.InRejects })]
			if at := exportCell(first); at != tt.at && tt.problem[:7] == "answer:" {
				t.Errorf("the issue is of %s of the input, want %s", at, tt.at)
			}
			answered := strings.Split(labels[:len(labels)-1], ",")
			for i, cell := range parseCSV(t, tt.row)[0] {
				if r[answered[i]] != cell {
					t.Errorf("the rejects have %q under %q, want %q", r[answered[i]], answered[i], cell)
				}
			}
			if again := build(t, answersBuilder(t), csvSource(got.rejects)); again.rejects != got.rejects {
				t.Errorf("rejects of the rejects (-first +second):\n%s", cmp.Diff(got.rejects, again.rejects))
			}
			header := parseCSV(t, got.rejects)[0]
			if first.At.Field == 0 {
				return // it is of several cells
			}
			if label := header[first.At.Field-1]; label != schema.AnswerLabel(first.Column) {
				t.Errorf("it is to be corrected under %q", label)
			}
		})
	}
}

// An answer is for one record.
func TestAnswersOfParts(t *testing.T) {
	const labels = "id,what,who,day,note,otustemplate part,answer: Recognition,answer: Student Number\n"
	for _, tt := range []struct {
		row     string
		written []string
		problem string
	}{
		{"1,T;X,nrivera@example.org,9/14/2023,,2 of 2,Horseplay,", []string{"1 Horseplay"}, ""},
		{"1,X,nrivera@example.org,9/14/2023,,,Horseplay,", []string{"1 Horseplay"}, ""},
		{"1,T;X,nrivera@example.org,9/14/2023,,,Horseplay,", nil, `nobody can tell which of them is meant by its cell under "answer: Recognition"`},
		{"1,T;H,nrivera@example.org,9/14/2023,,,,7", []string{"7 Tardy", "7 Helping Others"}, ""},
	} {
		got := build(t, job.Builder{Mapping: readMapping(t, splitMapping), Validator: mappingAlone(t)}, csvSource(labels+tt.row+"\n"))
		if got.err != nil {
			t.Fatal(got.err)
		}
		var written []string
		for _, row := range parseCSV(t, got.template)[1:] {
			written = append(written, fmt.Sprint(row[2], " ", row[4]))
		}
		if diff := cmp.Diff(tt.written, written); diff != "" {
			t.Errorf("%s: written (-want +got):\n%s", tt.row, diff)
		}
		if tt.problem != "" && !strings.Contains(got.rejects, strings.ReplaceAll(tt.problem, `"`, `""`)) {
			t.Errorf("%s: %q is not in\n%s", tt.row, tt.problem, got.rejects)
		}
	}
}
