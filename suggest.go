package otustemplate

import "slices"

// exportLabels are labels of exports that name a column of the template there,
// but would be too bold in a header typed by hand: of PowerSchool's log entries
// (Subtype, Entry, Subject), DeansList's behaviour records (Roster, "class name
// where behavior was recorded") and Kickboard's export ("external id", the
// school's own number of the student).
var exportLabels = map[string]Column{
	headerKey("Subtype"):     ColRecognition,
	headerKey("Entry"):       ColNote,
	headerKey("Subject"):     ColNote,
	headerKey("Roster"):      ColClassName,
	headerKey("external id"): ColSISID,
}

// decidingLabels are columns that may decide which rows count, by header key.
var decidingLabels = func() map[string]bool {
	keys := make(map[string]bool)
	for _, label := range []string{
		"Role", "Participant Type", "Participant Role", "Participation", "Participation Code", "Participation Type",
		"Incident Role", "Involvement", "Is Victim", "Victim", "Is Offender", "Offender",
		"Void", "Voided", "Is Void", "Status", "Record Status", "Incident Status", "Deleted", "Is Deleted", "Draft",
		"Is Draft", "Active", "Is Active", "Inactive", "Archived", "Cancelled", "Canceled", "Removed", "Hidden",
		"State", "Resolution", "Resolved", "Dismissed", "Approved", "Unfounded", "Disposition", "Log Type",
	} {
		keys[headerKey(label)] = true
	}
	return keys
}()

// SuggestMapping starts a mapping from an export's own labels: those of the
// template with their aliases, and some that exports have. Where two labels
// could feed one column neither is taken. [Mapping.Missing] and
// [Mapping.Undecided] say what is left to be decided; codes, look-ups and the
// rows that count always are. The result is never nil.
func SuggestMapping(columns []string) *Mapping {
	m := new(Mapping)
	columns = slices.Clone(columns)
	m.known.Store(&columns)
	feeds := make(map[Column][]string)
	for _, label := range columns {
		if c := exportColumn(label, columns); c != NoColumn {
			feeds[c] = append(feeds[c], label)
		}
	}
	for c, labels := range feeds {
		if len(labels) == 1 {
			m.columns[c] = &columnRule{from: labels, sep: " "}
		}
	}
	return m
}

// exportColumn returns the column of the template that a label of an export
// names, or NoColumn.
func exportColumn(label string, columns []string) Column {
	c := newLabelTable(nil).column(label)
	if c == NoColumn {
		c = exportLabels[headerKey(label)]
	}
	// Beside an external id, a student id is a number of the system's own, as
	// in Kickboard: nothing in Otus has it, or another student has.
	own := headerKey(label) == headerKey("student id")
	if own && slices.ContainsFunc(columns, func(l string) bool { return headerKey(l) == headerKey("external id") }) {
		return NoColumn
	}
	return c
}

// Undecided returns the labels of the export that nothing in the mapping looks
// at and that may decide which rows count, such as Role, Void, Status, Deleted
// and Draft: a victim must not be filed as an offender because nobody looked
// at Role. It speaks of the labels last given to [Mapping.Check] or to
// [SuggestMapping], and returns nil where there were none.
func (m *Mapping) Undecided() []string {
	known := m.known.Load()
	if known == nil {
		return nil
	}
	bound, _ := m.bind(*known)
	var labels []string
	for _, field := range undecidedFields(*known, bound.used) {
		labels = append(labels, (*known)[field])
	}
	return labels
}

// undecidedFields returns the unused fields whose labels may decide.
func undecidedFields(labels []string, used []bool) []int {
	var fields []int
	for i, label := range labels {
		if !used[i] && decidingLabels[headerKey(label)] {
			fields = append(fields, i)
		}
	}
	return fields
}
