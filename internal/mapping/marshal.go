package mapping

import "example.com/otustemplate/internal/schema"

// MarshalJSON writes the mapping as [ReadMapping] reads it.
func (m *Mapping) MarshalJSON() ([]byte, error) {
	var o orderedObject
	var rows orderedObject
	rows.addIf(len(m.rows.where) > 0, "where", testsObject(m.rows.where))
	rows.addIf(len(m.rows.not) > 0, "not", testsObject(m.rows.not))
	var dates orderedObject
	dates.addIf(!m.rows.first.IsZero(), "first", m.rows.first)
	dates.addIf(!m.rows.last.IsZero(), "last", m.rows.last)
	rows.addIf(len(dates) > 0, "dates", dates)
	o.addIf(len(rows) > 0, "rows", rows)
	o.addIf(m.key != nil, "key", m.key)
	if e := m.each; e != nil {
		var each orderedObject
		each.addIf(e.columns != nil, "columns", e.columns)
		each.addIf(e.split != "", "split", e.split)
		each.addIf(e.split != "", "separator", e.separator)
		each.addIf(true, "as", e.as)
		o.addIf(true, "each", each)
	}
	columns := orderedObject{}
	for _, c := range schema.AllColumns {
		if r := m.columns[c]; r != nil {
			columns.addIf(true, c.String(), r.object())
		}
	}
	o.addIf(true, "columns", columns)
	return o.MarshalJSON()
}

func testsObject(tests []rowTest) orderedObject {
	var o orderedObject
	for _, t := range tests {
		if t.condition != nil {
			o.addIf(true, t.label, t.condition.object())
		} else {
			o.addIf(true, t.label, t.values)
		}
	}
	return o
}

// object returns the rule as JSON.
func (r *ColumnRule) object() orderedObject {
	var o orderedObject
	switch {
	case len(r.from) == 1:
		o.addIf(true, "from", r.from[0])
	case r.from != nil:
		o.addIf(true, "from", r.from)
	case r.join != nil:
		o.addIf(true, "join", r.join)
		o.addIf(r.Sep != " ", "sep", r.Sep)
	}
	o.addIf(r.Constant != nil, "const", r.Constant)
	o.addIf(r.Trim, "trim", true)
	o.addIf(r.Extract != nil, "extract", r.Extract)
	o.addIf(r.Pad > 0, "pad", r.Pad)
	if r.Values != nil {
		o.addIf(true, "values", entriesObject(r.Values))
		o.addIf(r.KeepOthers, "keepOthers", true)
	}
	if l := r.lookup; l != nil {
		o.addIf(true, "lookup", l.kind.String())
		o.addIf(l.period != "", "period", l.period)
		o.addIf(l.prefer != nil, "prefer", l.prefer)
		o.addIf(l.ifNone != nil, "ifNone", l.ifNone)
		o.addIf(l.ifSeveral != nil, "ifSeveral", l.ifSeveral)
		o.addIf(l.renames != nil, "rename", entriesObject(l.renames))
		o.addIf(l.ifNotTeacher, "ifNotTeacher", lookupTeacherOf.String())
	}
	o.addIf(r.Fallback != nil, "ifEmpty", r.Fallback)
	if r.Dates != nil {
		texts := make([]string, len(r.Dates))
		for i, l := range r.Dates {
			texts[i] = l.Text
		}
		o.addIf(true, "formats", texts)
	}
	if r.Zone != nil {
		o.addIf(true, "zone", r.Zone.String())
	}
	return o
}

func entriesObject(entries []valueEntry) orderedObject {
	o := orderedObject{}
	for _, e := range entries {
		o.addIf(true, e.code, e.name)
	}
	return o
}
