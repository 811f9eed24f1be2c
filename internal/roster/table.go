package roster

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// A rosterColumn is a column that is read of a file.
type rosterColumn struct {
	label    string
	others   []string // what OneRoster 1.0, and slips in the wild, call it
	required bool     // the load ends where it is absent
	optional bool     // nothing is said where it is absent, as not every version has it
}

// A rosterTable reads one file of a roster, its columns by label.
type rosterTable struct {
	file     string
	sheet    *sheet.Sheet
	row      sheet.Row
	fields   []int // of each column asked for, from 0; -1: absent
	labels   []string
	problems *problemList
	rows     int64
	close    func() error
}

// openTable opens a file and binds its columns. The error says which required
// ones are absent.
func openTable(b *bundle, name string, columns []rosterColumn, problems *problemList) (*rosterTable, error) {
	r, err := b.open(name)
	if err != nil {
		return nil, err
	}
	t := &rosterTable{file: b.files[name].name, sheet: sheet.New(r, sheet.ReaderOptions{}), problems: problems, close: r.Close}
	header, err := t.sheet.ReadHeader()
	if err == nil {
		t.labels = slices.Clone(header.Cells)
		t.sheet.SetCells(1, len(t.labels))
		err = t.bind(columns)
	}
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return t, nil
}

// bind finds the columns in the header.
func (t *rosterTable) bind(columns []rosterColumn) error {
	at := make(map[string]int)
	for i, label := range t.labels {
		key := schema.HeaderKey(label)
		if key == "" {
			continue
		}
		if _, twice := at[key]; !twice {
			at[key] = i
		} else if c := slices.IndexFunc(columns, func(c rosterColumn) bool { return schema.HeaderKey(c.label) == key }); c >= 0 {
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
func (t *rosterTable) kind() string {
	switch {
	case t.has("user_id") && (t.has("login_id") || t.has("section_id")):
		return "; it looks like Canvas's SIS import: export the roster as OneRoster CSV instead"
	case t.has("student_id") && t.has("school_id"):
		return "; it looks like Clever's: export the roster as OneRoster CSV instead"
	case t.has("activeDirectoryMatchId") || t.has("sessionSourcedIds"):
		return "; it looks like Microsoft School Data Sync: export the roster as OneRoster CSV instead"
	}
	return "; export it as OneRoster CSV with its header"
}

// has reports whether the header holds the label.
func (t *rosterTable) has(label string) bool {
	return slices.ContainsFunc(t.labels, func(l string) bool { return schema.HeaderKey(l) == schema.HeaderKey(label) })
}

// next reads the next row that is not blank. Rows that cannot be read are told
// and passed over. It returns io.EOF at the end.
func (t *rosterTable) next() error {
	for {
		if err := t.sheet.Next(&t.row); err != nil {
			return err
		}
		switch {
		case t.row.Blank:
			continue
		case t.row.Bad != nil:
			t.rows++
			t.problem("the row cannot be read and is left out: " + t.row.Bad.Err.Error())
			continue
		}
		t.rows++
		if len(t.row.Recoded) > 0 {
			t.problem("the row is not UTF-8; it is read as Windows-1252")
		}
		t.checkWidth()
		return nil
	}
}

// checkWidth tells of a row that has more or fewer cells than the header.
// Labels that are empty at its end do not count.
func (t *rosterTable) checkWidth() {
	labels := len(t.labels)
	for labels > 0 && celltext.IsBlank(t.labels[labels-1]) {
		labels--
	}
	cells := len(t.row.Cells)
	for cells > len(t.labels) && celltext.IsBlank(t.row.Cells[cells-1]) {
		cells--
	}
	switch {
	case cells < labels:
		t.problem("the row has fewer cells than the header; those lacking are taken as empty")
	case cells > len(t.labels):
		t.problem("the row has more cells than the header; those at its end are not read")
	}
}

// problem adds a problem of the row last read.
func (t *rosterTable) problem(message string) { t.problems.add(t.file, t.row.Line, message) }

// cell returns the text of the i-th column asked for, with no blanks around
// it, or "".
func (t *rosterTable) cell(i int) string {
	if at := t.fields[i]; at >= 0 && at < len(t.row.Cells) {
		return strings.TrimFunc(t.row.Cells[at], celltext.Unseen)
	}
	return ""
}

// each reads every row.
func (t *rosterTable) each(row func()) error {
	for {
		switch err := t.next(); {
		case err == io.EOF:
			return t.close()
		case err != nil:
			return errors.Join(err, t.close())
		}
		row()
	}
}
