package gen

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"time"
)

// An event is who did what, where and when, as places in what there is of each.
type event struct{ student, teacher, class, day, recognition int }

// An incident is the cells of an event: in the export, and in the template.
type incident struct {
	number, date, author, period, subject string
	code, recognition                     string
	email, class                          string
	note                                  []byte // as it stands in a CSV file
}

// misdeeds are what goes wrong with a row of an export: one cell of it.
var misdeeds = []func(d *district, e event, i *incident){
	func(d *district, _ event, i *incident) { i.number = fmt.Sprint(9_000_000 + d.rnd.IntN(5000)) }, // a student who does not exist
	func(_ *district, _ event, i *incident) { i.number = "" },
	func(d *district, _ event, i *incident) { // a code without a name
		i.code = fmt.Sprintf("X%d", d.rnd.IntN(9))
		i.recognition = i.code
	},
	func(d *district, e event, i *incident) { // a teacher who does not exist
		i.author = d.author(person{d.people[e.teacher].given, "Mc" + d.people[e.teacher].family})
		i.email = "mc" + i.email
	},
	func(_ *district, _ event, i *incident) { i.author, i.email = "", "" },
	func(_ *district, _ event, i *incident) { i.date = "2024-02-30" },
	(*district).mismatch,
}

// mismatch takes a teacher who has no class with the student.
func (d *district) mismatch(e event, i *incident) {
	other := e.teacher
	for d.shared[studentTeacher{e.student, other}] {
		other = d.Students + d.rnd.IntN(d.Teachers())
	}
	i.author, i.email = d.author(d.people[other]), d.email(other)
	d.truth.Mismatched++
}

// writeRows writes the export, and the template that it is to become.
func (d *district) writeRows() error {
	d.notes = &Generator{rnd: d.rnd, nameWords: d.NameWords}
	d.hash, d.seen = maphash.MakeSeed(), make(map[uint64]bool)
	for day := FirstDay; !day.After(LastDay); day = day.AddDate(0, 0, 1) {
		d.days = append(d.days, day.Format(time.DateOnly))
	}
	events := d.events()
	var err error
	exported := d.file(ExportFile, "Student_Number,Entry_Date,Subtype,Entry_Author,Period,Subject,Entry", func(export *bufio.Writer) {
		err = d.file(TemplateFile, strings.TrimSpace(Header), func(template *bufio.Writer) { d.rows(events, export, template) })
	})
	return errors.Join(exported, err)
}

// events returns what happened, in the order of the export.
func (d *district) events() []event {
	events := make([]event, d.Rows)
	for i := range events {
		student := d.rnd.IntN(d.Students)
		for len(d.attended[student]) == 0 {
			student = d.rnd.IntN(d.Students)
		}
		class := int(pick(d.rnd, d.attended[student]))
		events[i] = event{student, d.teacherOf(class), class, d.rnd.IntN(len(d.days)), d.rnd.IntN(len(codes))}
	}
	switch d.Order {
	case ByDate:
		slices.SortStableFunc(events, func(a, b event) int {
			return cmp.Or(a.day-b.day, a.teacher-b.teacher, a.class-b.class)
		})
	case ByTeacher:
		slices.SortStableFunc(events, func(a, b event) int {
			return cmp.Or(a.teacher-b.teacher, a.class-b.class, a.day-b.day)
		})
	}
	return events
}

func (d *district) rows(events []event, export, template *bufio.Writer) {
	var exported, made []byte // the last good row
	var row, record []byte
	for _, e := range events {
		d.truth.Rows++
		if len(made) > 0 && d.rnd.Float64() < d.Repeated {
			d.truth.Repeated++
			export.Write(exported)
			template.Write(made)
			continue
		}
		i := d.incident(e)
		bad := d.rnd.Float64() < d.Bad
		if bad {
			d.truth.Bad++
			pick(d.rnd, misdeeds)(d, e, &i)
		}
		row, record = i.appendExport(row[:0]), i.appendTemplate(record[:0])
		export.Write(row)
		template.Write(record)
		if !bad {
			d.good(record)
			exported, made = append(exported[:0], row...), append(made[:0], record...)
		}
	}
}

// good notes a good row, which may be the same as an earlier one by chance.
func (d *district) good(record []byte) {
	hash := maphash.Bytes(d.hash, record)
	if d.seen[hash] {
		d.truth.Repeated++
	}
	d.seen[hash] = true
}

func (d *district) author(p person) string { return fmt.Sprintf(`"%s, %s"`, p.family, p.given) }

func (d *district) incident(e event) incident {
	return incident{
		number:      d.number(e.student),
		date:        d.days[e.day],
		author:      d.author(d.people[e.teacher]),
		period:      fmt.Sprint(period(e.class)),
		subject:     pick(d.rnd, words[8:28]),
		code:        codes[e.recognition],
		recognition: recognitions[e.recognition],
		email:       d.email(e.teacher),
		class:       title(e.class),
		note:        d.notes.appendNote(nil),
	}
}

func (i *incident) appendExport(dst []byte) []byte {
	dst = fmt.Appendf(dst, "%s,%s,%s,%s,%s,%s,", i.number, i.date, i.code, i.author, i.period, i.subject)
	return append(append(dst, i.note...), "\r\n"...)
}

func (i *incident) appendTemplate(dst []byte) []byte {
	dst = fmt.Appendf(dst, ",,%s,,%s,%s,%s,%s,", i.number, i.recognition, i.email, i.class, i.date)
	switch note := i.note; {
	case len(note) == 0:
		dst = append(dst, i.subject...)
	case note[0] == '"':
		dst = fmt.Appendf(dst, `"%s: %s`, i.subject, note[1:])
	default:
		dst = fmt.Appendf(dst, "%s: %s", i.subject, note)
	}
	return append(dst, "\r\n"...)
}
