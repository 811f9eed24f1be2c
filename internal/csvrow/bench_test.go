package csvrow

import (
	"bytes"
	"fmt"
	"io"
	"testing"
)

// templateRows returns rows like those of the template: 3 in 8 notes quoted,
// 1 in 8 with a line break inside.
func templateRows(rows int) []byte {
	var text []byte
	for i := range rows {
		note := "Helped a classmate without being asked to, and stayed on"
		switch i % 8 {
		case 0, 1:
			note = "Said \"sorry\", then helped to clean up"
		case 2:
			note = "Late for the second time.\r\nCame in with a note"
		}
		text = AppendRow(text, []string{
			fmt.Sprintf("student%d@example.org", i), fmt.Sprint(100000 + i), fmt.Sprint(2000 + i), "",
			"Behavioral Warning", fmt.Sprintf("teacher%d@example.org", i%300), fmt.Sprintf("Algebra %d", i%40), "2023-09-14", note,
		}, ',', "\r\n")
	}
	return text
}

func BenchmarkScanner(b *testing.B) {
	const rows = 20_000
	in := templateRows(rows)
	b.SetBytes(int64(len(in)))
	b.ReportAllocs()
	var row Row
	for b.Loop() {
		s, n := NewScanner(bytes.NewReader(in), Dialect{Comma: ',', MaxRow: 1 << 20}, nil), 0
		for s.Next(&row) != io.EOF {
			n += row.Len()
		}
		if n != 9*rows {
			b.Fatalf("%d cells, want %d", n, 9*rows)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkAppendRow(b *testing.B) {
	cells := []string{"student@example.org", "100001", "2001", "", "Behavioral Warning", "teacher@example.org", "Algebra 1", "2023-09-14", `Said "sorry", then helped`}
	var text []byte
	for b.Loop() {
		text = AppendRow(text[:0], cells, ',', "\r\n")
	}
	b.SetBytes(int64(len(text)))
	if want := 124; len(text) != want {
		b.Fatalf("%d bytes, want %d", len(text), want)
	}
}
