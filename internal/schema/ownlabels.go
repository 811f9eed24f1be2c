package schema

import "example.com/otustemplate/internal/fold"

// Labels that the rejects of a build have beside the export's own. They are
// no columns of the export, wherever they come from.
const (
	LabelRow     = "otustemplate row"     // of the first export, however often its record goes round
	LabelPart    = "otustemplate part"    // of a row that makes several records: which one this is
	LabelWho     = "otustemplate who"     // who settles its problems
	LabelProblem = "otustemplate problem" // why it was set aside
	LabelText    = "otustemplate text"    // of a row that could not be split
)

// AnswerLabel is that of the column in which a person says what belongs in column c, or
// of a note that it may stay.
func AnswerLabel(c Column) string { return "answer: " + c.String() }

// Answerable are the columns that a person may fill in beside the export: all whose cells
// a mapping may have to make of something else. A date is corrected where it stands.
var Answerable = []Column{ColStudentEmail, ColSISID, ColStudentNumber, ColStateID, ColRecognition, ColTeacherEmail, ColClassName}

// OwnLabels are those labels in their order.
var OwnLabels = func() []string {
	labels := []string{LabelRow, LabelPart, LabelWho, LabelProblem, LabelText}
	for _, c := range Answerable {
		labels = append(labels, AnswerLabel(c))
	}
	return append(labels, AnswerLabel(ColNote))
}()

// ownKeys are the places of OwnLabels by folded key, as somebody may have typed one.
var ownKeys = func() map[string]int {
	keys := make(map[string]int, len(OwnLabels))
	for i, label := range OwnLabels {
		keys[fold.Key(label)] = i
	}
	return keys
}()

// OwnLabel returns the one of OwnLabels that the label is, in whatever spelling, or "".
func OwnLabel(label string) string {
	if at, ok := ownKeys[fold.Key(label)]; ok {
		return OwnLabels[at]
	}
	return ""
}

// IsOwnLabel reports whether the label is one of the rejects' own.
func IsOwnLabel(label string) bool { return OwnLabel(label) != "" }
