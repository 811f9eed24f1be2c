package mapping_test

import (
	"strings"
	"testing"

	"example.com/otustemplate/internal/mapping"
	"github.com/google/go-cmp/cmp"
)

// What is wrong with keys of look-ups is told, each with its place.
func TestReadLookupErrors(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"look-ups that lean on each other", `{"columns": {"Teacher Email": {"lookup": "teacher-of"}, "Class Name": {"lookup": "class-of"}}}`, []string{
			`columns: the look-ups "class-of" and "teacher-of" lean on each other; keep one, or look the class up by "class-in", which needs no teacher`,
		}},
		{"names that classes have today", `{"columns": {
			"Recognition":   {"from": "a", "rename": {"b": "c"}},
			"Teacher Email": {"from": "a", "lookup": "teacher", "rename": {"b": "c"}},
			"Class Name":    {"from": "a", "lookup": "class", "rename": {"": "b", "Art": " art", "b": 1}},
			"SIS ID":        {"from": "a", "lookup": "student", "rename": {}}}}`, []string{
			`columns.Recognition.rename: "rename" goes with the "lookup" of a class; names for what the export has are "values"`,
			`columns."Teacher Email".rename: the key goes with the look-ups "class", "class-of" and "class-in" alone`,
			`columns."Class Name".rename."": a class without a name cannot be renamed; leave it out`,
			`columns."Class Name".rename.Art: that is the name it has already; leave it out`,
			`columns."Class Name".rename.b: put it in quotes`,
			`columns."SIS ID".rename: the key goes with the look-ups "class", "class-of" and "class-in" alone`,
		}},
		{"authors who are no teachers", `{"columns": {
			"Teacher Email": {"from": "a", "lookup": "teacher", "ifNotTeacher": "homeroom"},
			"Class Name":    {"lookup": "class-in", "ifNotTeacher": "teacher-of", "ifNone": "Homeroom"},
			"Note":          {"from": "a", "ifNotTeacher": "teacher-of"}}}`, []string{
			`columns."Teacher Email".ifNotTeacher: write "teacher-of", the only thing that can be done for an author who is not a teacher`,
			`columns."Class Name".ifNotTeacher: the key goes with the look-ups "teacher" and "teacher-of" alone`,
			`columns."Class Name".lookup: "ifNone" is for a student without any class, who has no homeroom either: leave it out, as the look-up takes the homeroom by itself if no period is given`,
			`columns.Note.ifNotTeacher: the key goes with "lookup"`,
		}},
		{"ifSeveral as ifNone, without it", `{"columns": {"Class Name": {"lookup": "class-of", "ifSeveral": "ifNone"}}}`, []string{
			`columns."Class Name".lookup: "ifSeveral" says "ifNone", which is not there: give it, or write "homeroom" or the name of a class`,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := mapping.ReadMapping(strings.NewReader(tt.in))
			if diff := cmp.Diff(tt.want, problems(t, err)); diff != "" {
				t.Errorf("ReadMapping problems (-want +got):\n%s", diff)
			}
		})
	}
}
