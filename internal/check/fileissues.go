package check

import (
	"fmt"

	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/schema"
)

// BareQuote warns of a quotation mark inside a cell that is not quoted, in a
// row that reads whole all the same, or, spaced, of blanks around the cell's own.
func (v *Checker) BareQuote(at schema.Position, field int, column schema.Column, cell string, spaced bool) Issue {
	message := "there is a quotation mark inside the cell, and programs differ in how they read it: check that the cell is whole"
	if spaced {
		message = "there are spaces around the quotation marks of the cell, and programs differ in how they read them: check that the cell is whole"
	}
	return Issue{
		Code:     schema.CodeQuote,
		Severity: v.SeverityOf(schema.CodeQuote, SeverityWarning),
		Row:      at.Row,
		Line:     at.Line,
		Field:    field,
		Column:   column,
		Value:    cell,
		Message:  message,
	}
}

// UnknownLabel is the issue of a label at place at, from 0, that nothing is
// made of.
func (v *Checker) UnknownLabel(at int, label string) Issue {
	return Issue{
		Code:     schema.CodeHeaderUnknown,
		Severity: v.RuleSeverity(schema.CodeHeaderUnknown),
		Field:    at + 1,
		Value:    label,
		Message:  fmt.Sprintf("the template has no column %s: it is ignored", phrase.QuoteCell(label)),
	}
}

// TakenByPlace is the message about a label that is taken for what the template
// has in its place.
func TakenByPlace(label string, c schema.Column) string {
	return fmt.Sprintf("the template has no column %s: it is taken as %s because of its place", phrase.QuoteCell(label), c)
}
