package job_test

import (
	"context"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// inUTF16 returns text as UTF-16 without a byte order mark.
func inUTF16(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

// UTF-16 without a mark is read as it is with one, whatever the file is.
func TestUTF16WithoutMark(t *testing.T) {
	template := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n" +
		",S1,,,Tardy,a@example.org,Caf\u00e9 \u2014 Zo\u00eb,2023-09-14,\"two\nlines, \u4f60\u597d \U0001f600\"\r\n,,,,Tardy,a@example.org,Art,yesterday,\r\n"
	list := "Name\r\nAnh Tr\u1ea7n\r\nZo\u00eb\r\n"
	v := new(job.Validator)
	want, err := v.Validate(context.Background(), strings.NewReader(template))
	if err != nil || want.Rows != 2 || want.Errors == 0 {
		t.Fatal(want, err)
	}
	plain := build(t, job.Builder{}, csvSource(template))
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		text := inUTF16(template, order)
		got, err := v.Validate(context.Background(), strings.NewReader(text))
		if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(tally.Report{}), cmpopts.IgnoreFields(tally.Report{}, "Bytes", "Elapsed")); diff != "" || err != nil {
			t.Errorf("%v: Validate, %v (-UTF-8 +UTF-16):\n%s", order, err, diff)
		}
		if got.Bytes != int64(len(text)) {
			t.Errorf("%d bytes of %d", got.Bytes, len(text))
		}
		again := build(t, job.Builder{}, csvSource(text))
		if again.template != plain.template || again.rejects != plain.rejects || *again.report.Build != *plain.report.Build {
			t.Errorf("%v: Build gives %q and %q, want %q and %q", order, again.template, again.rejects, plain.template, plain.rejects)
		}
		layout, err := sheet.ReadLayout(strings.NewReader(text), nil)
		if err != nil || layout.Column(8) != schema.ColNote {
			t.Errorf("%v: ReadLayout: %v, %v", order, layout.Labels(), err)
		}
		r := sheet.NewReader(strings.NewReader(text), nil)
		rec, err := r.Read()
		if at := r.Position(); err != nil || rec.ClassName != "Caf\u00e9 \u2014 Zo\u00eb" || rec.Note != "two\nlines, \u4f60\u597d \U0001f600" || at.Offset != int64(2*strings.Index(template, ",S1")) {
			t.Errorf("%v: Read: %q, %v, at %d", order, rec, err, at.Offset)
		}
		known, err := v.WithShared(context.Background(), "earlier.csv", strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if rep, _ := known.Validate(context.Background(), strings.NewReader(template)); rep.Counts[schema.CodeDuplicateShared] != 2 {
			t.Errorf("%v: of what was shared before, %v is told", order, rep.Counts)
		}
		for _, column := range []string{"", "name"} {
			set, err := sheet.ReadSet(strings.NewReader(inUTF16(list, order)), column)
			if err != nil || set.Len() != 2 || !set.Contains("Anh Tr\u1ea7n") || !set.Contains("Zo\u00eb") {
				t.Errorf("%v: ReadSet: %d names, %v", order, set.Len(), err)
			}
		}
		files := rostertest.Small()
		for name, text := range files {
			files[name] = inUTF16(text, order)
		}
		checkSameRoster(t, rostertest.Small(), files)
	}
}

// A file that merely has some NULs is what it is.
func TestSomeNULs(t *testing.T) {
	set, err := sheet.ReadSet(strings.NewReader("Art\x00\nMusic\x00\nAlgebra 1\x00\n"), "")
	if err != nil || set.Len() != 3 || !set.Contains("Music") {
		t.Errorf("ReadSet: %d names, %v", set.Len(), err)
	}
	template := "SIS ID,Recognition,Teacher Email,Class Name,Date,Note\n1\x00,Tardy,a@example.org,Art,2023-09-14,a\x00b\n"
	rec, err := sheet.NewReader(strings.NewReader(template), nil).Read()
	if err != nil || rec.SISID != "1\x00" || rec.Note != "a\x00b" {
		t.Errorf("Read: %q, %v", rec, err)
	}
	if _, err := sheet.ReadLayout(strings.NewReader(inUTF16(template, binary.LittleEndian)), &sheet.ReaderOptions{Encoding: sheet.EncodingUTF8}); err == nil {
		t.Error("UTF-16 was read as the UTF-8 that was asked for")
	}
}
