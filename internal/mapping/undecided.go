package mapping

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/fold"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Which rows of an export count is mostly said by a column that nothing is made
// of: the role of a victim, a flag that an entry was voided. This file finds such
// columns, by the words of their labels and by their values.

// decidingWords are words of a label that may say which rows count, such as the
// last one of behaviorRole.role, as wordsOf has them.
var decidingWords = celltext.KeySet("role", "participation", "void", "voided", "deleted", "delete", "deletion", "draft",
	"active", "inactive", "archived", "archive", "cancelled", "canceled", "cancel", "cancellation",
	"hidden", "expunged", "expungement", "expunge", "sealed", "withheld", "retracted", "rescinded", "revoked", "overturned",
	"resolution", "resolved", "dismissed", "approved", "approval", "unfounded", "substantiated", "unsubstantiated", "superseded",
	"disposition", "invalid", "finalized", "published", "unpublished")

// personWords decide, too, but where a label has one of nameWords: then it is the
// name or number of somebody.
var personWords = celltext.KeySet("participant", "victim", "offender", "perpetrator", "aggressor", "witness", "bystander",
	"suspect", "accused", "complainant", "respondent")

var nameWords = celltext.KeySet("name", "first", "last", "middle", "firstname", "lastname", "fullname", "id", "identifier", "number", "num", "no",
	"email", "mail", "phone", "address", "count", "grade", "gender", "age", "dob", "birthdate")

// statusWords make of a status that of a student, whatever became of an incident.
var statusWords = celltext.KeySet("enrollment", "enrolment", "enrolled", "lunch", "meal", "frl", "sped", "ed", "ell", "el", "esl", "lep", "iep",
	"homeless", "migrant", "military", "residency", "residence", "marital", "attendance", "immigrant", "disability")

// decidingLabels decide as a whole, by header key: their words mean something
// else in other labels.
var decidingLabels = celltext.KeySet("state", "logtype", "logtypeid", "recordtype", "removed", "isremoved", "capacity")

// outsideWords make of an involvement that of somebody outside.
var outsideWords = celltext.KeySet("parent", "parental", "family", "guardian", "community", "police", "law", "court", "agency")

// entryWords are what exports call their rows: its type or state decides.
var entryWords = celltext.KeySet("log", "record", "entry", "incident", "referral", "event", "behavior", "behaviour", "workflow", "report", "form")

// decidingStems begin or end labels whose words run together, as INCIDENTROLE and
// voiddate do. What many other words end in is none: avoid, interactive.
var decidingStems = []string{"role", "victim", "offender", "witness", "participant", "perpetrator", "deleted", "draft", "voided", "status",
	"inactive", "archived", "cancelled", "canceled", "isvoid", "isactive"}

// decidingStarts only begin them.
var decidingStarts = []string{"void", "participa"}

// Undecided returns those of an export's labels that nothing in the mapping looks
// at, unless for a note or a key, and that may decide which rows count, by the words
// in them, as in Role, behaviorRole.role, VoidedDate and Draft?: a victim must not be
// filed as an offender because nobody looked at Role. A build finds further ones by
// their values, see [tally.Report].
func (m *Mapping) Undecided(columns []string) []string {
	bound, _ := m.Bind(columns)
	subtypes := subtypesOf(columns, bound)
	var labels []string
	for i, label := range columns {
		if !bound.Weighed[i] && !schema.IsOwnLabel(label) && (Decides(label) || isTypeOf(columns, i, subtypes)) {
			labels = append(labels, label)
		}
	}
	return labels
}

// Decides reports whether the label is one of a column that may say which rows
// count.
func Decides(label string) bool {
	words := wordsOf(label)
	has := func(set map[string]bool) bool {
		return slices.ContainsFunc(words, func(w string) bool { return set[w] })
	}
	is := func(word string) bool { return slices.Contains(words, word) }
	return decidingLabels[schema.HeaderKey(strings.TrimRight(label, "?! "))] || has(decidingWords) ||
		has(personWords) && !has(nameWords) || is("involvement") && !has(outsideWords) ||
		isRoleLabel(words) || is("status") && !has(statusWords) ||
		is("state") && has(entryWords) || is("type") && (is("log") || is("record")) ||
		slices.ContainsFunc(words, hasStem)
}

// hasStem reports whether a word that is several begins or ends with one that
// decides.
func hasStem(word string) bool {
	if personWords[word] || word == "status" {
		return false // that is for decides to say
	}
	for _, name := range []string{"name", "names", "id", "number", "email"} {
		if strings.HasSuffix(word, name) {
			return false
		}
	}
	return slices.ContainsFunc(decidingStems, func(s string) bool { return strings.HasPrefix(word, s) || strings.HasSuffix(word, s) }) ||
		slices.ContainsFunc(decidingStarts, func(s string) bool { return strings.HasPrefix(word, s) })
}

// wordsOf returns the words of a label or a code, folded and in the singular:
// those of behaviorRole.roles are behavior, role and role. Digits part words.
func wordsOf(text string) (words []string) {
	runes := []rune(text)
	start := 0
	end := func(at int) {
		if start < at {
			words = append(words, singular(fold.Key(string(runes[start:at]))))
		}
		start = at
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r):
			end(i)
			start = i + 1
		case i > start && unicode.IsUpper(r) &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]) && !pluralAt(runes, i+1)):
			end(i) // roleCode, and IDRole, but not IDs
		}
	}
	end(len(runes))
	return words
}

// pluralAt reports whether nothing but the s of a plural is at that place.
func pluralAt(runes []rune, at int) bool {
	return runes[at] == 's' && (at+1 == len(runes) || !unicode.IsLetter(runes[at+1]))
}

// singular returns a word of English without the ending of its plural.
func singular(word string) string {
	switch {
	case word == "statuses", word == "witnesses":
		return strings.TrimSuffix(word, "es")
	case len(word) > 2 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !strings.HasSuffix(word, "us"):
		return strings.TrimSuffix(word, "s")
	}
	return word
}

// decidingValues are words of a code that say that its row, or that of another
// code, does not count: the student did nothing, or the entry is none any more.
var decidingValues = celltext.KeySet("victim", "witness", "bystander", "participant", "perpetrator", "aggressor", "complainant", "reporter", "informant", "observer", "recipient",
	"draft", "void", "voided", "deleted", "inactive", "archived", "cancelled", "canceled", "expunged", "unfounded", "unsubstantiated",
	"rescinded", "retracted", "overturned", "superseded", "redemption")

// decidingCodes say so alone: as words of a longer text they may mean something
// else, as in Reward Room.
var decidingCodes = celltext.KeySet("reward", "target", "targeted student", "affected student", "reporting party", "other party", "removed", "hidden", "pending", "in progress", "dismissed", "withdrawn", "invalid",
	"duplicate", "duplicate entry", "entered in error", "vic", "wit", "not submitted", "not approved", "unapproved", "unpublished", "not involved", "uninvolved", "incomplete", "sealed", "withheld", "non-offender")

// Bounds of what is looked at of columns that may decide by their values.
const (
	maxCodes         = 49   // different values of a column of codes; one of more holds something else
	MaxWatched       = 1000 // columns
	maxDecidingWords = 4    // of a code
)

// DecidesRows reports whether a value says that rows of its kind do not count.
func DecidesRows(value string) bool {
	words := wordsOf(value)
	key := fold.Key(value)
	return decidingCodes[key] || decidingCodes[singular(key)] ||
		len(words) <= maxDecidingWords && slices.ContainsFunc(words, func(w string) bool { return decidingValues[w] })
}

// A WatchedField counts the values of a column of the export that nothing is made
// of, or only a note, of the rows that count.
type WatchedField struct {
	Field   int // from 0
	kind    columnKind
	sure    bool // nothing that it holds keeps rows out
	notOnly bool // the mapping says of some values that they do not count, and so has been told of the column
	decides bool // by its label, whatever its values are
	ofNote  bool // its label decides, too, but a note is made of it: only codes are told
	Dropped bool // it holds more than codes
	// It has the types of the subtypes in these fields, of which the Recognition is made.
	subtypes []int
	values   map[string]*valueCount
	last     *valueCount // rows that follow each other mostly have the same
	Other    int64       // rows of values that are not counted apart
}

type valueCount struct {
	value string
	rows  int64
	doubt Doubt
}

// Watch returns the columns that may say which rows count, of those that the mapping
// does not look at for it.
func Watch(labels []string, bound *Bound) (watched []WatchedField) {
	byValue := 0
	subtypes := subtypesOf(labels, bound)
	for i, label := range labels {
		f := WatchedField{Field: i, kind: kindOf(label), decides: Decides(label), notOnly: bound.NotOnly[i]}
		f.sure = f.kind == kindElse
		if isTypeOf(labels, i, subtypes) {
			f.subtypes, f.decides = subtypes, true
		}
		if f.subtypes == nil && slices.Contains(bound.Columns[schema.ColNote].Fields, i) {
			f.decides, f.ofNote = false, f.decides
		}
		if bound.Weighed[i] && !f.notOnly || schema.IsOwnLabel(label) || !f.decides && byValue == MaxWatched {
			continue
		}
		if !f.decides {
			byValue++
		}
		watched = append(watched, f)
	}
	return watched
}

// Add counts a value.
func (f *WatchedField) Add(value string) {
	switch {
	case f.Dropped:
	case f.last != nil && value == f.last.value:
		f.last.rows++
	case len(value) > MaxUndecidedBytes && !f.decides:
		f.drop()
	default:
		value = cutText(value, MaxUndecidedBytes)
		f.addTo(f.values[value], value)
	}
}

// AddText is Add for a cell as it stands in the file, quotes inside doubled.
func (f *WatchedField) AddText(cell []byte) {
	switch {
	case f.Dropped:
	case f.last != nil && string(cell) == f.last.value && bytes.IndexByte(cell, '"') < 0:
		f.last.rows++
	case len(cell) <= MaxUndecidedBytes && bytes.IndexByte(cell, '"') < 0 && f.values[string(cell)] != nil:
		f.addTo(f.values[string(cell)], "")
	default:
		f.Add(strings.ReplaceAll(string(cell), `""`, `"`))
	}
}

// addTo counts a row of v, or of a value that was not there before.
func (f *WatchedField) addTo(v *valueCount, value string) {
	most := maxUndecidedKept
	if !f.decides {
		most = maxCodes
	}
	switch {
	case v != nil:
	case check.RunTogether(strings.ReplaceAll(value, `"`, "")): // in any column quotes alone tell nothing
		f.Other++ // that may be several cells is quoted nowhere
		return
	case len(f.values) < most:
		if f.values == nil {
			f.values = make(map[string]*valueCount)
		}
		v = &valueCount{value: strings.Clone(value), doubt: f.doubts(value)}
		f.values[v.value] = v
	case f.decides:
		f.Other++
		return
	default:
		f.drop()
		return
	}
	v.rows++
	f.last = v
}

// drop ends the counting: the column holds no codes.
func (f *WatchedField) drop() {
	f.Dropped, f.values, f.last = true, nil, nil
}

// Undecided reports whether somebody is to decide on the column.
func (f *WatchedField) Undecided() bool {
	if f.notOnly {
		return false
	}
	if f.decides || f.ofNote && !f.Dropped {
		return true
	}
	for value := range f.values {
		if DecidesRows(value) {
			return true
		}
	}
	return false
}

// Counts returns the values with most rows first.
func (f *WatchedField) Counts() []tally.Count {
	rows := make(map[string]int64, len(f.values))
	for value, v := range f.values {
		rows[value] = v.rows
	}
	return tally.TopCounts(tally.SortedCounts(rows, f.Other), maxUndecided)
}

// Bounds of what is kept of the values of a column.
const (
	maxUndecided      = 20   // values that are told
	maxUndecidedKept  = 1000 // and that are counted apart
	MaxUndecidedBytes = 100  // of a value
)

// cutText returns text, or what of it fits into that many bytes.
func cutText(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
