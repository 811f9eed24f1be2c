package advice

import (
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// A wrong list, or a column of which each row has another value, makes a group of each
// value: hundreds of things to do that are one. They are told as one, with a table.

// maxAlike is how many groups of one code and column are told one by one.
const maxAlike = 8

// alike is what groups have in common that are told as one.
type alike struct {
	code   schema.Code
	column schema.Column
	title  string // a code may have several
}

func (d *TodoItem) alike() alike { return alike{d.Group.Code, d.Group.Column, d.kind} }

// together returns the items with those that are alike as one, if there are many: where the
// first of them stands.
func together(items []TodoItem, titles map[schema.Code]string) []TodoItem {
	count := make(map[alike]int)
	for i := range items {
		count[items[i].alike()]++
	}
	var all []TodoItem
	at := make(map[alike]int) // in all
	for _, d := range items {
		kind := d.alike()
		if count[kind] <= maxAlike {
			all = append(all, d)
			continue
		}
		i, found := at[kind]
		if !found {
			i = len(all)
			at[kind] = i
			all = append(all, TodoItem{Files: d.Files, Title: d.kind, kind: d.kind})
		}
		all[i].Several = append(all[i].Several, d)
	}
	for _, i := range at {
		all[i].sum(titles)
	}
	return all
}

// sum says of the item what is so of each of Several.
func (d *TodoItem) sum(titles map[schema.Code]string) {
	first := d.Several[0].Group
	g := &tally.Group{Code: first.Code, Severity: first.Severity, Column: first.Column, Rows: first.Rows, Fields: first.Fields, Places: first.Places, Other: true}
	var who []string
	d.Safe = true
	for _, one := range d.Several {
		g.Count += one.Group.Count
		g.Repaired += one.Group.Repaired
		g.Years = addYears(g.Years, one.Group)
		d.Safe = d.Safe && one.Safe
		if one.Who != "" && !slices.Contains(who, one.Who) {
			who = append(who, one.Who)
		}
	}
	d.Group, d.Standing, d.Repaired, d.Who, d.Years = g, g.Count-g.Repaired, g.Repaired, strings.Join(who, ", "), severalYears(g)
	d.Count = CountText(g, g.Count)
	if d.Standing > 0 {
		d.Do = d.doSeveral(wordingOfGroup(g, titles))
	}
	if d.Repaired > 0 {
		d.Change = "Changed " + CountText(g, d.Repaired) + ", as the table says."
	}
}

// doSeveral says what to do about all of Several.
func (d *TodoItem) doSeveral(w wording) string {
	text := w.Do
	if why := d.commonWhy(); w.tell && why != "" {
		text = why
	}
	if w.several != "" {
		text = w.several
	}
	if !d.Safe && slices.ContainsFunc(d.Several, func(one TodoItem) bool { return len(one.Group.Fixes) > 0 }) {
		text += " Use what is suggested if it is what was meant."
	}
	where := "the cells below"
	if isOfRows(d.Group) {
		where = "the rows below"
	}
	if !d.differ() && d.Several[0].Group.Varies {
		text += " " + ownText(d.Several[0].Group)
	}
	return fillIn(text, d.Group, where)
}

// commonWhy returns the message that all of Several have; "" if they differ, be it only in
// the value that they quote.
func (d *TodoItem) commonWhy() string {
	if slices.ContainsFunc(d.Several, func(one TodoItem) bool { return one.Why != d.Several[0].Why && !one.Group.Other }) {
		return ""
	}
	return d.Several[0].Why
}

// differ reports whether the messages of Several differ in more than the value that each
// of them quotes. Other values have none.
func (d *TodoItem) differ() bool {
	first := d.Several[0].whyOfAny()
	return slices.ContainsFunc(d.Several, func(one TodoItem) bool { return one.whyOfAny() != first && !one.Group.Other })
}

// whyOfAny is the message without the value and the suggestions that it quotes.
func (d *TodoItem) whyOfAny() string {
	why := strings.ReplaceAll(d.Why, phrase.QuoteCell(d.Group.Value), "")
	for _, f := range d.Group.Fixes {
		why = strings.ReplaceAll(why, phrase.QuoteCell(f.New), "")
	}
	return why
}

// Values says how many values there are of an item that has a table.
func (d *TodoItem) Values() string {
	if len(d.Several) == 0 {
		return ""
	}
	last := d.Several[len(d.Several)-1].Group
	text := phrase.Plural(int64(len(d.Several)), "value")
	if last.Other {
		text = "more than " + text
	}
	return text
}

// Table returns the table of an item that has one, of at most that many values. Repairs
// say what was changed.
func (d *TodoItem) Table(most int, repairs bool) Table {
	t := Table{Column: columnHead(d.Group.Column), Why: !repairs && d.differ(), Who: !repairs && strings.Contains(d.Who, ",")}
	t.Caption = fmt.Sprintf("%s: %s in %s", d.Title, d.Values(), CountText(d.Group, d.Standing))
	if repairs {
		t.Caption = fmt.Sprintf("%s: %s in %s", d.Title, d.Values(), CountText(d.Group, d.Repaired))
	}
	near := map[bool]string{false: "Suggested", true: "Changed to"}[repairs]
	for _, one := range d.Several[:min(len(d.Several), most)] {
		t.add(one.tableRow(repairs, t.Why), near)
	}
	t.More = int64(max(0, len(d.Several)-most))
	return t
}

// tableRow is the item as a row of a table, with its own message if they differ.
func (d *TodoItem) tableRow(repairs, differ bool) TableRow {
	row := newTableRow(d.Group, d.Years)
	if d.Value != "" {
		row.Value = d.Value
	}
	row.Where = cellNames(d.Group, d.Files, MaxRowCells)
	if f := d.Group.Fixes; len(f) > 0 && f[0].Column != d.Group.Column && f[0].Column != schema.NoColumn {
		row.Near += " in " + f[0].Column.String()
	}
	if repairs {
		row.Count = CountText(d.Group, d.Repaired)
		return row
	}
	row.Count, row.Who = CountText(d.Group, d.Standing), d.Who
	switch {
	case !differ:
	case d.Group.Varies:
		row.Why = "Each row has its own problem."
	default:
		row.Why = d.Why
	}
	return row
}
