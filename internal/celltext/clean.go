package celltext

// Clean returns the text of a cell of the kind without what does not
// belong to a value: control characters, stray spaces, what a spreadsheet, a web
// page and mail programs put around it, however many of these stand one in the
// other. form is what a spreadsheet made of the cell, which may stand behind a
// character that cannot be seen.
func Clean(kind Kind, text string) (clean string, form SheetForm) {
	return CleanUntil(kind, text, nil)
}

// CleanUntil is Clean that goes no further where means reports that the text
// stands for something: what a cell is, or half unwrapped, goes before what it
// would be without the rest. A nil means reports nothing.
func CleanUntil(kind Kind, text string, means func(string) bool) (clean string, form SheetForm) {
	clean = TidySpaces(DropControls(text, false))
	if means != nil && means(clean) {
		return clean, SheetPlain
	}
	form = SpreadsheetForm(clean)
	for {
		inner := Unwrapped(kind, clean)
		if inner == clean {
			return clean, form
		}
		clean = inner // shorter each time
		if means != nil && means(clean) {
			return clean, form
		}
	}
}

// Unwrapped takes one wrapping off a text without stray spaces.
func Unwrapped(kind Kind, text string) string {
	if f := SpreadsheetForm(text); f == SheetWrapped || f == SheetApostrophe {
		return TidySpaces(f.Unwrap(text))
	}
	if kind&Identifier != 0 {
		if inner, ok := withoutMarkup(text); ok && isIdentifierText(inner) {
			return TidySpaces(DropControls(withoutTag(text), false)) // an entity may be a character that cannot be seen
		}
	}
	if kind&Address != 0 {
		return TidySpaces(bareAddress(text))
	}
	return text
}
