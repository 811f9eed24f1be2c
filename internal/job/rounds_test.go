package job_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// The rejects of every export are, read again without answers, rejected again, byte for
// byte, whatever the number of workers.
func TestRejectsAreStable(t *testing.T) {
	for _, dir := range exportDirs(t) {
		b := exportBuilder(t, dir)
		first := build(t, b, csvSource(exportText(t, dir)))
		if first.err != nil {
			t.Fatal(first.err)
		}
		for _, workers := range []int{1, 2, 8} {
			v := *b.Validator
			own := *v.Checker
			own.Opts.Workers = workers
			v.Checker = &own
			b.Validator = &v
			again := build(t, b, csvSource(first.rejects))
			if again.err != nil || again.rejects != first.rejects {
				t.Errorf("%s, %d workers: %v; rejects of the rejects (-first +second):\n%s", dir, workers, again.err, cmp.Diff(first.rejects, again.rejects))
			}
		}
	}
}

// Rejects that went through a spreadsheet are still understood: columns moved and
// added, rows sorted, labels retyped, another separator or encoding.
func TestRejectsFromSpreadsheets(t *testing.T) {
	got := build(t, answersBuilder(t), csvSource("student,what,teacher,period,day,note\n4191,X,\"Rivera, Ana\",1,9/14/2023,a; b; c\n4191,T,Office,1,9/15/2023,d; e; f\n"))
	rows := parseCSV(t, got.rejects)
	answer := func(row int, label, text string) {
		for i := range rows[0] {
			if rows[0][i] == label {
				rows[row][i] = text
			}
		}
	}
	answer(1, "answer: Recognition", "Tardy")
	answer(2, "answer: Teacher Email", "Rivera, Ana")
	text := func(comma rune, rows [][]string) string {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		w.Comma = comma
		if err := w.WriteAll(rows); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	var moved, retyped [][]string
	for _, row := range rows {
		n := len(row)
		moved = append(moved, append(append([]string{row[n-1], ""}, row[:n-1]...), "", ""))
	}
	moved[1], moved[2] = moved[2], moved[1]
	for i, row := range rows {
		own := append([]string(nil), row...)
		if i == 0 {
			for j := range own {
				own[j] = strings.Replace(own[j], "answer: ", "Answer:  ", 1)
			}
		}
		retyped = append(retyped, own)
	}
	var utf16Text bytes.Buffer
	utf16Text.WriteString("\xff\xfe")
	for _, unit := range utf16.Encode([]rune(text('\t', rows))) {
		utf16Text.Write([]byte{byte(unit), byte(unit >> 8)})
	}
	for name, text := range map[string]string{
		"as it was": "\ufeff" + text(',', rows), "semicolons": "\ufeff" + text(';', rows), "tabs": text('\t', rows),
		"UTF-16": utf16Text.String(), "moved and sorted": text(',', moved), "labels retyped": text(',', retyped),
	} {
		t.Run(name, func(t *testing.T) {
			again := build(t, answersBuilder(t), csvSource(text))
			if again.err != nil || again.report.Build.Written != 2 || again.report.Build.Rejected != 0 {
				t.Errorf("%v, %+v\n%s", again.err, *again.report.Build, again.rejects)
			}
		})
	}
}

// An export that has nothing but names of students waits for a person: each name is in
// missing.json once, with all who may be meant, and is an identifier once it is confirmed.
func TestStudentNamesAreConfirmed(t *testing.T) {
	today := peopleRoster(t, "s1,,student,Ann,Boe,001,,,\ns2,,student,Cid,Dorn,002,,,\ns3,,student,Cid,Dorn,003,,,\n", "c1,s1,student,,,,\nc1,s2,student,,,,\n")
	past := peopleRoster(t, "s4,tobedeleted,student,Eva,Frey,004,,,\ns1,,student,Ann,Boe,001,,,\n", "")
	m, err := mapping.ReadMapping(strings.NewReader(`{"columns": {"Student Number": {"from": "who", "lookup": "student"}, "Recognition": {"const": "Tardy"},
		"Teacher Email": {"const": "zoe@example.org"}, "Class Name": {"const": "Algebra"}, "Date": {"from": "day"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	b := job.Builder{Mapping: m, Validator: newValidator(t, today.References(nil), nil), Rosters: []*roster.Roster{today, past}}
	export := "who,day\n\"Boe, Ann\",9/14/2023\nann boe,9/15/2023\n\"Boe, Ann\",9/18/2023\nCid Dorn,9/14/2023\nEva Frey,9/14/2023\n\"Gray, Hal\",9/14/2023\n999,9/14/2023\n001,9/19/2023\n"
	got := build(t, b, csvSource(export))
	if got.err != nil || got.report.Build.Written != 1 {
		t.Fatalf("%v, %+v\n%s", got.err, *got.report.Build, got.template)
	}
	var text bytes.Buffer
	if err := mapping.WriteMissing(got.report, &text); err != nil {
		t.Fatal(err)
	}
	var missing struct {
		Columns  map[string]struct{ Values map[string]string }
		Counts   map[string]map[string]int
		Students map[string]map[string][]string
	}
	if err := json.Unmarshal(text.Bytes(), &missing); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{
		"Boe, Ann": {"Boe, Ann (001)"}, "ann boe": {"Boe, Ann (001)"}, "Cid Dorn": {"Dorn, Cid (002)", "Dorn, Cid (003)"},
		"Eva Frey": {"Frey, Eva (004)"}, "Gray, Hal": {},
	}
	if diff := cmp.Diff(want, missing.Students["Student Number"]); diff != "" {
		t.Errorf("students (-want +got):\n%s", diff)
	}
	if n := missing.Counts["Student Number"]["Boe, Ann"]; n != 2 || strings.Contains(text.String(), "999") {
		t.Errorf("%d rows of the name, want 2, and no identifier:\n%s", n, &text)
	}
	rejects := readRejects(t, got.rejects)
	for i, may := range []string{"it may be 001;", "it may be 001;", "it may be 001;", "it may be 002 or 003;", "it may be 004;", "no student in any roster"} {
		if problem := rejects[i]["otustemplate problem"]; !strings.Contains(problem, may) {
			t.Errorf("problem %q, want %q in it", problem, may)
		}
	}
	for _, is := range got.report.Issues {
		for _, name := range []string{"Boe", "Dorn", "Frey", "Gray"} {
			if strings.Contains(is.Message, name) {
				t.Errorf("a message names a student: %s", is.Message)
			}
		}
		for _, f := range is.Fixes {
			if f.Safe {
				t.Error("a name settles a row by itself")
			}
		}
	}
	filled := strings.NewReplacer(`"Boe, Ann": ""`, `"Boe, Ann": "001"`, `"Cid Dorn": ""`, `"Cid Dorn": "003"`).Replace(text.String())
	values, err := mapping.ReadValues(strings.NewReader(filled))
	if err != nil {
		t.Fatal(err)
	}
	if b.Mapping, err = m.WithValues(schema.NoColumn, values); err != nil {
		t.Fatal(err)
	}
	second := build(t, b, csvSource(strings.Replace(got.rejects, "no student in any", "x", 1)))
	written := parseCSV(t, second.template)
	var numbers []string
	for _, row := range written[1:] {
		numbers = append(numbers, row[2])
	}
	if diff := cmp.Diff([]string{"001", "001", "003"}, numbers); diff != "" || second.err != nil {
		t.Errorf("%v; written once the names are confirmed (-want +got):\n%s", second.err, diff)
	}
	if left := readRejects(t, second.rejects); len(left) != 4 || left[1]["otustemplate row"] != "6" {
		t.Errorf("left are\n%s", second.rejects)
	}
}

// A file that was rejects before is read by the mark under which its own labels stand.
func TestRejectsSeparator(t *testing.T) {
	src := sheet.NewCSVSource(strings.NewReader("a,otustemplate row,note\n1,2,\"x;y\nz;w\nu;v\"\n"), nil)
	labels, err := src.Columns()
	if diff := cmp.Diff([]string{"a", "otustemplate row", "note"}, labels); diff != "" || err != nil {
		t.Errorf("%v, labels (-want +got):\n%s", err, diff)
	}
}
