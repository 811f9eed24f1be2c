package engine

import (
	"hash/maphash"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
)

// An issueKind is the code, severity and column of an issue: a few checks have two
// severities, and what to do differs.
type issueKind uint32

func issueKindOf(rule int, s check.Severity, c schema.Column) issueKind {
	return issueKind(rule<<16 | int(s)<<8 | int(c))
}

// rule returns the place of the code in rules.
func (k issueKind) rule() int { return int(k >> 16) }

func (k issueKind) severity() check.Severity { return check.Severity(k >> 8) }

func (k issueKind) column() schema.Column { return schema.Column(k) }

// An issueKey is what an issue is counted by. It is worked out by who judges the
// row, and not by who takes it, which only one can.
type issueKey struct {
	kind issueKind
	hash uint64 // of that and the value it is grouped by
}

// keyOf returns the key of an issue of the kind that is grouped by value.
func (v *Checker) keyOf(kind issueKind, value []byte) issueKey {
	return issueKey{kind, maphash.Bytes(v.hasher.A, value) ^ uint64(kind)*0x9e3779b97f4a7c15} // spread over all bits
}

// keyOfIssue returns the key of an issue of the rule at that place.
func (v *Checker) keyOfIssue(rule int, is *check.Issue) issueKey {
	return v.keyOf(issueKindOf(rule, is.Severity, is.Column), []byte(groupValue(is)))
}

// groupValue returns the value by which an issue is grouped. Notes differ in
// every row, and an empty cell is empty however many spaces it has.
func groupValue(is *check.Issue) string {
	if is.Column == schema.ColNote || is.Code == schema.CodeRequired || is.Unsplit && is.Column.Public() {
		return ""
	}
	return is.Value
}
