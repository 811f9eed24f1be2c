package engine

import (
	"fmt"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// bareQuote warns of a quotation mark inside a cell that is not quoted, in a
// row that reads whole all the same, or, spaced, of blanks around the cell's own.
func (v *Checker) bareQuote(at schema.Position, field int, column schema.Column, cell string, spaced bool) check.Issue {
	message := "a quotation mark stands inside the cell, which programs read differently: look whether the cell is whole"
	if spaced {
		message = "blanks stand around the quotation marks of the cell, which programs read differently: it was read without them; look whether it is whole"
	}
	return check.Issue{
		Code:     schema.CodeQuote,
		Severity: v.severityOf(schema.CodeQuote, check.SeverityWarning),
		Row:      at.Row,
		Line:     at.Line,
		Field:    field,
		Column:   column,
		Value:    cell,
		Message:  message,
	}
}

// unknownLabel is the issue of a label at place at, from 0, that nothing is
// made of.
func (v *Checker) unknownLabel(at int, label string) check.Issue {
	return check.Issue{
		Code:     schema.CodeHeaderUnknown,
		Severity: v.ruleSeverity(schema.CodeHeaderUnknown),
		Field:    at + 1,
		Value:    label,
		Message:  fmt.Sprintf("the template has no column %s: it is ignored", phrase.QuoteCell(label)),
	}
}

// takenByPlace is the message about a label that is taken for what the template
// has in its place.
func takenByPlace(label string, c schema.Column) string {
	return fmt.Sprintf("the template has no column %s: it is taken as %s because of its place", phrase.QuoteCell(label), c)
}
