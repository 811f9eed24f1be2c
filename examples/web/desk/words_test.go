package desk

import (
	"strings"
	"testing"
	"testing/fstest"
)

// An export of a mainframe, with padded titles and cells: the first title stands in
// quotation marks behind the byte order mark of the rejects, and there are still answers to
// choose from.
func TestAnswersOfPaddedTitles(t *testing.T) {
	kit := fstest.MapFS{
		MappingFile: {Data: []byte(`{"columns": {"Student Number": {"from": "NBR"}, "Recognition": {"from": "CD", "values": {"T": "Tardy"}},
			"Teacher Email": {"const": "a.rivera@example.org"}, "Class Name": {"const": "Biology"}, "Date": {"from": "DT"}}}`)},
		RecognitionsFile: {Data: []byte("Recognition\nTardy\n")},
	}
	d := open(t, openKit(t, kit), "\"NBR   \",CD,DT\n004217,LTE,9/14/2023\n")
	v := view(t, d, 2)
	if len(v.Problems) != 1 || v.Problems[0].What != "answer: Recognition" {
		t.Fatalf("row 2 is %+v", v)
	}
	apply(t, d, 2, "answer: Recognition", "Tardy")
	if v := view(t, d, 2); len(v.Problems) != 0 {
		t.Errorf("row 2 still has %+v", v.Problems)
	}
}

// What is said of a row is right for this export, and agrees with the report.
func TestSentences(t *testing.T) {
	kit := fstest.MapFS{
		MappingFile: {Data: []byte(`{"columns": {"Student Number": {"from": "Nr"}, "Recognition": {"from": "Was"},
			"Teacher Email": {"from": "Wer"}, "Class Name": {"from": "Fach"}, "Date": {"from": "Datum", "formats": ["dd.mm.yyyy"]}}}`)},
		RecognitionsFile: {Data: []byte("Recognition\nTardy\n")},
	}
	const good = "004217;Tardy;a.rivera@example.org;Biology;14.09.2023\n"
	for _, tt := range []struct{ name, row, want string }{
		{"no such day", "004217;Tardy;a.rivera@example.org;Biology;31.02.2023\n", `"31.02.2023" is not a day of the calendar: enter the right day as YYYY-MM-DD.`},
		{"no date", "004217;Tardy;a.rivera@example.org;Biology;N/A\n", `"N/A" cannot be read as a date: enter year, month and day, as in 2023-11-30.`},
		{"a name with a suggestion", "004217;Tardi;a.rivera@example.org;Biology;14.09.2023\n", `No recognition in Otus is named "Tardi"; did you mean "Tardy"?`},
		{"the end of a report", "END\n", "This row has too few cells. If it is only a title or an end line, choose “Do not send this row”. If not, fill in its cells."},
		{"a cell too many", "004217;Tardy;a.rivera@example.org;Biology;14.09.2023;x\n",
			"A comma inside a text split this row in the wrong places. Check each cell below: every piece of text must be in its own column."},
	} {
		d := open(t, openKit(t, kit), "Nr;Was;Wer;Fach;Datum\n"+tt.row+good)
		v := view(t, d, 2)
		if len(v.Problems) != 1 || v.Problems[0].Text != tt.want {
			t.Errorf("%s: %+v, want %q", tt.name, v.Problems, tt.want)
		}
	}
	d := open(t, openKit(t, kit), "Nr;Was;Wer;Fach;Datum\n004217;Tardy;a.rivera@example.org;Biology;31.02.2023\n"+good)
	apply(t, d, 2, "5", "2023-02-28") // as the sentence asks for
	if v := view(t, d, 2); len(v.Problems) != 0 || !strings.Contains(files(t, d)[TemplateFile], "2023-02-28") {
		t.Errorf("a day in the form that is asked for leaves %+v", v.Problems)
	}
}

// Of a student who has left the page says what the report says.
func TestSentenceOfLeaver(t *testing.T) {
	kit := districtFiles(t)
	users := kit["oneroster/users.csv"]
	text := string(users.Data)
	before, _, _ := strings.Cut(text, "004198")
	start := strings.LastIndex(before, "\n") + 1
	id, rest, _ := strings.Cut(text[start:], ",,")
	kit["oneroster/users.csv"] = &fstest.MapFile{Data: []byte(text[:start] + id + ",tobedeleted," + rest)}
	d := open(t, openKit(t, kit), string(districtExport(t)))
	v := view(t, d, 14)
	for _, p := range v.Problems {
		if strings.Contains(p.Text, "has left, the roster says") {
			return
		}
	}
	t.Errorf("row 14 is %+v", v.Problems)
}
