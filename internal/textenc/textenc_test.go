package textenc_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"
	"unicode/utf8"

	"example.com/otustemplate/internal/textenc"
)

// encode returns text as UTF-16.
func encode(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

const (
	markLE = "\xff\xfe"
	markBE = "\xfe\xff"
)

var readTests = []struct {
	name, in string
	asked    textenc.Form
	want     string
	form     textenc.Form
	mark     int
}{
	{name: "no mark", in: "Jos\u00e9", want: "Jos\u00e9"},
	{name: "bytes that are no UTF-8", in: "Jos\xe9\xff", want: "Jos\xe9\xff"},
	{name: "UTF-8 mark", in: "\xef\xbb\xbfa", want: "a", form: textenc.UTF8, mark: 3},
	{name: "two UTF-8 marks", in: "\xef\xbb\xbf\ufeffa", want: "\ufeffa", form: textenc.UTF8, mark: 3},
	{name: "half a mark", in: "\xef\xbb", want: "\xef\xbb"},
	{name: "one byte of a mark", in: "\xff", want: "\xff"},
	{name: "nothing", in: ""},
	{name: "only a mark", in: "\xef\xbb\xbf", form: textenc.UTF8, mark: 3},
	{name: "little-endian mark", in: markLE + encode("a\u00e9\U0001f600", binary.LittleEndian), want: "a\u00e9\U0001f600", form: textenc.UTF16LE, mark: 2},
	{name: "big-endian mark", in: markBE + encode("a\u00e9\U0001f600", binary.BigEndian), want: "a\u00e9\U0001f600", form: textenc.UTF16BE, mark: 2},
	{name: "a mark inside is a character", in: markLE + markLE + "a\x00", want: "\ufeffa", form: textenc.UTF16LE, mark: 2},
	{name: "asked for, big-endian", in: encode("ab", binary.BigEndian), asked: textenc.UTF16, want: "ab", form: textenc.UTF16BE},
	{name: "asked for, little-endian", in: encode("ab", binary.LittleEndian), asked: textenc.UTF16, want: "ab", form: textenc.UTF16LE},
	{name: "asked for, no ASCII", in: encode("\u4e01", binary.LittleEndian), asked: textenc.UTF16, want: "\u4e01", form: textenc.UTF16LE},
	{name: "asked for, but the mark decides", in: "\xef\xbb\xbfab", asked: textenc.UTF16, want: "ab", form: textenc.UTF8, mark: 3},
	{name: "asked for, nothing", asked: textenc.UTF16, form: textenc.UTF16LE},
	{name: "odd last byte", in: markLE + "a\x00b", want: "a\ufffd", form: textenc.UTF16LE, mark: 2},
	{name: "^Z behind as one byte", in: markLE + "a\x00\x1a", want: "a\x1a", form: textenc.UTF16LE, mark: 2},
	{name: "a NUL behind as one byte", in: markBE + "\x00a\x00", want: "a\x00", form: textenc.UTF16BE, mark: 2},
	{name: "a blank behind as one byte", in: markLE + "a\x00 ", want: "a\ufffd", form: textenc.UTF16LE, mark: 2},
	{name: "only an odd byte", in: markLE + "a", want: "\ufffd", form: textenc.UTF16LE, mark: 2},
	{name: "low surrogate alone", in: markLE + "\x00\xdca\x00", want: "\ufffda", form: textenc.UTF16LE, mark: 2},
	{name: "high surrogate alone", in: markLE + "\x00\xd8a\x00", want: "\ufffda", form: textenc.UTF16LE, mark: 2},
	{name: "high surrogate last", in: markLE + "a\x00\x00\xd8", want: "a\ufffd", form: textenc.UTF16LE, mark: 2},
	{name: "surrogates in the wrong order", in: markLE + "\x00\xdc\x00\xd8", want: "\ufffd\ufffd", form: textenc.UTF16LE, mark: 2},
	{name: "two high surrogates", in: markLE + "\x00\xd8\x00\xd8\x00\xdc", want: "\ufffd\U00010000", form: textenc.UTF16LE, mark: 2},
	{name: "high surrogate and an odd byte", in: markLE + "\x00\xd8a", want: "\ufffd\ufffd", form: textenc.UTF16LE, mark: 2},
}

// UTF-16 without a mark is told by its NULs; text that merely has some is none.
func TestAuto(t *testing.T) {
	russian := "\u0418\u043c\u044f\r\n\u0410\u043d\u043d\u0430 \u0418\u0432\u0430\u043d\u043e\u0432\u0430\r\n\u041f\u0451\u0442\u0440 \u041f\u0435\u0442\u0440\u043e\u0432\r\n"
	for _, text := range []string{
		"ab", "A\n", "Name\nArt", "Name\r\nAlgebra 1\r\n", "Nguy\u1ec5n Th\u1ecb\n", "Z\u00fcrich;\u20ac 5\n", "Jos\u00e9\u2019s \u201cclass\u201d\n",
		russian, strings.Repeat(russian, 200), "Name\n\u738b\u5c0f\u660e (Ming Wang)\n", "Name\n\U0001f600 Art\n",
		"Student Number,Note\n1,\x00\x00\x00\n", "Art\n" + strings.Repeat("\x00", 100), strings.Repeat("Algebra 1\n", 2000),
	} {
		for order, want := range map[binary.AppendByteOrder]textenc.Form{binary.LittleEndian: textenc.UTF16LE, binary.BigEndian: textenc.UTF16BE} {
			for _, asked := range []textenc.Form{textenc.Auto, textenc.UTF16} {
				in := encode(text, order)
				r := textenc.NewReader(iotest.HalfReader(strings.NewReader(in)), asked)
				got, err := io.ReadAll(r)
				if err != nil || string(got) != text || r.Form() != want || r.Mark() != 0 || string(r.Head()) != in[:min(8, len(in))] {
					t.Errorf("%.60q asked for as %d: form %d, %.60q, %v", in, asked, r.Form(), got, err)
				}
			}
			r := textenc.NewReader(strings.NewReader(encode(text, order)), textenc.Bytes)
			if got, err := io.ReadAll(r); err != nil || string(got) != encode(text, order) {
				t.Errorf("%.60q asked for as bytes: %.60q, %v", text, got, err)
			}
		}
	}
	for _, in := range []string{
		"", "a", "ab", "\x00", "\x00\x00", "a\x00", "\x00a", "Art\x00", "Art\x00\x00\x00", "ab\n\x00cd\n\x00", "\x00\nArt\n", "a,b\n1,\x00\n2,\x00\n",
		"Name\x00Art\x00Music\x00", "Name\n" + strings.Repeat("\x00", 5000), strings.Repeat("\x00", 100) + "Name\nArt\n", "1\t2\t3\t4\t5\x006\t", "\x00a\x00b\x00\x00c\x00d",
		"Jos\xe9\x00\xe9\x00,", russian, strings.Repeat("abcdefgh\x00", 1000), strings.Repeat("N\x00", 20) + strings.Repeat("ame\n", 100), "a\tb\tc\t\x00\x00d\x00e\x00\tf\tg\th\ti\tj\tk\t",
	} {
		r := textenc.NewReader(iotest.OneByteReader(strings.NewReader(in)), textenc.Auto)
		if got, err := io.ReadAll(r); err != nil || string(got) != in || r.Form() != textenc.Bytes {
			t.Errorf("%.60q: form %d, %.60q, %v", in, r.Form(), got, err)
		}
	}
	for in, form := range map[string]textenc.Form{"\xef\xbb\xbfa\x00b\x00": textenc.UTF8, markLE + "\x00a\x00b": textenc.UTF16LE, markBE + "a\x00b\x00": textenc.UTF16BE} {
		if r := textenc.NewReader(strings.NewReader(in), textenc.Auto); r.Form() != form {
			t.Errorf("%q: form %d; its mark decides", in, r.Form())
		}
	}
}

func TestReader(t *testing.T) {
	for _, tt := range readTests {
		t.Run(tt.name, func(t *testing.T) {
			for name, in := range map[string]io.Reader{
				"whole reads":    strings.NewReader(tt.in),
				"one-byte reads": iotest.OneByteReader(strings.NewReader(tt.in)),
				"data with EOF":  iotest.DataErrReader(strings.NewReader(tt.in)),
			} {
				r := textenc.NewReader(in, tt.asked)
				got, err := io.ReadAll(r)
				if err != nil || string(got) != tt.want {
					t.Errorf("%s of %q = %q, %v; want %q", name, tt.in, got, err, tt.want)
				}
				if r.Form() != tt.form || r.Mark() != tt.mark {
					t.Errorf("%s of %q: form %d, mark of %d bytes; want %d, %d", name, tt.in, r.Form(), r.Mark(), tt.form, tt.mark)
				}
				if head := tt.in[:min(8, len(tt.in))]; string(r.Head()) != head {
					t.Errorf("%s of %q: head %q, want %q", name, tt.in, r.Head(), head)
				}
			}
		})
	}
}

func TestWidth(t *testing.T) {
	const text = "a\u00e9\u4e00\U0001f600,\n"
	for _, in := range []string{text, "\xef\xbb\xbf" + text, markLE + encode(text, binary.LittleEndian), markBE + encode(text, binary.BigEndian)} {
		r := textenc.NewReader(strings.NewReader(in), textenc.Bytes)
		got, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for cut := range len(got) + 1 {
			if n := r.Width(got[:cut]) + r.Width(got[cut:]); n+int64(r.Mark()) != int64(len(in)) {
				t.Errorf("widths of %q cut at %d: %d, and a mark of %d; want %d in all", got, cut, n, r.Mark(), len(in))
			}
		}
	}
}

func TestReadErrors(t *testing.T) {
	broken := errors.New("broken")
	for _, in := range []string{"", "ab", "a longer text", markLE, markLE + "a\x00", markLE + "a\x00b", "\xef\xbb\xbfabc"} {
		want, _ := io.ReadAll(textenc.NewReader(strings.NewReader(in), textenc.Bytes))
		want = bytes.TrimSuffix(want, []byte("\ufffd")) // the other half may have followed
		r := textenc.NewReader(io.MultiReader(strings.NewReader(in), iotest.ErrReader(broken)), textenc.Bytes)
		got, err := io.ReadAll(r)
		if string(got) != string(want) || err != broken {
			t.Errorf("%q, then an error: %q, %v; want %q, %v", in, got, err, want, broken)
		}
		if _, err := r.Read(make([]byte, 1)); err != broken {
			t.Errorf("%q, read again: %v, want %v", in, err, broken)
		}
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

func TestStrangeReaders(t *testing.T) {
	for _, mark := range []string{"", markLE} {
		idle := io.MultiReader(strings.NewReader(mark+"a\x00b\x00c\x00d\x00e\x00"), readerFunc(func([]byte) (int, error) { return 0, nil }))
		if _, err := io.ReadAll(textenc.NewReader(idle, textenc.Bytes)); err != io.ErrNoProgress {
			t.Errorf("reads of nothing after %q: %v, want %v", mark, err, io.ErrNoProgress)
		}
		for _, n := range []int{-1, 1<<31 - 1} {
			wrong := io.MultiReader(strings.NewReader(mark), readerFunc(func([]byte) (int, error) { return n, nil }))
			if _, err := io.ReadAll(textenc.NewReader(wrong, textenc.Bytes)); err == nil {
				t.Errorf("a read of %d bytes after %q: no error", n, mark)
			}
		}
	}
}

func TestDecodeWindows1252(t *testing.T) {
	got := string(textenc.DecodeWindows1252([]byte("x"), []byte("Jos\xe9 \x80 \x93a\x94 \x81")))
	if want := "xJos\u00e9 \u20ac \u201ca\u201d \ufffd"; got != want {
		t.Errorf("DecodeWindows1252 = %q, want %q", got, want)
	}
}

// FuzzReader checks that the text does not depend on how it is read, and that
// UTF-16 becomes what package utf16 makes of it.
func FuzzReader(f *testing.F) {
	for _, tt := range readTests {
		f.Add([]byte(tt.in), byte(tt.asked))
	}
	f.Fuzz(func(t *testing.T, in []byte, asked byte) {
		form := textenc.Form(asked % 5)
		r := textenc.NewReader(bytes.NewReader(in), form)
		whole, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		chance := rand.New(rand.NewPCG(1, 2))
		src := bytes.NewReader(in)
		chunks := readerFunc(func(p []byte) (int, error) { return src.Read(p[:min(len(p), 1+chance.IntN(9))]) })
		parts, err := io.ReadAll(iotest.OneByteReader(textenc.NewReader(chunks, form)))
		if err != nil || !bytes.Equal(parts, whole) {
			t.Errorf("in pieces %q, %v; in one %q", parts, err, whole)
		}
		if want := plainText(in[r.Mark():], r.Form()); string(whole) != want {
			t.Errorf("text of %q is %q, want %q", in, whole, want)
		}
		want := int64(len(in) - r.Mark())
		if r.Form() == textenc.UTF16LE || r.Form() == textenc.UTF16BE {
			want += want % 2 // half a character counts as one
		}
		if n := r.Width(whole); n != want {
			t.Errorf("width of %q is %d, want %d", whole, n, want)
		}
	})
}

// plainText decodes all of in at once.
func plainText(in []byte, form textenc.Form) string {
	var order binary.ByteOrder = binary.LittleEndian
	switch form {
	case textenc.Bytes, textenc.UTF8:
		return string(in)
	case textenc.UTF16BE:
		order = binary.BigEndian
	}
	var units []uint16
	for ; len(in) > 1; in = in[2:] {
		units = append(units, order.Uint16(in))
	}
	text := string(utf16.Decode(units))
	switch {
	case len(in) == 1 && in[0] < ' ':
		text += string(rune(in[0]))
	case len(in) == 1:
		text += string(utf8.RuneError)
	}
	return text
}

func TestLenWindows1252(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for n := range all {
		if got, want := textenc.LenWindows1252(all[n:]), len(textenc.DecodeWindows1252(nil, all[n:])); got != want {
			t.Errorf("bytes from %#x on: %d, want %d", n, got, want)
		}
	}
}
