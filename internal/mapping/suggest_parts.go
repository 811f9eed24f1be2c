package mapping

import (
	"slices"

	"example.com/otustemplate/internal/schema"
)

// This file makes rules of the parts that were found.

// A suggestedStudent is the rule of one of the columns A to D.
type suggestedStudent struct {
	column schema.Column
	rule   orderedObject
}

// students returns the rules of the columns that name the student: of its identifiers
// or, if there is none, of the name, for people to confirm.
func (s *suggester) students() (rules []suggestedStudent) {
	for _, p := range []part{partStudentEmail, partSISID, partStudentNumber, partStateID} {
		if label := s.find(p); label != "" {
			s.student = label
			rules = append(rules, suggestedStudent{templateColumns[p], orderedObject{{"from", label}}})
		}
	}
	if rules != nil {
		return rules
	}
	const c = schema.ColStudentNumber
	if label := s.find(partStudentText); label != "" {
		s.roster = true
		s.say("whether %q has one number of 3 to 12 digits in every row, as \"extract\" takes it", label)
		return []suggestedStudent{{c, orderedObject{{"from", label}, {"extract", `(\d{3,12})`}}}}
	}
	rule := s.source(partStudentName, partStudentLast, partStudentFirst)
	if rule == nil {
		return nil
	}
	s.roster = true
	if separator := s.system.each[partStudentName]; separator != "" && rule[0].key == "from" {
		as := s.newLabel("Each Student")
		s.each = orderedObject{{"split", rule[0].value}, {"separator", separator}, {"as", as}}
		rule[0].value = as
	}
	return []suggestedStudent{{c, rule}}
}

// source returns a rule of a whole name, or of its halves.
func (s *suggester) source(whole, first, second part) orderedObject {
	if label := s.find(whole); label != "" {
		return orderedObject{{"from", label}}
	}
	a, b := s.find(first), s.find(second)
	switch {
	case a != "" && b != "":
		return orderedObject{{"join", []string{a, b}}, {"sep", ", "}}
	case a != "":
		return orderedObject{{"from", a}}
	}
	return nil
}

// newLabel returns a label that the export does not have.
func (s *suggester) newLabel(label string) string {
	for s.index.Has(label) {
		label += " Again"
	}
	return label
}

// staff returns the rule of the teacher: by the address, a number or the name. An export
// with both, such as Aeries, has mostly one of them in a row.
func (s *suggester) staff() orderedObject {
	if s.system.name == "Google Forms" { // a teacher who is asked for goes before whoever answers
		if label := s.oneOf(partLabels[partStaffName]); label != "" {
			s.roster, s.used[label] = true, true
			return orderedObject{{"from", label}}
		}
	}
	if label := s.find(partStaffEmail); label != "" {
		return orderedObject{{"from", label}}
	}
	id, name := s.find(partStaffID), s.source(partStaffName, partStaffLast, partStaffFirst)
	s.roster = s.roster || id != "" || name != nil
	switch {
	case id != "" && name != nil && name[0].key == "from" && s.system.name == "Aeries":
		return orderedObject{{"join", []string{id, name[0].value.(string)}}}
	case id != "":
		return orderedObject{{"from", id}}
	}
	return name
}

// code returns the rule of the recognition. Where a code means something else in each
// group, it is taken with the group.
func (s *suggester) code() orderedObject {
	if codes := s.codes(); len(codes) > 1 {
		as := s.newLabel("Each Violation")
		s.each = orderedObject{{"columns", codes}, {"as", as}}
		return orderedObject{{"from", as}}
	} else if len(codes) == 1 {
		return orderedObject{{"from", codes[0]}}
	}
	label := s.find(partCode)
	if label == "" {
		return nil
	}
	if hasWords(label, "all", "that", "apply") {
		as := s.newLabel("Each Answer")
		s.each = orderedObject{{"split", label}, {"separator", ","}, {"as", as}}
		return orderedObject{{"from", as}}
	}
	if group := s.find(partGroup); group != "" {
		s.say("which values of %q count, for \"where\": some are calls home and meetings; the code is taken with it, as one means something else for each", group)
		return orderedObject{{"join", []string{group, label}}, {"sep", "/"}}
	}
	if names := s.system.labels[partGroup]; names != nil {
		s.say("whether all rows are of one kind, or the export should have %q too: a code in %q means something else for each", names[0], label)
	}
	return orderedObject{{"from", label}}
}

// codes returns those columns of codes, of which each is a record, that the export has.
func (s *suggester) codes() (labels []string) {
	for _, name := range s.system.codes {
		if label := s.named(name); label != "" {
			s.used[label] = true
			labels = append(labels, label)
		}
	}
	return labels
}

// looked adds a look-up to a rule where a roster is needed anyhow.
func (s *suggester) looked(rule orderedObject, c schema.Column, lookup string) orderedObject {
	if !s.roster || c == schema.ColStudentEmail || c == schema.ColStateID {
		return rule
	}
	rule = append(slices.Clone(rule), orderedMember{"lookup", lookup})
	rule.addIf(c == schema.ColTeacherEmail, "ifNotTeacher", lookupTeacherOf.String())
	return rule
}

// date returns the rule of the day.
func (s *suggester) date() orderedObject {
	label := s.find(partDate)
	if label == "" {
		return nil
	}
	if slices.ContainsFunc(lastResorts[partDate], func(name string) bool { return s.key(name).whole == s.key(label).whole }) {
		s.say("whether the day in %q is the day on which it happened: it may be the day on which it was entered", label)
	}
	rule := orderedObject{{"from", label}}
	formats := s.system.dates
	if formats == nil && s.roster { // what people type into the template's columns is read as it is
		formats = usualDates
	}
	rule.addIf(formats != nil, "formats", formats)
	return rule
}

// class returns the rule of the class: one that is named, that of the period, or the
// one in which the teacher has the student.
func (s *suggester) class(label, period string, staff bool) orderedObject {
	var rule orderedObject
	rule.addIf(label != "", "from", label)
	switch {
	case !s.roster:
		return rule
	case staff || period != "":
		kind := lookupClassOf
		if period != "" {
			kind = lookupClassIn // whoever wrote the entry
		}
		rule.addIf(true, "lookup", kind.String())
		rule.addIf(period != "", "period", period)
		rule.addIf(period == "", "prefer", []string{"scheduled"})
		rule.addIf(period == "", "ifNone", homeroom)
	case label != "":
		rule.addIf(true, "lookup", "class")
	}
	return rule
}

// tests returns which rows count, by columns that say it.
func (s *suggester) tests() (where, not orderedObject) {
	for _, p := range []part{partRole, partStatus, partKind, partDeleted} {
		values, leave := s.system.where[p], s.system.leave[p]
		if p == partRole && values == nil {
			values = offenders
		}
		if values == nil && leave == nil {
			continue
		}
		label := s.find(p)
		switch {
		case label == "":
		case values != nil:
			where.addIf(true, label, values)
			s.say("whether %q keeps the right rows: only %s count", label, quoted(values))
		default:
			not.addIf(true, label, leave)
		}
	}
	return where, not
}

// keyOf returns what makes rows one, of a system that has several rows of a record.
func (s *suggester) keyOf(code orderedObject) (key []string) {
	for _, p := range s.system.key {
		var label string
		switch p {
		case partCode:
			label, _ = code.text("from")
		case partStudentNumber:
			if label = s.student; label == "" {
				return nil // several students of one event would be one record
			}
		default:
			label = s.find(p)
		}
		if label != "" && s.index.Has(label) {
			key = append(key, label)
		}
	}
	if len(s.system.key) > 1 && (len(key) < 2 || s.usedLabel(partIncident) == "") {
		return nil // it would make different records one
	}
	return key
}

// text returns the text of a member.
func (o orderedObject) text(key string) (string, bool) {
	for _, m := range o {
		if m.key == key {
			text, ok := m.value.(string)
			return text, ok
		}
	}
	return "", false
}

// usedLabel returns the label that was found for a part before.
func (s *suggester) usedLabel(p part) string {
	for _, names := range [][]string{s.system.labels[p], partLabels[p]} {
		for _, name := range names {
			for _, label := range s.columns {
				if own, key := s.key(label), s.key(name).whole; s.used[label] && (own.whole == key || own.last == key) {
					return label
				}
			}
		}
	}
	return ""
}

// note returns the label of the template's own column alone: what else staff wrote was
// not written for families, who can read notes.
func (s *suggester) note() string {
	var texts []string
	note := ""
	for _, label := range s.columns {
		switch {
		case !s.free(label):
		case s.system.name == "" && s.key(label).whole == s.key(schema.ColNote.String()).whole:
			note = label
		case slices.ContainsFunc(slices.Concat(s.system.labels[partText], partLabels[partText]), func(name string) bool {
			own, key := s.key(label), s.key(name).whole
			return own.whole == key || own.last == key
		}) || s.words[label] == partText:
			texts = append(texts, label)
		}
	}
	if len(texts) > 0 {
		s.say("whether a text becomes the Note, and which: families can read notes, so that none of %s was taken", quoted(texts))
	}
	return note
}
