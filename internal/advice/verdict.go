package advice

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// This file holds what the reports for people, text and HTML, both tell.

// A verdict is the first thing a report says.
type verdict struct {
	Ready    bool
	Sentence string   // ready to share with Otus or not
	Steps    []string // what to do next, in this order
}

// Next says it as one text.
func (v verdict) Next() string { return strings.Join(v.Steps, " ") }

// steps are those texts that are not empty.
func steps(texts ...string) []string {
	return slices.DeleteFunc(texts, func(text string) bool { return text == "" })
}

// VerdictOf sums the report up in a sentence: as ready only what is OK, and of which
// at least something was compared with what exists in Otus.
func VerdictOf(r *tally.Report, o ReportOptions) verdict {
	v := foundVerdict(r, o)
	if !v.Ready {
		return v
	}
	if r.Build != nil && r.Build.Written <= 0 {
		return v // there is nothing that was not compared
	}
	switch names := uncompared(r); len(names) {
	case 0:
	case len(comparisons):
		v.Ready = false
		v.Sentence = "Not yet ready" + strings.TrimPrefix(v.Sentence, "Ready") +
			" But " + phrase.JoinWords(names, "and") + " were not compared with those in Otus."
		v.Steps = []string{"Ask your data person to run it again with the lists from Otus, or with the roster."}
	default:
		v.Steps = slices.Insert(v.Steps, 0, "Not compared with Otus, because no list or roster was given: "+phrase.JoinWords(names, "and")+".")
	}
	return v
}

// comparisons are what a row is compared with in Otus, and the checks that do it.
var comparisons = [...]struct {
	code schema.Code
	name string
}{
	{schema.CodeRecognitionUnknown, "recognitions"}, {schema.CodeTeacherUnknown, "teachers"}, {schema.CodeClassUnknown, "classes"}, {schema.CodeStudentUnknown, "students"},
}

// uncompared names what was not compared with Otus.
func uncompared(r *tally.Report) (names []string) {
	for _, c := range comparisons {
		if slices.Contains(r.Unchecked, c.code) {
			names = append(names, c.name)
		}
	}
	return names
}

// foundVerdict says what the run found, in a sentence.
func foundVerdict(r *tally.Report, o ReportOptions) verdict {
	again := []string{"Correct what is listed below, from the top.", "Then check the file again."}
	switch {
	case isUnreadable(r):
		return verdict{Sentence: "Not ready to share with Otus: the file cannot be read as the template.", Steps: again}
	case r.EndedEarly():
		return verdict{
			Sentence: fmt.Sprintf("Not ready to share with Otus: the check ended early, after %s.", phrase.Plural(rowsRead(r), "row")),
			Steps:    steps(phrase.Sentence(r.Stopped), "Correct what is listed below, and run it again."),
		}
	case r.Build != nil:
		return buildVerdict(r, o)
	case r.Standing() > 0:
		return verdict{
			Sentence: fmt.Sprintf("Not ready to share with Otus: %s in %s of %s.",
				phrase.Plural(r.Standing(), "error"), phrase.Thousands(r.RowsWithErrors), phrase.Plural(r.Rows, "row")),
			Steps: again,
		}
	case r.Rows <= 0:
		return verdict{
			Sentence: "Nothing to share with Otus: the file is empty, with column titles and no rows.",
			Steps:    []string{"Check that it is the right file, and that it was saved whole."},
		}
	}
	return verdict{
		Ready:    true,
		Sentence: fmt.Sprintf("Ready to share with Otus: %s, no errors.", phrase.Plural(r.Rows, "row")),
		Steps:    steps(lookFirst(r), shareText),
	}
}

// lookFirst says what is to be read before a file is shared, "" for nothing.
func lookFirst(r *tally.Report) string {
	if r.Warnings <= 0 {
		return ""
	}
	if r.Warnings == 1 {
		return "Before you share, look at the warning below."
	}
	text := fmt.Sprintf("Before you share, look at the %s warnings below.", phrase.Thousands(r.Warnings))
	private := int64(0)
	for i := range r.Groups {
		if g := &r.Groups[i]; isPrivate(g) {
			private += g.Count - g.Repaired
		}
	}
	switch {
	case private == 1:
		text += " Start with the one about what families can read."
	case private > 1:
		text += fmt.Sprintf(" Start with the %s about what families can read.", phrase.Thousands(private))
	}
	return text
}

// isPrivate reports whether the group warns of what a note gives away.
func isPrivate(g *tally.Group) bool {
	return g.Severity == check.SeverityWarning && (g.Code == schema.CodeNoteNamesStudent || g.Code == schema.CodeNoteContact || g.Code == schema.CodeNoteSensitive)
}

// shareText says how a file gets to Otus, as its help article does.
const shareText = "Share the file with the Otus team through the secure link that they send you when asked."

// shareNamed is shareText with the name of the file, as several lie side by side.
func shareNamed(template string) string {
	if template == "" {
		return shareText
	}
	return "Share " + phrase.Visible(template) + strings.TrimPrefix(shareText, "Share the file")
}

// buildVerdict sums up a build.
func buildVerdict(r *tally.Report, o ReportOptions) verdict {
	rejects, b := FileNamesOf(r, o)[check.InRejects], r.Build
	aside := "none."
	if n := b.Rejected - b.Changed; n > 0 {
		aside = fmt.Sprintf("%s in %s.", phrase.Plural(n, "row"), rejects)
	}
	switch {
	case r.Standing() > 0 && b.Written > 0:
		return verdict{
			Sentence: fmt.Sprintf("Not ready to share: %s in the finished file. To correct: %s", phrase.Plural(r.Standing(), "error"), aside),
			Steps:    []string{"Correct what is listed below, from the top.", "Then send the file back to your data person."},
		}
	case b.Read <= 0:
		return verdict{
			Sentence: "Nothing to share: the export is empty, with column titles and no rows.",
			Steps:    []string{"Check that it is the right export, and that it was saved whole."},
		}
	case b.Records <= 0:
		return verdict{
			Sentence: fmt.Sprintf("Nothing to share: your rules skip all %s of the export.", phrase.Plural(b.Read, "row")),
			Steps:    []string{"Check that it is the right export, or ask your data person."},
		}
	case b.Written <= 0 && b.AlreadyShared+b.Changed > 0 && b.Rejected == b.Changed:
		return verdict{
			Ready:    true,
			Sentence: fmt.Sprintf("Nothing new to share: all %s were shared before.", phrase.Plural(b.AlreadyShared+b.Changed, "row")),
			Steps:    steps(lookFirst(r), toCorrect(b)),
		}
	case b.Written <= 0:
		return verdict{
			Sentence: "Nothing to share: no row is ready. To correct: " + aside,
			Steps:    []string{"Correct what is listed below, from the top.", "Then send the file back to your data person."},
		}
	}
	v := verdict{
		Ready:    true,
		Sentence: fmt.Sprintf("Ready to share: %s. To correct: %s", phrase.Plural(b.Written, "row"), aside),
		Steps:    steps(lookFirst(r), shareNamed(o.TemplateName), toCorrect(b)),
	}
	if n := b.Rejected - b.Changed; n > 0 {
		v.Steps = append(v.Steps, fmt.Sprintf("Then correct the %s in %s, where the column %q says what is wrong, and send that file back to your data person.",
			phrase.Plural(n, "row"), rejects, schema.LabelProblem))
	}
	if len(r.Undecided) > 0 {
		v.Steps = slices.Insert(v.Steps, 0, "First decide what is listed below under To decide: some of these rows may not belong in Otus.")
	}
	return v
}

// toCorrect says what else Otus is to be told, "" for nothing.
func toCorrect(b *tally.BuildCounts) string {
	var parts []string
	if b.Changed > 0 {
		parts = append(parts, phrase.Plural(b.Changed, "row")+" to be changed")
	}
	if b.Removed > 0 {
		parts = append(parts, phrase.Plural(b.Removed, "row")+" to be removed")
	}
	if len(parts) == 0 {
		return ""
	}
	return "Tell the Otus team also about the " + phrase.JoinWords(parts, "and") + ", which they have from before: the files of changes and removals list them."
}

// isUnreadable reports whether the file is not the template at all.
func isUnreadable(r *tally.Report) bool {
	return r.Counts[schema.CodeNotCSV]+r.Counts[schema.CodeHeaderMissing]+r.Counts[schema.CodeHeaderColumnMissing]+r.Counts[schema.CodeHeaderDuplicate] > 0
}

// rowsRead is how many rows of the input the report speaks of.
func rowsRead(r *tally.Report) int64 {
	if r.Build != nil {
		return r.Build.Read
	}
	return r.Rows
}

// A plan is the groups by what they ask for, each in the report's order. A
// group of which a repair has fixed a part is in two of them.
type plan struct{ Errors, Warnings, Repairs []TodoItem }

// isToldWith reports whether another group says more of the same cells: one cause is told
// once. Spaces ask for the same change as what they make unknown, and what is no e-mail
// address is no teacher's either.
func isToldWith(r *tally.Report, g *tally.Group) bool {
	if g.Value == "" || g.Value == phrase.Hidden || g.Other {
		return false
	}
	return slices.ContainsFunc(r.Groups, func(o tally.Group) bool { return isOfSameCells(&o, g) && saysMore(&o, g) })
}

// isOfSameCells reports whether two groups are of the same cells, as far as they say.
func isOfSameCells(a, b *tally.Group) bool {
	return a.Column == b.Column && a.Value == b.Value && !a.Other && a.Count == b.Count && a.Repaired == b.Repaired
}

// saysMore reports whether the group o of the same cells says all that g does.
func saysMore(o, g *tally.Group) bool {
	switch {
	case g.Code == schema.CodeSpaces && o.Code != g.Code && len(g.Fixes) > 0:
		return len(o.Fixes) == 1 && o.Fixes[0].New == g.Fixes[0].New && o.Fixes[0].Column == g.Fixes[0].Column
	case g.Code == schema.CodeEmailSyntax && len(g.Fixes) == 0:
		return o.Code == schema.CodeTeacherUnknown && o.Severity >= g.Severity
	}
	return false
}

// PlanOf sorts the groups.
func PlanOf(r *tally.Report, o ReportOptions) plan {
	var p plan
	files := FileNamesOf(r, o)
	for i := range r.Groups {
		d := NewTodo(&r.Groups[i], r.Titles, files)
		switch {
		case d.Standing <= 0, explainsGroup(r, d.Group), isListed(r, d.Group), isToldWith(r, d.Group):
		case d.Group.Severity == check.SeverityError:
			p.Errors = append(p.Errors, d)
		default:
			p.Warnings = append(p.Warnings, d)
		}
		if d.Repaired > 0 && !isToldWith(r, d.Group) {
			p.Repairs = append(p.Repairs, d)
		}
	}
	// What a note gives away is read before all else that may be as it is.
	slices.SortStableFunc(p.Warnings, func(a, b TodoItem) int { return tally.CompareBools(!isPrivate(a.Group), !isPrivate(b.Group)) })
	p.Errors, p.Warnings, p.Repairs = together(p.Errors, r.Titles), together(p.Warnings, r.Titles), together(p.Repairs, r.Titles)
	return p
}
