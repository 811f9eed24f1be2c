package mapping

import (
	"slices"

	"example.com/otustemplate/internal/schema"
)

// exportLabels are labels of exports that name a column of the template there,
// but would be too bold in a header typed by hand: of PowerSchool's log entries
// (Subtype, Entry, Subject), DeansList's behavior records (Roster, "class name
// where behavior was recorded") and Kickboard's export ("external id", the
// school's own number of the student).
var exportLabels = map[string]schema.Column{
	schema.HeaderKey("Subtype"):     schema.ColRecognition,
	schema.HeaderKey("Entry"):       schema.ColNote,
	schema.HeaderKey("Subject"):     schema.ColNote,
	schema.HeaderKey("Roster"):      schema.ColClassName,
	schema.HeaderKey("external id"): schema.ColSISID,
}

// SuggestMapping starts a mapping from an export's own labels: those of the
// template with their aliases, and some that exports have. Where two labels
// could feed one column neither is taken. [Mapping.Missing] and
// [Mapping.Undecided] say what is left to be decided; codes, look-ups and the
// rows that count always are. The result is never nil.
func SuggestMapping(columns []string) *Mapping {
	m := new(Mapping)
	m.Suggest(columns)
	return m
}

// Suggest makes a mapping that fills in nothing the one that SuggestMapping
// returns.
func (m *Mapping) Suggest(columns []string) {
	feeds := make(map[schema.Column][]string)
	for _, label := range columns {
		if c := exportColumn(label, columns); c != schema.NoColumn {
			feeds[c] = append(feeds[c], label)
		}
	}
	for c, labels := range feeds {
		if len(labels) == 1 {
			m.columns[c] = &ColumnRule{from: labels, Sep: " "}
		}
	}
}

// exportColumn returns the column of the template that a label of an export
// names, or NoColumn.
func exportColumn(label string, columns []string) schema.Column {
	c := schema.NewLabelTable(nil).Column(label)
	if c == schema.NoColumn {
		c = exportLabels[schema.HeaderKey(label)]
	}
	// Beside an external id, a student id is a number of the system's own, as
	// in Kickboard: nothing in Otus has it, or another student has.
	own := schema.HeaderKey(label) == schema.HeaderKey("student id")
	if own && slices.ContainsFunc(columns, func(l string) bool { return schema.HeaderKey(l) == schema.HeaderKey("external id") }) {
		return schema.NoColumn
	}
	return c
}

// Undecided returns those of an export's labels that nothing in the mapping looks
// at, unless for a note or a key, and that may decide which rows count, by the words in them, as in Role,
// behaviorRole.role, VoidedDate and Draft?: a victim must not be filed as an
// offender because nobody looked at Role. A build finds further ones by their
// values, see [tally.Report].
func (m *Mapping) Undecided(columns []string) []string {
	bound, _ := m.Bind(columns)
	var labels []string
	for i, label := range columns {
		if !bound.Weighed[i] && !schema.IsOwnLabel(label) && Decides(label) {
			labels = append(labels, label)
		}
	}
	return labels
}
