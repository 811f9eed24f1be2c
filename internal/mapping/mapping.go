// Package mapping makes of a row of an export the cells of the template: it
// parses a mapping, binds it to the export's columns, fills the cells and looks
// up what the export lacks.
package mapping

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/schema"
)

// A Mapping says how the columns and codes of an export become those of the
// template. What its JSON means is said where users see it, at the root's Mapping.
type Mapping struct {
	columns [schema.NumColumns + 1]*ColumnRule // nil: the column stays empty
	rows    rowRules
	key     []string  // labels of what makes rows one; nil: each row is
	each    *eachRule // nil: a row is a record
}

// A ColumnRule says how one column of the template is filled in. One of from,
// join and constant is set, or none where a lookup does without.
type ColumnRule struct {
	from     []string // alternatives
	join     []string
	Constant *string
	Sep      string

	Trim    bool
	Extract *regexp.Regexp // nil: the text stays whole
	Pad     int
	Values  []valueEntry // nil: the text stays as it is
	names   namesOfCodes
	// KeepOthers: a code that Values lack stays as it is.
	KeepOthers bool
	lookup     *lookupRule // nil: nothing is looked up
	Fallback   *string     // "ifEmpty"
	Dates      []dates.Layout
	Zone       *time.Location
}

// A valueEntry is one entry of "values", kept in the order given.
type valueEntry struct{ code, name string }

// rowRules say which rows count.
type rowRules struct {
	where, not  []rowTest
	first, last dates.Date
}

// A rowTest compares the cells of one column with values, or with a condition.
type rowTest struct {
	label     string
	values    []string
	keys      map[string]bool // folded
	condition *condition      // nil: there are values
}

// An eachRule makes several records of a row: of each of columns, or of each
// part of the column split.
type eachRule struct {
	columns          []string
	split, separator string
	as               string
}

// A MappingError lists all that is wrong with a mapping, or all in which it
// does not fit an export.
type MappingError struct {
	Problems []MappingProblem // at least one
}

// A MappingProblem is one thing that is wrong with a mapping.
type MappingProblem struct {
	Path    string // where, such as columns."Class Name".from; "" for the whole
	Message string
}

// Error lists the problems, one a line.
func (e *MappingError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = "mapping: " + p.Message
		if p.Path != "" {
			lines[i] = "mapping, " + p.Path + ": " + p.Message
		}
	}
	return strings.Join(lines, "\n")
}

// Problems gathers what is wrong.
type Problems []MappingProblem

func (p *Problems) add(path, format string, args ...any) {
	*p = append(*p, MappingProblem{path, fmt.Sprintf(format, args...)})
}

func (p Problems) Err() error {
	if len(p) == 0 {
		return nil
	}
	return &MappingError{p}
}

// Missing returns the columns that every row must fill in and that the mapping
// says nothing of, and all four columns of identifiers where it has none of
// them. A build with such a mapping rejects every row.
func (m *Mapping) Missing() []schema.Column {
	var missing []schema.Column
	identified := false
	for _, c := range schema.AllColumns {
		identified = identified || c.Identifier() && m.columns[c].hasSource()
		if m.columns[c] == nil && (c.Required() || c.Identifier()) {
			missing = append(missing, c)
		}
	}
	if identified {
		missing = slices.DeleteFunc(missing, schema.Column.Identifier)
	}
	return missing
}

// hasSource reports whether there is a rule with a text of its own, not only a
// look-up that leans on other columns.
func (r *ColumnRule) hasSource() bool {
	return r != nil && (r.lookup == nil || r.from != nil || r.join != nil)
}

// WithoutRoster lists the look-ups, for a build that has no roster.
func (m *Mapping) WithoutRoster() (p Problems) {
	for _, c := range schema.AllColumns {
		if r := m.columns[c]; r != nil && r.lookup != nil {
			p.add(jsontree.PathOf("columns", c.String())+".lookup",
				"there is no roster to look up in: give Builder.Rosters, or a Validator whose References have one")
		}
	}
	return p
}
