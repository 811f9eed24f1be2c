package roster

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A column is a column that is read of a file.
type column struct {
	label    string
	others   []string // what OneRoster 1.0, and slips in the wild, call it
	required bool     // the load ends where it is absent
	optional bool     // nothing is said where it is absent, as not every version has it
}

// A table is one file of a roster, its columns by label.
type table struct {
	file     string
	input    *rosterFile
	sheet    *sheet.Sheet
	row      sheet.Row
	fields   []int // of each column asked for, from 0; -1: absent
	labels   []string
	problems *problemList
	rows     int64 // that were read and are not blank
}

// openTable opens a file and binds its columns. The error says which required
// ones are absent.
func (l *loading) openTable(name string, columns []column) (*table, error) {
	r, err := l.bundle.open(l.ctx, name)
	if err != nil {
		return nil, err
	}
	t := &table{file: l.bundle.files[name].name, input: r, sheet: sheet.New(r, sheet.ReaderOptions{}), problems: &l.builder.problems}
	header, err := t.sheet.ReadHeader()
	if err == nil {
		t.labels = slices.Clone(header.Cells)
		t.sheet.SetCells(1, len(t.labels))
		t.sheet.Decoder.Shared = sheet.ShortlyShared
		err = t.bind(columns)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return t, nil
}

// bind finds the columns in the header.
func (t *table) bind(columns []column) error {
	at := make(map[string]int)
	for i, label := range t.labels {
		key := schema.HeaderKey(label)
		if key == "" {
			continue
		}
		if _, twice := at[key]; !twice {
			at[key] = i
		} else if c := slices.IndexFunc(columns, func(c column) bool { return schema.HeaderKey(c.label) == key }); c >= 0 {
			t.problems.add(t.file, 1, fmt.Sprintf("the column %s stands there twice; the first one is read", columns[c].label))
		}
	}
	var missing []string
	for _, c := range columns {
		field := -1
		for _, label := range append([]string{c.label}, c.others...) {
			if i, ok := at[schema.HeaderKey(label)]; ok {
				field = i
				break
			}
		}
		t.fields = append(t.fields, field)
		switch {
		case field >= 0 || c.optional:
		case c.required:
			missing = append(missing, c.label)
		default:
			t.problems.add(t.file, 1, fmt.Sprintf("the column %s is absent", c.label))
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("it lacks the column %s%s", strings.Join(missing, ", "), t.kind())
	}
	return nil
}

// kind says what else the file looks like, in an error.
func (t *table) kind() string {
	switch {
	case t.has("user_id") && (t.has("login_id") || t.has("section_id")):
		return "; it looks like Canvas's SIS import: export the roster as OneRoster CSV instead"
	case t.has("student_id") && t.has("school_id"):
		return "; it looks like a file of Clever's: give it the name that Clever asks for"
	case t.has("activeDirectoryMatchId") || t.has("sessionSourcedIds"):
		return "; it looks like Microsoft School Data Sync's: leave RosterOptions.Format out, or say so there"
	}
	return "; export it again with its header"
}

// has reports whether the header holds the label.
func (t *table) has(label string) bool {
	return slices.ContainsFunc(t.labels, func(l string) bool { return schema.HeaderKey(l) == schema.HeaderKey(label) })
}

// wrongWidth returns what is to be told of a row that has more or fewer cells than the
// header. Labels that are empty at its end do not count.
func (t *table) wrongWidth(row []string) string {
	labels := len(t.labels)
	for labels > 0 && celltext.IsBlank(t.labels[labels-1]) {
		labels--
	}
	cells := len(row)
	for cells > len(t.labels) && celltext.IsBlank(row[cells-1]) {
		cells--
	}
	switch {
	case cells < labels:
		return "the row has fewer cells than the header; those lacking are taken as empty"
	case cells > len(t.labels):
		return "the row has more cells than the header; those at its end are not read"
	}
	return ""
}
