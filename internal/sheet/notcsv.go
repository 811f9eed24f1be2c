package sheet

import (
	"bytes"
	"errors"
	"strings"

	"example.com/otustemplate/internal/schema"
)

// saveAsCSV says how staff get a CSV file out of what they have.
const saveAsCSV = `; open it in Excel and save it with File > Save As as "CSV UTF-8 (Comma delimited)", ` +
	`or in Google Sheets with File > Download > Comma-separated values`

// signatures are the first bytes of files that are taken for CSV by mistake.
var signatures = []struct{ start, kind string }{
	{"PK\x03\x04", "the file is a workbook (.xlsx, .ods or .numbers) or another zip archive, not CSV" + saveAsCSV},
	{"PK\x05\x06", "the file is an empty zip archive, not CSV" + saveAsCSV},
	{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is a workbook of an old Excel (.xls), not CSV" + saveAsCSV},
	{"%PDF", "the file is a PDF, not CSV: export the rows again, as CSV"},
	{"{\\rtf", "the file is a Word document (.rtf), not CSV: export the rows again, as CSV"},
	{"\x89PNG", picture},
	{"\xff\xd8\xff", picture},
	{"GIF8", picture},
	{"SQLite f", "the file is a database (SQLite), not CSV: export the rows from it, as CSV"},
	{"\x1f\x8b", "the file is packed with gzip, not CSV: unpack it first"},
	{"7z\xbc\xaf\x27\x1c", packed},
	{"Rar!\x1a\x07", packed},
	{"\xfd7zXZ\x00", packed},
	{"\x28\xb5\x2f\xfd", packed},
}

const (
	picture = "the file is a picture, not CSV: export the rows again, as CSV"
	packed  = "the file is a packed archive, not CSV: unpack it first"
)

// markups are what a web page, or a table that a web application calls .xls,
// starts with. A page saved with its pictures starts as a mail does.
var markups = []string{"<!doctype html", "<html", "<head", "<table", "<?xml", "mime-version:"}

// notCSV returns what a file that starts with head, and whose text starts with
// text, is where it is no CSV, and what to do about it; else "".
func notCSV(head, text []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.start)) {
			return s.kind
		}
	}
	text = bytes.TrimSpace(text)
	for _, m := range markups {
		if len(text) >= len(m) && strings.EqualFold(string(text[:len(m)]), m) {
			return "the file is a web page or XML, not CSV" + saveAsCSV
		}
	}
	if isJSON(text) {
		return "the file is JSON, not CSV: export the rows again, as CSV"
	}
	return ""
}

// isJSON reports whether text starts as an object, or as an array of them, does: no
// label and no cell of a template looks so.
func isJSON(text []byte) bool {
	if rest, ok := bytes.CutPrefix(text, []byte{'['}); ok {
		text = bytes.TrimSpace(rest)
	}
	rest, ok := bytes.CutPrefix(text, []byte{'{'})
	return ok && bytes.HasPrefix(bytes.TrimSpace(rest), []byte{'"'})
}

func notCSVError(text string) error {
	return &FileError{Code: schema.CodeNotCSV, Err: errors.New(text)}
}
