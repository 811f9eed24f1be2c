package job_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// cellsTogether are the columns of an export whose cells belong to each other: those of
// the student, and what goes with a role. All others are drawn each for itself.
var cellsTogether = map[string][][]string{
	"powerschool-log":       {{"Student_Number", "LastFirst"}, {"LogTypeId", "Subtype"}},
	"powerschool-incidents": {{"Student_Number", "Participant_Name"}},
	"infinite-campus": {{"student.studentNumber", "student.stateID", "student.fullName", "student.grade"},
		{"incident.alignment", "behaviorRole.role", "behaviorEvent.eventName"}},
	"skyward":      {{"Other ID", "Full Name (LFM)"}, {"Officer NameID", "Officer Name"}},
	"aeries":       {{"ADS.SRF", "ADS.RF"}, {"ADS.CD", "ADS.CD2", "ADS.CD3"}},
	"google-forms": {},
	"deanslist":    {{"StudentSchoolID", "SecondaryStudentID", "StudentFirstName", "StudentLastName"}, {"Behavior", "BehaviorCategory", "PointValue"}},
	"liveschool":   {{"Type", "Behavior/Reward", "Value"}},
	"history":      {},
}

// Exports with the cells of each column in another order are exports of other rows: they
// too give what the oracle says, with their own mapping, and with the one that Suggest
// makes nothing of another child or of a row that must not count.
func TestExportsOfOtherRows(t *testing.T) {
	seeds := uint64(2)
	if slow {
		seeds = 20
	}
	for name, together := range cellsTogether {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join("../../testdata/exports", name)
			text, oracle := exportText(t, dir), exportOracles[name]
			for seed := range seeds {
				other := shuffledExport(t, text, oracle.comma, together, rand.New(rand.NewPCG(seed, 15)))
				t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
					compareWithOracle(t, build(t, exportBuilder(t, dir), csvSource(other)), oracle, other)
					compareSuggestion(t, suggestedBuild(t, dir, other), oracle, other)
				})
			}
		})
	}
}

// shuffledExport puts the cells of each column, or of those that belong together, in
// another order.
func shuffledExport(t *testing.T, text string, comma rune, together [][]string, rnd *rand.Rand) string {
	t.Helper()
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.Comma = comma
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	labels, rows := rows[0], rows[1:]
	groups := slices.Clone(together)
	for _, label := range labels {
		if !slices.ContainsFunc(together, func(g []string) bool { return slices.Contains(g, label) }) {
			groups = append(groups, []string{label})
		}
	}
	shuffled := make([][]string, len(rows))
	for i := range shuffled {
		shuffled[i] = make([]string, len(labels))
	}
	for _, group := range groups {
		order := rnd.Perm(len(rows))
		for _, label := range group {
			at := slices.Index(labels, label)
			if at < 0 {
				t.Fatalf("the export has no column %q", label)
			}
			for i, from := range order {
				shuffled[i][at] = rows[from][at]
			}
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = comma
	if err := w.WriteAll(append([][]string{labels}, shuffled...)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
