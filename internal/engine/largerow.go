package engine

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/sheet"
)

// A large row, which there is only where MaxRowBytes is raised, needs care: it may
// take up most of the memory that there is, and seconds to judge.

// takeRow judges a row and takes it. A large one is judged on a goroutine of its
// own, which is left behind where the context ends first, and let go of before
// the next one is read.
func (r *run) takeRow(rows *rowJudge, row *sheet.Row) error {
	if !row.Large {
		return r.take(rows.rule(row))
	}
	v, err := sheet.Await(r.ctx, func() *ruling { return rows.rule(row) })
	if err != nil {
		return err
	}
	err = r.take(v)
	rows.forget()
	return err
}

// forget lets go of the row judged last.
func (r *rowJudge) forget() {
	fields := r.subject.Fields
	*r = rowJudge{v: r.v, layout: r.layout, judge: check.NewRowChecker(r.v.Checker)}
	r.subject.Fields = fields
}
