package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"example.com/otustemplate"
)

// A person is somebody to ask, with the rows that they can settle.
type person struct {
	name    string // of the sheet
	heading string
	rows    []int
}

// The sheets of those who are no teachers.
const (
	notKnownName   = "Not known" // the rows do not say for sure which teacher to ask
	dataPersonName = "Data person"
	otusName       = "Otus"
)

// ask sets the people to ask: the teacher of each row that staff settle, then the data
// person and Otus. teachers are the e-mail addresses by row; names are theirs by address,
// in lower case.
func (c *correction) ask(teachers map[int]string, names map[string]string) {
	byTeacher := map[string][]int{}
	var unknown, data, otus []int
	for row := range c.rows {
		if c.isLeftOut(row) {
			continue
		}
		if c.isFor(row, otustemplate.SettlerDataPerson) {
			data = append(data, row)
		}
		if c.isFor(row, otustemplate.SettlerOtus) {
			otus = append(otus, row)
		}
		if !c.isFor(row, otustemplate.SettlerStaff) {
			continue
		}
		if email := strings.ToLower(teachers[row]); email != "" && !c.doubtsTeacher(row) {
			byTeacher[email] = append(byTeacher[email], row)
		} else {
			unknown = append(unknown, row)
		}
	}
	c.people = []person{}
	taken := map[string]bool{}
	for _, name := range []string{sheetHowTo, sheetRowsName, sheetChoices, sheetSent, sheetMade, notKnownName, dataPersonName, otusName, "History"} {
		taken[strings.ToLower(name)] = true
	}
	same := map[string]int{}
	for email := range byTeacher {
		same[nameOr(names, email)]++
	}
	var teachersToAsk []person
	for email, rows := range byTeacher {
		p := person{heading: "Questions for " + nameOr(names, email), rows: rows}
		p.name = nameOr(names, email)
		if same[p.name] > 1 { // two people of one name
			local, _, _ := strings.Cut(email, "@")
			p.name, p.heading = p.name+" ("+local+")", p.heading+" ("+email+")"
		}
		teachersToAsk = append(teachersToAsk, p)
	}
	slices.SortFunc(teachersToAsk, func(a, b person) int { return strings.Compare(a.heading, b.heading) })
	for i := range teachersToAsk {
		teachersToAsk[i].name = sheetName(teachersToAsk[i].name, taken)
	}
	c.people = append(c.people, teachersToAsk...)
	for _, p := range []person{
		{notKnownName, "Rows that do not say for sure which teacher to ask", unknown},
		{dataPersonName, "Questions for the data person", data},
		{otusName, "Questions for Otus", otus},
	} {
		if len(p.rows) > 0 {
			c.people = append(c.people, p)
		}
	}
}

// doubtsTeacher reports whether it is the teacher of a row that is wrong. Whoever is named
// there may be somebody else, who is not to see the row.
func (c *correction) doubtsTeacher(row int) bool {
	return slices.ContainsFunc(c.issues[int64(row+2)], func(is otustemplate.Issue) bool {
		return is.Column == otustemplate.ColTeacherEmail && !is.Repaired
	})
}

func nameOr(names map[string]string, email string) string {
	if name := names[email]; name != "" {
		return name
	}
	return email
}

// sheetName returns a name that Excel takes for a sheet, and that no other sheet has: of at
// most 31 characters, without some of them, and not with an apostrophe at either end.
func sheetName(text string, taken map[string]bool) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return ' '
		}
		return r
	}, text)
	clean = strings.Trim(strings.Join(strings.Fields(clean), " "), "' ")
	if clean == "" {
		clean = "Teacher"
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = " " + strconv.Itoa(n)
		}
		name := firstUnits(clean, 31-len(end)) + end
		if key := strings.ToLower(name); !taken[key] {
			taken[key] = true
			return name
		}
	}
}

// firstUnits returns the first characters of a text, as Excel counts them.
func firstUnits(text string, most int) string {
	units := utf16.Encode([]rune(text))
	if len(units) <= most {
		return text
	}
	return strings.Trim(strings.TrimSuffix(string(utf16.Decode(units[:most])), "\ufffd"), "' ")
}

// sheetFor is the sheet of a person: their rows, and the columns that hold something in
// them or that are to be filled in.
func (w *bookWriter) sheetFor(p person) *sheet {
	s := &sheet{correction: w.correction, name: p.name, heading: p.heading, rows: p.rows}
	needed := make([]bool, len(w.columns))
	for _, row := range p.rows {
		answers := w.answersFor(row)
		for at, mark := range w.marks(row) {
			needed[at] = needed[at] || w.correction.rows[row][at] != "" || mark == bad || mark == others ||
				mark == opened && !isOwn(w.columns[at]) || slices.Contains(answers, w.columns[at])
		}
	}
	for at, title := range w.columns {
		if needed[at] && title != columnWho {
			s.columns, s.fields = append(s.columns, title), append(s.fields, at)
		}
	}
	s.addDoNot()
	return s
}

// answersFor are the titles of the answers that a row may need: who teaches a student
// decides which class is meant, and the other way round.
func (c *correction) answersFor(row int) (titles []string) {
	for _, is := range c.errorsOf(row) {
		for _, column := range leanOn(is.Column) {
			if column >= otustemplate.ColTeacherEmail {
				titles = append(titles, answerPrefix+column.String())
			}
		}
	}
	return titles
}

// columnAt is the title of a column that has the key of each row.
const columnAt = "row of the workbook"

// teachers returns the e-mail address of the teacher of each row of the rejects, as the
// mapping finds it; a row whose teacher is not known for sure has none.
func (b *build) teachers(ctx context.Context, rejects []byte, c *correction, builder *otustemplate.Builder, report *otustemplate.Report) (map[int]string, error) {
	found := &teacherFinder{known: b.lists.Known().Teachers, emails: map[int]string{}}
	if builder.Mapping == nil {
		for row := range c.rows {
			found.add(row, strings.TrimSpace(c.cellOf(row, c.direct[otustemplate.ColTeacherEmail])))
		}
		return found.emails, nil
	}
	found.rows = map[string]int{}
	for row := range c.rows {
		found.rows[c.key(row)] = row
	}
	v, err := otustemplate.NewValidator(b.lists.Known(), &otustemplate.ValidatorOptions{Severity: noChecks()})
	if err != nil {
		return nil, err
	}
	// A row without a day says nothing of the year. The teacher is then who it is on both
	// the first and the last day of the file.
	for _, day := range []otustemplate.Date{{}, report.Summary.First, report.Summary.Last} {
		m, err := teacherMapping(builder.Mapping, day)
		if err != nil {
			return nil, err
		}
		finder := &teacherFinder{known: found.known, emails: map[int]string{}, rows: found.rows}
		again := &otustemplate.Builder{Mapping: m, Validator: v, Rosters: builder.Rosters}
		src := otustemplate.Derive(otustemplate.NewCSVSource(bytes.NewReader(rejects), rejectsOptions()), columnAt, keyOf)
		if _, err := again.Build(ctx, src, finder); err != nil {
			return nil, err
		}
		found.merge(finder, day)
	}
	return found.emails, nil
}

// A teacherFinder takes the teachers of records.
type teacherFinder struct {
	known  *otustemplate.Set // nil: whoever has an address
	rows   map[string]int    // by their key
	emails map[int]string    // by the row
	first  map[int]string    // those that an earlier run with another day found
}

// keyOf returns the key of a row of the rejects.
func keyOf(row otustemplate.SourceRow) (string, error) {
	number, _ := row.Cell(columnRow)
	part, _ := row.Cell(columnPart)
	return number + "/" + part, nil
}

// Write takes the teacher of a record, whose note is the key of its row.
func (f *teacherFinder) Write(rec otustemplate.Record) error {
	if row, ok := f.rows[rec.Note]; ok {
		f.add(row, rec.TeacherEmail)
	}
	return nil
}

// Flush does nothing.
func (f *teacherFinder) Flush() error { return nil }

func (f *teacherFinder) add(row int, email string) {
	if strings.Contains(email, "@") && (f.known == nil || f.known.Contains(email)) {
		f.emails[row] = email
	}
}

// merge adds what a run found: without a day all, with the first day nothing yet, with the
// second those on whom both agree.
func (f *teacherFinder) merge(run *teacherFinder, day otustemplate.Date) {
	if day.IsZero() {
		for row, email := range run.emails {
			if f.emails[row] == "" {
				f.emails[row] = email
			}
		}
		return
	}
	if f.first == nil {
		f.first = run.emails
		return
	}
	for row, email := range run.emails {
		if f.emails[row] == "" && f.first[row] == email {
			f.emails[row] = email
		}
	}
}

// noChecks turns every check off that can be.
func noChecks() map[otustemplate.Code]otustemplate.Severity {
	off := map[otustemplate.Code]otustemplate.Severity{}
	for _, code := range otustemplate.Codes() {
		switch code {
		case otustemplate.CodeNotCSV, otustemplate.CodeHeaderMissing, otustemplate.CodeHeaderColumnMissing, otustemplate.CodeHeaderDuplicate:
		default:
			off[code] = otustemplate.SeverityOff
		}
	}
	return off
}

// teacherMapping returns the mapping with the key of the row as the note and, if there
// is a day, with that day for each row. Rows of one key are not one record here.
func teacherMapping(m *otustemplate.Mapping, day otustemplate.Date) (*otustemplate.Mapping, error) {
	text, err := m.MarshalJSON()
	if err != nil {
		return nil, err
	}
	var all map[string]json.RawMessage
	var columns map[otustemplate.Column]json.RawMessage
	if err := json.Unmarshal(text, &all); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(all["columns"], &columns); err != nil {
		return nil, err
	}
	delete(all, "key")
	columns[otustemplate.ColNote] = fmt.Appendf(nil, `{"from": %q}`, columnAt)
	if !day.IsZero() {
		columns[otustemplate.ColDate] = fmt.Appendf(nil, `{"const": %q}`, day)
	}
	if all["columns"], err = json.Marshal(columns); err != nil {
		return nil, err
	}
	if text, err = json.Marshal(all); err != nil {
		return nil, err
	}
	changed := new(otustemplate.Mapping)
	return changed, changed.UnmarshalJSON(text)
}

// teacherNames returns the names of teachers by their e-mail addresses, in lower case.
func teacherNames(known otustemplate.References) map[string]string {
	names := map[string]string{}
	for _, roster := range append(slices.Clone(known.Past), known.Roster) { // today's name goes before an earlier one
		if roster == nil {
			continue
		}
		for p := range roster.Teachers() {
			if name := strings.Trim(p.Family+", "+p.Given, ", "); p.Email != "" && name != "" {
				names[strings.ToLower(p.Email)] = name
			}
		}
	}
	return names
}
