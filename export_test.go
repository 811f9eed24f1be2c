package otustemplate

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/tally"
)

// Inner returns what the rooms of internal have for a pointer to a type of this
// package.
func Inner(own any) any {
	switch own := own.(type) {
	case *Record:
		return own.inner()
	case *Issue:
		return own.inner()
	case *Report:
		return own.inner()
	case *ReaderOptions:
		return own.inner()
	case *ValidatorOptions:
		return own.inner()
	case *ReportOptions:
		return own.inner()
	}
	return nil
}

// Outer returns what this package has for that, and nil for options, which go one
// way only.
func Outer(inner any) any {
	switch inner := inner.(type) {
	case schema.Record:
		return recordOf(&inner)
	case check.Issue:
		return issueOf(&inner)
	case *tally.Report:
		return *reportOf(inner)
	}
	return nil
}
