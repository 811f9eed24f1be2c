package mapping

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/fold"
)

// A column that decides which rows count, and on which the mapping has not decided,
// keeps rows out of the template whose cell says that they do not count: those of a
// victim, and those that are drafts or void. A mapping decides on a column by a list of
// values under "where", or by making the Recognition of it.

// A Doubt says why a row may not count. None is the zero value.
type Doubt uint8

const (
	DoubtRole     Doubt = iota + 1 // it is of somebody who did not do it
	DoubtUnlisted                  // it is of somebody in a role that says neither
	DoubtVoid                      // it is a draft, or void
	DoubtSubtype                   // its code means something else for each value of the column
)

// A columnKind is what the words of a label say of the column's values.
type columnKind uint8

const (
	kindOther      columnKind = iota // any codes
	kindRole                         // the role of the student
	kindDid                          // whether the student did it: offender?
	kindDidNot                       // whether the student is somebody else: victim?
	kindVoid                         // whether the row is void
	kindVoidDetail                   // when, why or by whom it was made so
	kindStatus                       // the state of the entry
	kindElse                         // what came after it, which may be void itself, or the role of who wrote it
)

var (
	// offenderWords are the roles of who did it, and bystanderWords those of others.
	offenderWords = celltext.KeySet("offender", "perpetrator", "perp", "aggressor", "suspect", "accused", "respondent", "instigator", "violator",
		"initiator", "assailant", "attacker", "bully", "harasser", "responsible", "culprit", "actor", "doer", "off")
	bystanderWords = celltext.KeySet("victim", "witness", "bystander", "participant", "complainant", "reporter", "informant", "observer", "recipient", "target", "targeted",
		"affected", "injured", "uninvolved", "helper", "helping", "supporter", "onlooker", "contributor", "vic", "wit", "not", "non", "other")
	// victimWords are those that mean the same in any column.
	victimWords = celltext.KeySet("victim", "witness", "bystander", "participant", "complainant", "onlooker")
	// otherRoles are values that do so as a whole.
	otherRoles = celltext.KeySet("target", "targeted student", "reporter", "observer", "recipient", "informant", "affected student", "reporting party", "other party", "not involved",
		"uninvolved", "non-offender", "not an offender", "injured party", "target of behavior", "vic", "vict", "wit", "wtn", "wtns")
	// neutralRoles say what a person is, whatever that one did.
	neutralRoles = celltext.KeySet("", "student", "pupil", "learner", "teacher", "staff", "administrator", "admin", "counselor", "aide", "principal", "dean", "employee", "faculty",
		"assistant principal", "vice principal", "staff member", "office", "secretary", "n/a", "na", "none", "null", "-", "--", "unknown", "not applicable")
	// othersWords make of a role that of somebody who wrote the row, or of a user.
	othersWords = celltext.KeySet("author", "staff", "teacher", "user", "reporter", "referrer", "referring", "submitter", "submitted", "entered", "created", "creator", "recorder",
		"recorded", "employee", "admin", "administrator", "login", "account", "contact", "guardian", "parent", "access", "security", "officer", "faculty", "approver", "assigned")
	partyWords = celltext.KeySet("student", "participant", "incident", "behavior", "behaviour", "event", "person", "party")
	voidWords  = celltext.KeySet("void", "voided", "deleted", "delete", "deletion", "draft", "cancelled", "canceled", "cancel", "cancellation", "expunged", "expungement", "expunge", "sealed",
		"withheld", "retracted", "rescinded", "revoked", "overturned", "unfounded", "unsubstantiated", "superseded", "invalid", "isvoid")
	detailWords    = celltext.KeySet("by", "date", "on", "at", "time", "timestamp", "reason", "user", "comment", "note", "why", "when", "who")
	stateWords     = celltext.KeySet("status", "state", "stage", "workflow", "phase", "publication")
	aftermathWords = celltext.KeySet("consequence", "action", "penalty", "detention", "suspension", "sanction", "appeal", "notice", "letter", "email", "mail",
		"notification", "contact", "conference", "meeting", "call", "service", "intervention", "support", "assignment", "hearing", "parent", "bus")
	peopleWords = celltext.KeySet("student", "enrollment", "attendance", "contact", "user", "account")
	// voidValues say in any column but one of what came after that its row is void, and
	// voidStates in one of states.
	voidValues = celltext.KeySet("draft", "void", "voided", "deleted", "expunged", "entered in error")
	voidStates = celltext.KeySet("df", "cancelled", "canceled", "unfounded", "unsubstantiated", "rescinded", "retracted", "overturned", "superseded", "withdrawn", "invalid",
		"not submitted", "unpublished", "duplicate", "duplicate entry", "incomplete draft", "error")
	yesValues   = celltext.KeySet("y", "yes", "1", "true", "t", "x", "-1", "checked", "on", "\u2713", "\u2714")
	noValues    = celltext.KeySet("", "n", "no", "0", "false", "f", "none", "null", "n/a", "na", "-", "--", "off", "unchecked", "0000-00-00", "0/0/0", "00/00/0000", "not set")
	awardValues = celltext.KeySet("award", "positive", "merit", "recognition", "reward", "commendation", "praise", "kudos", "pbis", "positive behavior", "positive behaviour", "awards", "rewards")
)

// kindOf returns what the label says of the values.
func kindOf(label string) columnKind {
	words := wordsOf(label)
	has := func(set map[string]bool) bool { return hasAny(words, set) }
	decides := Decides(label)
	switch {
	case !has(entryWords) && isOfElse(words, decides):
		return kindElse
	case (has(voidWords) || decides && hasVoidStem(words)) && has(detailWords):
		return kindVoidDetail
	case has(voidWords), decides && hasVoidStem(words):
		return kindVoid
	case decides:
		return kindOfDeciding(words)
	case len(words) == 1 && has(stateWords):
		return kindStatus
	}
	return kindOther
}

// isOfElse reports whether a label is of what came after the entry, or of the student's
// account.
func isOfElse(words []string, decides bool) bool {
	void := hasAny(words, voidWords)
	return void && hasAny(words, peopleWords) || hasAny(words, aftermathWords) && (void || !decides || !isRoleLabel(words))
}

// kindOfDeciding is kindOf for a label that decides otherwise than by void.
func kindOfDeciding(words []string) columnKind {
	has := func(set map[string]bool) bool { return hasAny(words, set) }
	switch {
	case isRoleLabel(words) && has(othersWords) && !has(partyWords):
		return kindElse
	case isRoleLabel(words), has(offenderWords) && has(victimWords): // which of the two
		return kindRole
	case has(offenderWords):
		return kindDid
	case has(victimWords), slices.Contains(words, "target"):
		return kindDidNot
	case has(stateWords), slices.ContainsFunc(words, func(w string) bool { return strings.HasSuffix(w, "status") }):
		return kindStatus
	}
	return kindOther
}

// hasVoidStem reports whether a word that is several begins or ends as those of
// voidWords.
func hasVoidStem(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		for _, stem := range []string{"void", "deleted", "draft", "cancelled", "canceled"} {
			if w != stem && (strings.HasPrefix(w, stem) || strings.HasSuffix(w, stem)) {
				return true
			}
		}
		return false
	})
}

var (
	roleWords = celltext.KeySet("role", "participation")
	// What follows is of a role only in labels that have nothing else but restWords: a
	// gang's involvement is nobody's role, and a participant alone may be a name.
	standingWords = celltext.KeySet("part", "capacity")
	partyKinds    = celltext.KeySet("party", "participant", "person", "individual")
	sortWords     = celltext.KeySet("type", "kind", "category", "description", "desc")
	restWords     = celltext.KeySet("student", "pupil", "incident", "behavior", "behaviour", "event", "referral", "involvement", "involved", "code", "of", "in", "the", "as", "s")
)

// isRoleLabel reports whether the words of a label are of the role of a person in what
// happened: Role, INCIDENTROLE, Student Involvement, Party Type, Involved As.
func isRoleLabel(words []string) bool {
	return roleLabels[strings.Join(words, "")] || slices.ContainsFunc(words, isRoleWord) || !slices.ContainsFunc(words, isOtherWord) && isInvolvement(words)
}

func isRoleWord(w string) bool {
	return roleWords[w] || strings.HasSuffix(w, "role") || strings.HasPrefix(w, "role")
}

func isOtherWord(w string) bool {
	return !standingWords[w] && !partyKinds[w] && !sortWords[w] && !restWords[w]
}

// isInvolvement is isRoleLabel for words of which none speaks of something else.
func isInvolvement(words []string) bool {
	is := func(word string) bool { return slices.Contains(words, word) }
	switch {
	case is("involvement"), is("involved") && is("as"):
		return true
	case is("party"):
		return len(words) == 1 || is("code") || hasAny(words, sortWords)
	}
	return hasAny(words, partyKinds) && hasAny(words, sortWords) || len(words) > 1 && hasAny(words, standingWords)
}

// roleLabels are roles as a whole whose words run together.
var roleLabels = celltext.KeySet("involvedas", "persontype", "partytype", "participanttype", "participantcode", "participationtype", "participationcode", "typeofinvolvement", "involvementtype",
	"involvementcode", "studentinvolvement", "incidentinvolvement")

// doubtOf returns what a value of a column of that kind says.
func (k columnKind) doubtOf(value string) Doubt {
	key := fold.Key(value)
	switch k {
	case kindElse:
		return 0
	case kindRole:
		return doubtOfRole(value, key)
	case kindDid, kindDidNot:
		if k == kindDid && noValues[key] && key != "" || k == kindDidNot && yesValues[key] {
			return DoubtRole
		}
	case kindVoid, kindVoidDetail, kindStatus:
		if k.saysVoid(value, key) {
			return DoubtVoid
		}
	}
	if noValues[key] || k == kindVoidDetail {
		return 0
	}
	return doubtAnywhere(value, key)
}

// saysVoid reports whether the value of a column about that says that the row is void.
func (k columnKind) saysVoid(value, key string) bool {
	year := yearOf(value)
	switch {
	case k == kindStatus:
		return voidStates[key]
	case k == kindVoidDetail:
		return !noValues[key] && (year == 0 || year > noDayYear)
	case yesValues[key], year > noDayYear:
		return true
	}
	words := wordsOf(value)
	return len(words) <= maxDecidingWords && hasAny(words, voidWords) && !hasAny(words, bystanderWords)
}

// yearOf returns the year of a value that is a day, or else 0.
func yearOf(value string) int { return dates.ReadTidied(value).Date().Year }

// noDayYear is the last year whose days are what databases hold for none, such as
// 1900-01-01.
const noDayYear = 1950

func hasAny(words []string, set map[string]bool) bool {
	return slices.ContainsFunc(words, func(w string) bool { return set[w] })
}

// doubtOfRole returns what the role of a person says.
func doubtOfRole(value, key string) Doubt {
	words := wordsOf(value)
	switch {
	case neutralRoles[key]:
		return 0
	case len(words) <= maxDecidingWords && hasAny(words, bystanderWords):
		return DoubtRole
	case len(words) <= maxDecidingWords && hasAny(words, offenderWords):
		return 0
	}
	return DoubtUnlisted
}

// doubtAnywhere returns what a value says in whatever column it is.
func doubtAnywhere(value, key string) Doubt {
	const most = 2                    // words; more describe something else
	key = strings.TrimRight(key, ".") // of an abbreviation
	switch words := wordsOf(value); {
	case voidValues[key]:
		return DoubtVoid
	case otherRoles[key], otherRoles[singular(key)]:
		return DoubtRole
	case len(words) <= most && hasAny(words, victimWords) && !strings.ContainsAny(key, ",;"):
		return DoubtRole
	}
	return 0
}

// doubts returns what a cell of the column says, which the caller need not cut.
func (f *WatchedField) doubts(cell string) Doubt {
	if f.sure {
		return 0
	}
	if d := f.kind.doubtOf(cutText(cell, MaxUndecidedBytes)); d != 0 || f.subtypes == nil || showsNothing(cell) {
		return d
	}
	return DoubtSubtype
}

// DoubtOf returns what the cell says of its row.
func (f *WatchedField) DoubtOf(cell string) Doubt {
	switch v := f.values[cell]; {
	case f.Dropped || f.sure:
		return 0
	case v != nil:
		return v.doubt
	case len(cell) > MaxUndecidedBytes && !f.decides:
		return 0 // it is no code, and ends the counting
	}
	return f.doubts(cell)
}

// HasDoubt reports whether a cell as it stands in the file, quotes inside doubled, says
// that its row may not count.
func (f *WatchedField) HasDoubt(cell []byte) bool {
	switch {
	case f.Dropped || f.sure:
		return false
	case f.last != nil && string(cell) == f.last.value:
		return f.last.doubt != 0
	}
	if v := f.values[string(cell)]; v != nil {
		f.last = v
		return v.doubt != 0
	}
	return f.DoubtOf(strings.ReplaceAll(string(cell), `""`, `"`)) != 0
}

// Shown returns the cell as it is told: nothing of one that may be several.
func (f *WatchedField) Shown(cell string) string {
	if check.RunTogether(cell) {
		return ""
	}
	return cutText(cell, MaxUndecidedBytes)
}

// FirstDoubt returns the place among the watched fields of the first one that says that
// the row may not count, and what it says.
func FirstDoubt(watched []WatchedField, row *ExportRow) (at int, d Doubt) {
	for i := range watched {
		f := &watched[i]
		cell := row.Cell(f.Field)
		if d = f.DoubtOf(cell); d == DoubtSubtype && !f.typesCode(row) {
			continue
		}
		if d != 0 && !(d == DoubtRole && isRecipient(cell) && row.isAward()) {
			return i, d
		}
	}
	return -1, 0
}

// isRecipient reports whether the role is that of who got an award.
func isRecipient(value string) bool { return slices.Contains(wordsOf(value), "recipient") }

// isAward reports whether a cell of the row says that it is an award.
func (e *RowCells) isAward() bool {
	return slices.ContainsFunc(e.Cells, func(cell string) bool { return len(cell) <= MaxUndecidedBytes && awardValues[fold.Key(cell)] })
}
