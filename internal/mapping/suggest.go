package mapping

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// A Suggestion is a mapping to begin with, and what a person has to decide on it.
type Suggestion struct {
	Mapping  *Mapping
	System   string   // whose export it seems to be; "": not known
	ToDecide []string // a sentence each
}

// Suggest starts a mapping by an export's own labels.
func Suggest(columns []string) *Suggestion {
	s := &suggester{
		columns: columns, index: IndexLabels(columns), used: make(map[string]bool),
		keys: make(map[string]labelKeys), words: make(map[string]part), doubtful: make(map[string]bool),
	}
	s.system = s.systemOf()
	for _, label := range columns {
		_, err := s.index.Find(label)
		s.doubtful[label] = err != nil || slices.ContainsFunc(s.system.not, func(not string) bool { return s.key(not).whole == s.key(label).whole })
		s.words[label] = partByWords(label)
	}
	return s.suggest()
}

// systemOf returns the first system that has all its labels there, or one without a
// name.
func (s *suggester) systemOf() *system {
	there := make(map[string]bool)
	for _, label := range s.columns {
		there[s.key(label).whole], there[s.key(label).last] = true, true
	}
	isThere := func(label string) bool { return there[s.key(label).whole] }
	for i := range systems {
		if !slices.ContainsFunc(systems[i].has, func(one []string) bool { return !slices.ContainsFunc(one, isThere) }) {
			return &systems[i]
		}
	}
	return &system{}
}

// labelKeys are what a label is compared by: as a whole, what follows its last dot, as in
// student.studentNumber, and its words in full, as Stu Num is Student Number.
type labelKeys struct{ whole, last, full string }

// key returns the keys of a label, which it works out once.
func (s *suggester) key(label string) labelKeys {
	k, ok := s.keys[label]
	if !ok {
		k = labelKeys{schema.HeaderKey(label), schema.HeaderKey(label[strings.LastIndexByte(label, '.')+1:]), strings.Join(labelWords(label), " ")}
		s.keys[label] = k
	}
	return k
}

// A suggester finds out what the columns of an export are good for.
type suggester struct {
	columns []string
	index   LabelIndex
	system  *system
	keys    map[string]labelKeys
	words   map[string]part // what a label is by its words
	used    map[string]bool // labels that are good for something
	decide  []string

	doubtful map[string]bool // labels that are there twice, or that the system calls something else

	student string // the label of an identifier
	roster  bool   // something has to be looked up
	each    orderedObject
}

// find returns the label that is that part of an export, or "".
func (s *suggester) find(p part) string {
	label := s.oneOf(s.system.labels[p])
	for _, next := range []func() string{
		func() string { return s.oneOf(partLabels[p]) },
		func() string { return s.only(p) },
		func() string { return s.oneOf(lastResorts[p]) },
	} {
		if label == "" {
			label = next()
		}
	}
	if label != "" {
		s.used[label] = true
	}
	return label
}

// oneOf returns the label of the export that is the first of these names.
func (s *suggester) oneOf(names []string) string {
	for _, name := range names {
		if label := s.named(name); label != "" {
			return label
		}
	}
	return ""
}

// named returns the one label of the export that is called so: as a whole, or else by
// what follows its last dot, or else, if that is only one, by its words in full.
func (s *suggester) named(name string) string {
	var whole, last, full string
	several := false
	key := s.key(name)
	for _, label := range s.columns {
		switch own := s.key(label); {
		case !s.free(label):
		case own.whole == key.whole:
			whole = cmp.Or(whole, label)
		case own.last == key.whole:
			last = cmp.Or(last, label)
		case own.full == key.full && own.full != "":
			full, several = label, full != ""
		}
	}
	if several {
		full = "" // nobody can say which is meant
	}
	return cmp.Or(whole, last, full)
}

// free reports whether a label may still be good for something.
func (s *suggester) free(label string) bool { return !s.doubtful[label] && !s.used[label] }

// templateColumns are the columns of the template of which a part is.
var templateColumns = map[part]schema.Column{
	partStudentEmail: schema.ColStudentEmail, partSISID: schema.ColSISID, partStudentNumber: schema.ColStudentNumber, partStateID: schema.ColStateID,
	partCode: schema.ColRecognition, partStaffEmail: schema.ColTeacherEmail, partClass: schema.ColClassName, partDate: schema.ColDate,
}

// only returns the one label that is that part by the template's own labels or, if
// there is none, by its words. Of several nobody can say which is meant.
func (s *suggester) only(p part) string {
	for _, is := range []func(label string) bool{
		func(label string) bool {
			c := templateColumns[p]
			return c != schema.NoColumn && schema.BuiltinLabels[s.key(label).whole] == c
		},
		func(label string) bool { return s.words[label] == p },
	} {
		var found []string
		for _, label := range s.columns {
			if s.free(label) && is(label) {
				found = append(found, label)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			s.say("which of %s %s comes from", quoted(found), partNames[p])
			return ""
		}
	}
	return ""
}

// partNames are what a person calls the parts that are asked for.
var partNames = [numParts]string{
	partStudentEmail: "the student's e-mail address", partSISID: "the student's SIS ID", partStudentNumber: "the student's number", partStateID: "the student's state ID",
	partStudentText: "the student", partStudentName: "the student's name", partStudentFirst: "the student's first name", partStudentLast: "the student's last name",
	partCode: "the recognition", partStaffEmail: "the teacher's e-mail address", partStaffID: "the teacher's number", partStaffName: "the teacher",
	partClass: "the class", partPeriod: "the period", partDate: "the date", partRole: "the student's role",
}

func (s *suggester) say(format string, args ...any) {
	s.decide = append(s.decide, fmt.Sprintf(format, args...))
}

// quoted lists labels.
func quoted(labels []string) string {
	texts := make([]string, len(labels))
	for i, label := range labels {
		texts[i] = fmt.Sprintf("%q", label)
	}
	return phrase.JoinWords(texts, "and")
}

// suggest makes the mapping: as text, which is then read as any other, so that it is
// one that ReadMapping takes.
func (s *suggester) suggest() *Suggestion {
	staff, class, period := s.staff(), s.find(partClass), s.find(partPeriod)
	code := s.code()
	students := s.students()
	s.roster = s.roster || class == ""
	date := s.date()
	where, not := s.tests()
	key := s.keyOf(code)

	columns := orderedObject{}
	for _, st := range students {
		columns.addIf(true, st.column.String(), s.looked(st.rule, st.column, "student"))
	}
	columns.addIf(code != nil, schema.ColRecognition.String(), code)
	columns.addIf(staff != nil, schema.ColTeacherEmail.String(), s.looked(staff, schema.ColTeacherEmail, "teacher"))
	if rule := s.class(class, period, staff != nil); rule != nil {
		columns.addIf(true, schema.ColClassName.String(), rule)
	}
	columns.addIf(date != nil, schema.ColDate.String(), date)
	note := s.note()
	columns.addIf(note != "", schema.ColNote.String(), orderedObject{{"from", note}})

	var rows, o orderedObject
	rows.addIf(len(where) > 0, "where", where)
	rows.addIf(len(not) > 0, "not", not)
	o.addIf(len(rows) > 0, "rows", rows)
	o.addIf(len(key) > 1 || len(key) == 1 && s.system.key != nil, "key", key)
	o.addIf(s.each != nil, "each", s.each)
	o.addIf(true, "columns", columns)
	return s.finish(o)
}

// finish reads the mapping, and says what it leaves open.
func (s *suggester) finish(o orderedObject) *Suggestion {
	m := new(Mapping)
	text, err := json.Marshal(o)
	if err != nil || m.UnmarshalJSON(text) != nil || m.Check(s.columns) != nil {
		m = new(Mapping) // labels that no mapping may have
	}
	var open []string
	missing := m.Missing()
	if slices.ContainsFunc(missing, schema.Column.Identifier) {
		open = append(open, "which column has the student's number, or another identifier")
	}
	for _, c := range missing {
		if !c.Identifier() {
			open = append(open, fmt.Sprintf("where %s comes from", c))
		}
	}
	for _, label := range m.Undecided(s.columns) {
		open = append(open, fmt.Sprintf("whether %s says which rows count", label))
	}
	if r := m.columns[schema.ColRecognition]; r != nil {
		open = append(open, fmt.Sprintf("what each code in %s is called in Otus: build once, and fill in the names in missing.json", quoted(append(r.from, r.join...))))
	}
	if r := m.columns[schema.ColTeacherEmail]; r != nil && r.lookup != nil && r.lookup.ifNotTeacher {
		open = append(open, "whether the teacher of the class stands for an author who is not a teacher, such as a principal: without \"ifNotTeacher\" such rows are rejected")
	}
	return &Suggestion{Mapping: m, System: s.system.name, ToDecide: slices.Concat(open, s.system.hints, s.decide)}
}
