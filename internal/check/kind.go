package check

import (
	"hash/maphash"

	"example.com/otustemplate/internal/schema"
)

// An IssueKind is the code, severity and column of an issue: a few checks have two
// severities, and what to do differs.
type IssueKind uint32

func IssueKindOf(rule int, s Severity, c schema.Column) IssueKind {
	return IssueKind(rule<<16 | int(s)<<8 | int(c))
}

// Rule returns the place of the code in rules.
func (k IssueKind) Rule() int { return int(k >> 16) }

func (k IssueKind) Severity() Severity { return Severity(k >> 8) }

func (k IssueKind) Column() schema.Column { return schema.Column(k) }

// An IssueKey is what an issue is counted by. It is worked out by who checks the
// row, and not by who takes it, which only one can.
type IssueKey struct {
	Kind IssueKind
	Hash uint64 // of that and the value it is grouped by
}

// KeyOf returns the key of an issue of the kind that is grouped by value.
func (v *Checker) KeyOf(kind IssueKind, value []byte) IssueKey {
	return IssueKey{kind, maphash.Bytes(v.Hasher.A, value) ^ uint64(kind)*0x9e3779b97f4a7c15} // spread over all bits
}

// KeyOfIssue returns the key of an issue of the rule at that place.
func (v *Checker) KeyOfIssue(rule int, is *Issue) IssueKey {
	return v.KeyOf(IssueKindOf(rule, is.Severity, is.Column), []byte(GroupValue(is)))
}

// GroupValue returns the value by which an issue is grouped. Notes differ in
// every row, and an empty cell is empty however many spaces it has.
func GroupValue(is *Issue) string {
	if is.Column == schema.ColNote || is.Code == schema.CodeRequired || is.Unsplit && is.Column.Public() {
		return ""
	}
	return is.Value
}
