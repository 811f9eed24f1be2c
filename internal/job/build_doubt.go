package job

import (
	"fmt"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A row of a victim or a draft is found where rows are taken, in their order: whether a
// column holds codes at all shows there.

// hasDoubt reports whether a cell of the plain row that is taken next says that it may
// not count.
func (t *taking) hasDoubt() bool {
	if !t.doubts {
		return false
	}
	for i, at := range t.found.watching {
		cell := t.found.values[t.value+i]
		if t.watched[at].HasDoubt(t.block.Text[cell.Start:cell.End]) {
			return true
		}
	}
	return false
}

// takeDoubted takes such a row as one that was made.
func (t *taking) takeDoubted(row *builtRow) error {
	t.out = int(row.out)
	t.clean++
	t.value += len(t.found.watching)
	t.found.names.Skip(len(t.unset))
	t.nextKeyed()
	if t.repeated {
		t.nextHash()
	}
	return t.takeAgain(row)
}

// takeDoubt rejects the row if a cell says that it may not count. It reports false if the
// row is still to be taken as any other.
func (t *taking) takeDoubt(row *madeRow) (taken bool, err error) {
	w := t.build
	if !w.doubts || !row.counted || row.rejected {
		return false, nil
	}
	at, doubt := mapping.FirstDoubt(w.watched, &row.ExportRow)
	if doubt == 0 {
		return false, nil
	}
	f := &w.watched[at]
	is := check.Issue{
		Code:     schema.CodeRowUndecided,
		Severity: w.v.RuleSeverity(schema.CodeRowUndecided),
		Row:      row.Row,
		Line:     row.Line,
		Field:    f.Field + 1,
		Value:    f.Shown(row.Cell(f.Field)),
		Message:  doubtMessage(doubt, w.c.Rep.Labels[f.Field]),
	}
	if is.Severity != check.SeverityError {
		w.told = append(w.told, toldIssue{is, true})
		return false, nil
	}
	w.countValues(row)
	if err := t.skip(row); err != nil {
		return true, err
	}
	w.counts.Records++
	w.counts.Rejected++
	w.told = append(w.told, toldIssue{is, false})
	return true, w.reject(row, row.part, 0)
}

func doubtMessage(doubt mapping.Doubt, label string) string {
	column := phrase.QuoteCell(label)
	switch doubt {
	case mapping.DoubtVoid:
		return fmt.Sprintf("the column %s says that the row is a draft, void or deleted, so it is not used: "+
			"ask your data person, who sets which values count", column)
	case mapping.DoubtSubtype:
		return fmt.Sprintf("the code of the behavior can mean something else for each value of the column %s, so the row is not used: "+
			"ask your data person, who sets which values count, or joins both columns", column)
	case mapping.DoubtUnlisted:
		return fmt.Sprintf("the column %s has a role that your rules do not know, so the row is not used: "+
			"ask your data person, who sets which roles count", column)
	}
	return fmt.Sprintf("the column %s says that the student is a victim, a witness or somebody else who did not do it, so the row is not used: "+
		"ask your data person, who sets which roles count", column)
}
