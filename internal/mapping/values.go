package mapping

import (
	"bytes"
	"fmt"
	"io"
	"slices"

	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// Values are names for codes that stand in a file of their own: of any column, or each
// of a column that the file names.
type Values struct {
	entries  []valueEntry
	columns  [schema.NumColumns + 1][]valueEntry
	renames  []valueEntry // what titles of classes that a roster gave are called today
	ofColumn bool         // columns, not entries
}

// setValues makes the entries those of the rule.
func (r *ColumnRule) setValues(entries []valueEntry) {
	r.Values, r.names = entries, newNamesOfCodes(entries)
}

// namesOfCodes find the names of entries by their codes.
type namesOfCodes struct {
	exact  map[string]string
	folded map[string]string // by folded code; without codes of one key that differ in name
}

func newNamesOfCodes(entries []valueEntry) namesOfCodes {
	n := namesOfCodes{make(map[string]string, len(entries)), make(map[string]string, len(entries))}
	different := make(map[string]bool)
	for _, e := range entries {
		n.exact[e.code] = e.name
		key := fold.Key(e.code)
		if name, there := n.folded[key]; there && name != e.name {
			different[key] = true
		}
		n.folded[key] = e.name
	}
	for key := range different {
		delete(n.folded, key)
	}
	return n
}

// Entry returns the name that "values" give the code text: that of the code as it
// stands, or else of those that differ in case, spaces and the like, if that is one.
func (r *ColumnRule) Entry(c schema.Column, text string) (name string, ok bool) {
	name, ok = r.names.find(text)
	// An entry that WriteMissing has made and nobody has filled in yet is none.
	return name, ok && (name != "" || !c.Named())
}

// find returns the name of the code text as it stands, or else of those like it.
func (n *namesOfCodes) find(text string) (name string, ok bool) {
	if name, ok = n.exact[text]; ok || len(n.folded) == 0 {
		return name, ok
	}
	return n.like(text)
}

func (n *namesOfCodes) like(text string) (name string, ok bool) {
	var buf [64]byte
	if key, short := fold.AppendKeyLatin(buf[:0], text); short {
		name, ok = n.folded[string(key)]
		return name, ok
	}
	name, ok = n.folded[fold.Key(text)]
	return name, ok
}

// ReadValues reads values, of a CSV or of what WriteMissing wrote; the root's ReadValues
// says more.
func ReadValues(r io.Reader) (*Values, error) {
	if r == nil {
		return nil, sheet.ErrNoReader
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	if start := bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\ufeff"))); len(start) > 0 && start[0] == '{' {
		return parseValues(text)
	}
	pairs, err := sheet.ReadPairs(bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	v := new(Values)
	lines := make(map[string]int) // of each code, from 1 among the entries
	for _, pair := range pairs {
		e := valueEntry{pair.Cells[0], pair.Cells[1]}
		switch at := lines[e.code]; {
		case at == 0:
			v.entries = append(v.entries, e)
			lines[e.code] = len(v.entries)
		case v.entries[at-1] != e:
			return nil, fmt.Errorf("otustemplate: reading values: line %d gives a code another name than a line above it; keep one", pair.Line)
		}
	}
	return v, nil
}

// parseValues reads what WriteMissing wrote.
func parseValues(text []byte) (*Values, error) {
	v := &Values{ofColumn: true}
	err := parseJSON(text, func(p *mappingParser, n jsontree.Node) {
		for _, key := range p.Object(n) {
			switch key.Key {
			case "columns":
				p.valuesOfColumns(v, key.Node)
			case "counts", "students", "notListed":
			case "$schema":
				p.Text(key.Node)
			default:
				p.unknown(key, "columns", "counts", "students", "notListed")
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

func (p *mappingParser) valuesOfColumns(v *Values, n jsontree.Node) {
	for _, column := range p.Object(n) {
		c := p.templateColumn(column)
		known := []string{"values"}
		if c == schema.ColClassName {
			known = append(known, "rename")
		}
		for _, key := range p.Object(column.Node) {
			if key.Key == "rename" && c == schema.ColClassName {
				v.renames = append(v.renames, p.renames(key.Node)...)
				continue
			}
			if key.Key != "values" {
				p.unknown(key, known...)
				continue
			}
			if entries := p.entries(withoutCodes(c, key.Node)); v.columns[c] == nil {
				v.columns[c] = entries
			} else {
				p.Add(column.Node, "the column %s is there already under another name", c)
			}
		}
	}
}

// WithValues returns a mapping that has the values too, those of column c, or with
// NoColumn those of the columns that they name. The root's WithValues says more.
func (m *Mapping) WithValues(c schema.Column, v *Values) (*Mapping, error) {
	own := *m
	if v == nil {
		return &own, nil
	}
	var problems Problems
	columns := []schema.Column{c}
	switch {
	case c > schema.NumColumns:
		problems.add("columns", "there is no column %d of the template to give values to", c)
		return nil, problems.Err()
	case c == schema.NoColumn && v.ofColumn:
		columns = schema.AllColumns
	case c == schema.NoColumn && len(v.entries) == 0: // the zero Values
	case c == schema.NoColumn:
		problems.add("columns", "say of which column the values are: a list of codes and names does not")
		return nil, problems.Err()
	}
	for _, c := range columns {
		entries := v.entries
		if v.ofColumn {
			entries = v.columns[c]
		}
		own.columns[c] = problems.withValues(c, m.columns[c], filledIn(c, entries, v.ofColumn))
	}
	if c == schema.NoColumn || c == schema.ColClassName {
		own.columns[schema.ColClassName] = problems.withRenames(own.columns[schema.ColClassName], filledIn(schema.ColClassName, v.renames, true))
	}
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return &own, nil
}

// withRenames returns a rule of Class Name that has the new titles too, before its own.
func (p *Problems) withRenames(r *ColumnRule, entries []valueEntry) *ColumnRule {
	if len(entries) == 0 {
		return r
	}
	if r == nil || r.lookup == nil {
		p.add(jsontree.PathOf("columns", schema.ColClassName.String()), `"rename" goes with the "lookup" of a class, and the column has none`)
		return r
	}
	own, found := *r, *r.lookup
	found.setRenames(merged(found.renames, entries))
	own.lookup = &found
	return &own
}

// merged returns entries with further ones, which go before those of the same code.
func merged(entries, further []valueEntry) []valueEntry {
	all := slices.Clone(entries)
	places := make(map[string]int, len(all)+len(further))
	for i, e := range all {
		places[e.code] = i
	}
	for _, e := range further {
		if at, there := places[e.code]; there {
			all[at] = e
			continue
		}
		places[e.code] = len(all)
		all = append(all, e)
	}
	return all
}

// filledIn returns the entries that somebody has filled in: in what WriteMissing wrote
// an empty name is none, whatever the column.
func filledIn(c schema.Column, entries []valueEntry, missing bool) (filled []valueEntry) {
	for _, e := range entries {
		if e.name != "" || !missing && !c.Named() {
			filled = append(filled, e)
		}
	}
	return filled
}

// withValues returns a rule that has the entries too, before its own.
func (p *Problems) withValues(c schema.Column, r *ColumnRule, entries []valueEntry) *ColumnRule {
	if len(entries) == 0 {
		return r
	}
	path := jsontree.PathOf("columns", c.String())
	switch {
	case r == nil:
		p.add(path, "the mapping does not fill in the column, so that there are no codes to give names to")
		return nil
	case r.from == nil && r.join == nil:
		p.add(path, `"values" go with "from" or "join", and the column has neither`)
		return nil
	case takesNoMadeUp(c) && slices.ContainsFunc(entries, valueEntry.makesUp):
		p.add(path+".values", noMadeUpMessage, c, "name for an empty cell")
		return nil
	}
	own := *r
	// Where all codes were names as they stood, the others still are.
	own.KeepOthers = r.KeepOthers || r.Values == nil && r.lookup == nil
	own.setValues(merged(r.Values, entries))
	return &own
}
