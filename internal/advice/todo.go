package advice

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// A TodoItem is a group as reports for people tell it. Its texts are safe to
// show, as visible makes them.
type TodoItem struct {
	Group    *tally.Group
	Files    FileNames
	Title    string
	Value    string // quoted, or "" where the values differ
	Standing int64  // issues of the group that stand
	Repaired int64
	Cells    string     // "E14, E18 and 204 more", or "" for the file as a whole
	Count    string     // "214 cells"
	Years    string     // "2021-22: 12, 2022-23: 202", or "" where all are of one school year
	Do       string     // what to do about those that stand
	Change   string     // what was repaired, in how many cells
	Why      string     // the message that all issues have, or ""
	Tell     bool       // Why says more than Do
	Safe     bool       // a repair can do it unasked
	Who      string     // settles those that stand, "" where none does
	Several  []TodoItem // the items that this one stands for, which have a row each in Table
	kind     string     // Title without what is said of other values
}

// wordingOfGroup returns what reports say of g. titles are those of the report.
func wordingOfGroup(g *tally.Group, titles map[schema.Code]string) wording {
	w := wordingOf(g.Code, titles)
	switch {
	case g.Code == schema.CodeFieldCount && g.Value != "": // as no row has that can't be split
		return partGone
	case g.Code == schema.CodeHeaderUnknown && g.Column == schema.NoColumn && g.Value == "" && !g.Other:
		return aboveHeader // a label that is unknown is no empty one
	case isKeptAsText(g):
		w.tell, w.Do = asText.tell, asText.Do
	case g.Code == schema.CodePlaceholder && g.Column.Required():
		w.fix = "Enter the real value in {cells}." // an empty cell would be as wrong
	case g.Code == schema.CodePlaceholder && g.Column.Identifier() && g.Severity == check.SeverityError:
		w.Do = "Enter the student's own number or e-mail in {cells}."
		w.fix = w.Do
	}
	return w
}

// repairedTitle heads a group of names and numbers that were found after a repair, and so
// are not unknown: "" for any other.
func repairedTitle(g *tally.Group) string {
	if g.Repaired < g.Count || g.Repaired <= 0 {
		return ""
	}
	switch g.Code {
	case schema.CodeStudentUnknown, schema.CodeIdentifierUnknown:
		return "Written as in the roster"
	case schema.CodeRecognitionUnknown, schema.CodeTeacherUnknown, schema.CodeClassUnknown:
		return "Written as in Otus"
	}
	return ""
}

// isKeptAsText reports whether the group is of rows of which the rejects have the text.
func isKeptAsText(g *tally.Group) bool {
	return (g.Code == schema.CodeQuote || g.Code == schema.CodeFieldCount) && g.Severity == check.SeverityError && isInRejects(g)
}

// isInRejects reports whether all cells of the group that are known are in the rejects.
func isInRejects(g *tally.Group) bool {
	return len(g.Places) > 0 && !slices.ContainsFunc(g.Places, func(at check.Place) bool { return at.In != check.InRejects })
}

// NewTodo words a group of a report with these titles.
func NewTodo(g *tally.Group, titles map[schema.Code]string, files FileNames) TodoItem {
	w := wordingOfGroup(g, titles)
	w.title = cmp.Or(repairedTitle(g), w.title)
	message := g.Message
	if message == phrase.Hidden {
		message = ""
	}
	t := TodoItem{
		Group: g, Files: files, Title: groupTitle(g, w), Standing: g.Count - g.Repaired, Repaired: g.Repaired,
		Cells: cellNames(g, files, len(g.Rows)), Count: CountText(g, g.Count), Why: phrase.Sentence(message),
		Tell: w.tell && message != "", Years: severalYears(g),
	}
	t.kind = t.Title
	switch {
	case g.Other:
		t.Title += ": other values"
	case g.Value != "":
		t.Value = phrase.QuoteCell(shownValue(g, files))
	}
	if len(g.Fixes) > 0 {
		t.Safe, t.Why = g.Fixes[0].Safe, phrase.Sentence(WithoutQuestion(message))
	}
	if t.Standing > 0 {
		t.Who = settlerOf(g).String()
		t.Do = doText(g, w, t.Tell, t.Standing, files)
	}
	if t.Repaired > 0 {
		t.Change = changeText(g, t.Repaired)
	}
	return t
}

// shownValue is the value of a group as staff know it. A build has read the export's days,
// in whatever form they stand there, and its groups have them as a program writes them.
func shownValue(g *tally.Group, files FileNames) string {
	if files != nil && g.Column == schema.ColDate {
		if day, ok := dates.ParseISO(g.Value); ok {
			return day.US()
		}
	}
	return g.Value
}

// settlerOf says who settles a group; one that a program made need not say so.
func settlerOf(g *tally.Group) schema.Settler {
	return cmp.Or(g.Settler, (&check.Issue{Code: g.Code, Fixes: g.Fixes}).SettledBy())
}

// Head names a group: what it is, how many, and where.
func (d TodoItem) Head() string {
	text := d.head()
	if d.Years != "" {
		text += "; by school year " + d.Years
	}
	return text
}

func (d TodoItem) head() string {
	text := d.Title
	if d.Value != "" {
		text += ": " + d.Value
	}
	switch {
	case len(d.Several) > 0:
		return text + ", " + d.Values() + " in " + d.Count
	case d.Cells == "" && d.Group.Count == 1:
		return text
	case d.Cells == "":
		return text + ", " + d.Count
	case d.Group.Count == 1:
		return text + ", " + d.Cells
	}
	return text + ", " + d.Count + " (" + d.Cells + ")"
}

// AdviceTo says who has to do something about a group, and what.
func (d TodoItem) AdviceTo() string {
	return "For: " + d.Who + ". " + d.Advice()
}

// Advice says what to do about a group.
func (d TodoItem) Advice() string {
	text := d.Do
	if d.Tell {
		text = strings.TrimSpace(d.Why + " " + d.Do)
	}
	if d.Safe {
		text += " The repair program does this for you."
	}
	return text
}

// groupTitle heads the group. Of a look-up it says what was looked for.
func groupTitle(g *tally.Group, w wording) string {
	if !isLookedUp(g) {
		return w.title
	}
	one, several := "Student", "students"
	switch g.Column {
	case schema.ColTeacherEmail:
		one, several = "Teacher", "teachers"
	case schema.ColClassName:
		one, several = "Class", "classes"
	}
	if g.Code == schema.CodeLookupSeveral {
		return "Several " + several + " may be meant"
	}
	return one + " not found in the roster"
}

// isLookedUp reports whether the group is of a look-up.
func isLookedUp(g *tally.Group) bool {
	return g.Code == schema.CodeLookupNone || g.Code == schema.CodeLookupSeveral
}

// ownProblem begins what ownText says.
const ownProblem = "Each row has its own problem: "

// InText returns the advice for a report that is plain text, which has no rows of the file
// below.
func (o ReportOptions) InText(text string) string {
	where := "ask your data person for the list of every issue."
	if o.IssuesName != "" {
		where = "see " + phrase.Visible(o.IssuesName) + "."
	}
	return strings.Replace(text, ownProblem+"see the rows below.", ownProblem+where, 1)
}

// ownText says where to look for what differs from row to row, "" where nothing
// does.
func ownText(g *tally.Group) string {
	switch {
	case !g.Varies && !g.Other:
		return ""
	case isLookedUp(g), isInRejects(g):
		return ownProblem + fmt.Sprintf("see %q in the rows to correct.", schema.LabelProblem)
	}
	return ownProblem + "see the rows below."
}

// WithoutQuestion cuts "; did you mean …?" off a message: for where the fixes
// are told beside it.
func WithoutQuestion(message string) string {
	if i := strings.LastIndex(message, "; did you mean "); i >= 0 && strings.HasSuffix(message, "?") {
		return message[:i]
	}
	return message
}

// doText says what to do about n issues of g. With tell the message of the
// issue stands before it, and it speaks of the fix alone: "" where there is
// none.
func doText(g *tally.Group, w wording, tell bool, n int64, files FileNames) string {
	text, change := w.Do, fixText(g)
	if tell && (g.Code != schema.CodeRequired || !isInRejects(g)) {
		text = "" // what is empty may be another cell than the one for the answer
	}
	if change != "" && w.fix != "" && g.Fixes[0].Column == g.Column {
		text = "" // a safe fix leaves nothing else to do, such as to create " tardy " in Otus
		if !g.Fixes[0].Safe {
			text, change = w.fix, ""
		}
	}
	if g.Other && w.several != "" {
		text = w.several
	}
	return fillIn(joinSentences(text, change, ownText(g)), g, placeText(g, n, files))
}

// fillIn puts what g has into a sentence of a wording. cells says where.
func fillIn(text string, g *tally.Group, cells string) string {
	correct, change := "Correct {cells}", "change {cells} to {fix}"
	if isEmptyCell(g) {
		correct, change = "Enter the right "+thing(g.Column)+" in {cells}", "enter {fix} in {cells}"
	}
	text = strings.NewReplacer("{Correct}", correct, "{change}", change, "{Change}", strings.ToUpper(change[:1])+change[1:]).Replace(text)
	value, fix := "", ""
	if g.Value != "" && !g.Other {
		value = " " + phrase.QuoteCell(g.Value)
	}
	if len(g.Fixes) > 0 {
		fix = ChoiceText(g.Fixes)
	}
	// One pass: a value that looks like a placeholder stays as it is.
	return strings.NewReplacer("{cells}", cells, " {value}", value, "{fix}", fix).Replace(text)
}

// thing is what a cell of the column names.
func thing(c schema.Column) string {
	switch {
	case c.Identifier():
		return "student"
	case c == schema.ColRecognition:
		return "recognition"
	case c == schema.ColTeacherEmail:
		return "teacher"
	case c == schema.ColClassName:
		return "class"
	}
	return "value"
}

// isEmptyCell reports whether nothing stands yet where the group is to be corrected: in a
// column of answers of the rows to correct, or in a cell of which the fix says so.
func isEmptyCell(g *tally.Group) bool {
	if len(g.Fixes) > 0 && g.Fixes[0].Old == "" {
		return true
	}
	places := PlacesOf(g)
	for i, at := range places {
		if at.In != check.InRejects || at.Field == 0 || i >= len(g.Fields) || at.Field == g.Fields[i] {
			return false
		}
	}
	return len(places) > 0
}

// fixText says how the first fix is applied, "" where there is none.
func fixText(g *tally.Group) string {
	// A cell that a look-up was to fill in is none of the export's to change.
	if len(g.Fixes) == 0 || isLookedUp(g) && g.Fixes[0].Old == "" {
		return ""
	}
	f := g.Fixes[0]
	switch {
	case f.Column != g.Column && f.Column != schema.NoColumn:
		return fmt.Sprintf("Enter {fix} in %s instead.", f.Column)
	case f.New == "" && len(g.Fixes) == 1:
		return "Clear {cells}."
	case f.Column != schema.NoColumn && isOfRows(g):
		return fmt.Sprintf("Change the %s of {cells} to {fix}.", f.Column)
	}
	return "{Change}."
}

// changeText says what a repair changed in n cells.
func changeText(g *tally.Group, n int64) string {
	where := CountText(g, n)
	if len(g.Fixes) == 0 {
		return joinSentences("Changed "+where+".", ownText(g))
	}
	f := g.Fixes[0]
	return fmt.Sprintf("Changed %s to %s in %s.", phrase.QuoteCell(f.Old), phrase.QuoteNew(f.New), where)
}

// ChoiceText quotes what the fixes of one cell write, which is a choice.
func ChoiceText(fixes []check.Fix) string {
	var names []string
	for _, f := range fixes {
		if text := phrase.QuoteNew(f.New); f.Column == fixes[0].Column && !slices.Contains(names, text) {
			names = append(names, text)
		}
	}
	return phrase.JoinWords(names, "or")
}

// joinSentences joins those that are not empty.
func joinSentences(sentences ...string) string {
	return strings.Join(slices.DeleteFunc(sentences, func(s string) bool { return s == "" }), " ")
}
