package job_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"github.com/google/go-cmp/cmp"
)

// builtCase builds an export of one question and tells of each row the cells asked for of
// its record, or why it is rejected.
func builtCase(t *testing.T, name string, columns ...int) (told []string) {
	t.Helper()
	people := formatRoster(t, "oneroster", nil)
	text := string(readFile(t, "../../testdata/mapleridge/"+name+".csv"))
	cells, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range cells[1:] {
		var one strings.Builder
		w := csv.NewWriter(&one)
		if err := w.WriteAll([][]string{cells[0], row}); err != nil {
			t.Fatal(err)
		}
		b := job.Builder{Mapping: readMappingFile(t, "../../testdata/mapleridge/"+name+".json"), Validator: newValidator(t, people.References(nil), nil)}
		got := build(t, b, csvSource(one.String()))
		if got.err != nil {
			t.Fatal(got.err)
		}
		answer := ""
		for _, is := range got.report.Issues {
			if is.Severity == check.SeverityError {
				answer += string(is.Code)
			}
			for _, f := range is.Fixes {
				answer += ", " + strings.TrimSuffix(f.New, "@mapleridge.example.org")
			}
		}
		if got.report.Build.Written == 1 {
			record, err := csv.NewReader(strings.NewReader(got.template)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			var kept []string
			for _, c := range columns {
				kept = append(kept, strings.TrimSuffix(record[1][c], "@mapleridge.example.org"))
			}
			answer = strings.Join(kept, ", ")
		}
		told = append(told, fmt.Sprintf("%s: %s", strings.Join(row[2:], " | "), answer))
	}
	return told
}

// However exports spell the names of staff, it is the right one, or the row is rejected
// with all who may be meant: never somebody else's.
func TestStaffNamesAsWritten(t *testing.T) {
	want := []string{
		"Kowalski, Dana: dkowalski",
		"Kowalski, Dana M: dkowalski",
		"Kowalski, Dana M.: dkowalski",
		"KOWALSKI, DANA: dkowalski",
		"Dana Kowalski: dkowalski",
		"Dana M Kowalski: dkowalski",
		"Dana M. Kowalski: dkowalski",
		"Ms. Kowalski: dkowalski",
		"Mrs Dana Kowalski: dkowalski",
		"Kowalski: dkowalski",
		"D. Kowalski: dkowalski",
		"Kowalski, D.: dkowalski",
		"Kowalski, D: dkowalski",
		"Kowalski D: dkowalski",
		"Kowalski Dana: dkowalski",
		"Kowalski,Dana: dkowalski",
		"Smith, Kim: ksmith",
		"Smith, K.: lookup-several, ksmith, kasmith",
		"O’Neil, Siobhan: soneil",
		"ONeil, Siobhan: soneil",
		"de la Cruz, Ana: adelacruz",
		"Delacruz, Ana: adelacruz",
		"DE LA CRUZ, ANA R: adelacruz",
		"Kowalski, Dana (9003): dkowalski",
		"9003: dkowalski",
		"09003: dkowalski",
		"dkowalski: dkowalski",
		"DKOWALSKI: dkowalski",
		"dkowalski@mapleridge.example.org: dkowalski",
		"dkowalski@MAPLERIDGE.example.org: dkowalski",
		"Kowalski, Dana; Smith, Kim: lookup-several, ksmith, dkowalski",
		"Hughes, Robert: lookup-none",
		"t03: dkowalski",
		"Kowalski, Dana - Math: lookup-none, dkowalski",
	}
	if diff := cmp.Diff(want, builtCase(t, "names", 5)); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}

// Periods of exports and rosters number the same hour in different ways.
func TestPeriodsAsWritten(t *testing.T) {
	want := []string{
		"Smith, Kim | 1: student-unknown",
		"Smith, Kim | 1: English",
		"Smith, Kim | 01: English",
		"Smith, Kim | 1(B): lookup-none, English, Advisory Smith MS",
		"Smith, Kim | P1: English",
		"Smith, Kim | Period 1: English",
		"Smith, Kim | 1st: English",
		"Smith, Kim | HR: lookup-several, English, Advisory Smith MS",
		"Smith, Kim | 5: lookup-none, English, Advisory Smith MS",
		"Smith, Kim | 1(A): lookup-none, English",
	}
	if diff := cmp.Diff(want, builtCase(t, "periods", 6)); diff != "" {
		t.Errorf("answers (-want +got):\n%s", diff)
	}
}
