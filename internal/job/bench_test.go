package job_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
)

// Benchmarks of whole files. The folder benchmarks compares the library with
// other tools on a larger file.

// benchStudents is how many students a large district has.
const benchStudents = 50_000

// A benchDistrict is the reference sets of a large district, as names.
type benchDistrict struct {
	recognitions, teachers, classes []string
}

func (d benchDistrict) references() roster.References {
	return roster.References{
		Recognitions: nameset.NewSet(d.recognitions...),
		Teachers:     nameset.NewEmailSet(d.teachers...),
		Classes:      nameset.NewSet(d.classes...),
	}
}

// file returns a file of that many rows, one in a hundred of which is bad. What
// class returns for a good row's number and class stands in its place.
func (d benchDistrict) file(rows int, class func(row int, name string) string) (file []byte, bad int64) {
	notes := []string{
		"Talked during the test.", "", `"Was late to class, again"`, "Helped a classmate without being asked to.",
		`"Said ""no"" when asked to sit down"`, "\"First line\nSecond line\"", "Phone out.", "Ran in the hall after lunch.",
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	pick := func(names []string) string { return names[rnd.IntN(len(names))] }
	b := bytes.NewBufferString("Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n")
	for i := range rows {
		date := fmt.Sprintf("2023-%02d-%02d", 9+rnd.IntN(4), 1+rnd.IntN(30))
		if i%100 == 50 {
			date = "2023-02-30"
			bad++
		}
		student := 1 + rnd.IntN(benchStudents) // 000000 is nobody's number
		fmt.Fprintf(b, "student%d@example.org,S%d,%06d,,%s,%s,%s,%s,%s\n", student, student, student, pick(d.recognitions),
			pick(d.teachers), class(i, pick(d.classes)), date, pick(notes))
	}
	return b.Bytes(), bad
}

// newBenchDistrict returns names of varied length, as those of one length
// flatter a processor's guesses at branches.
func newBenchDistrict() benchDistrict {
	d := benchDistrict{recognitions: []string{
		"Tardy", "Kindness", "Dress Code", "Cooperation", "Behavioral Warning", "Technology Misconduct"}}
	for i := range 3000 {
		d.teachers = append(d.teachers, fmt.Sprintf("%s.%d@example.org", strings.Repeat("lee", 1+i%5), i))
	}
	for i := range 8000 {
		d.classes = append(d.classes, fmt.Sprintf("%s%d - Period %d", strings.Repeat("Algebra ", 1+i%3), i, 1+i%8))
	}
	return d
}

func known(_ int, name string) string { return name }

// benchmarkValidate checks file b.N times, and the answer each time.
func benchmarkValidate(b *testing.B, v *job.Validator, file []byte, rows int, bad int64) {
	b.Helper()
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		rep, err := v.Validate(context.Background(), bytes.NewReader(file))
		if err != nil {
			b.Fatal(err)
		}
		if rep.Rows != int64(rows) || rep.RowsWithErrors != bad {
			b.Fatalf("%d rows, %d of them bad, want %d and %d", rep.Rows, rep.RowsWithErrors, rows, bad)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// benchOptions turn every check on, but for duplicates where repeats is false.
func benchOptions(workers int, repeats bool) *check.Options {
	opts := schoolYear()
	opts.Workers = workers
	if !repeats {
		opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
	}
	return opts
}

func BenchmarkValidate(b *testing.B) {
	d := newBenchDistrict()
	refs := d.references()
	for _, rows := range []int{1000, 100_000} {
		file, bad := d.file(rows, known)
		for _, workers := range []int{1, 2} {
			for _, duplicates := range []string{"off", "on"} {
				b.Run(fmt.Sprintf("rows=%d/workers=%d/duplicates=%s", rows, workers, duplicates), func(b *testing.B) {
					v := newValidator(b, refs, benchOptions(workers, duplicates == "on"))
					benchmarkValidate(b, v, file, rows, bad)
				})
			}
		}
	}
}

// Without the recognitions every row goes the careful way.
func BenchmarkValidateCareful(b *testing.B) {
	const rows = 10_000
	d := newBenchDistrict()
	refs := d.references()
	refs.Recognitions = nil
	file, bad := d.file(rows, known)
	benchmarkValidate(b, newValidator(b, refs, benchOptions(1, false)), file, rows, bad)
}

// rosterBundle is a roster of those teachers and classes and of 50,000 students,
// each of whom is in six classes. Class i has the teachers i and i+1.
func (d benchDistrict) rosterBundle() fstest.MapFS {
	var users, classes, enrollments bytes.Buffer
	users.WriteString("sourcedId,status,role,username,userIds,givenName,familyName,middleName,identifier,email\n")
	classes.WriteString("sourcedId,status,title,classCode,classType,termSourcedIds,periods\n")
	enrollments.WriteString("classSourcedId,userSourcedId,role,status,primary,beginDate,endDate\n")
	for i, email := range d.teachers {
		fmt.Fprintf(&users, "t%d,,teacher,t%d,,Tea,Cher%d,,T%d,%s\n", i, i, i, i, email)
	}
	for i, title := range d.classes {
		fmt.Fprintf(&classes, "c%d,,%s,C-%d,scheduled,Q,1\n", i, title, i)
		for j := range 2 {
			fmt.Fprintf(&enrollments, "c%d,t%d,teacher,,,,\n", i, (i+j)%len(d.teachers))
		}
	}
	for i := range benchStudents {
		fmt.Fprintf(&users, "S%d,,student,s%d,,Stu,Dent%d,,%d,student%d@example.org\n", i, i, i, 1_000_000+i, i)
		for j := range 6 {
			fmt.Fprintf(&enrollments, "c%d,S%d,student,,,,\n", (i+1000*j)%len(d.classes), i)
		}
	}
	return fstest.MapFS{
		"users.csv": {Data: users.Bytes()}, "classes.csv": {Data: classes.Bytes()}, "enrollments.csv": {Data: enrollments.Bytes()},
		"academicSessions.csv": {Data: []byte("sourcedId,status,startDate,endDate\nQ,,2023-08-21,2024-06-07\n")},
	}
}

// BenchmarkValidateRoster checks rows about the people of a roster: each student
// is in the class, which the teacher teaches.
func BenchmarkValidateRoster(b *testing.B) {
	const rows = 100_000
	d := newBenchDistrict()
	people, err := roster.Load(b.Context(), d.rosterBundle(), nil)
	if err != nil {
		b.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(3, 4))
	notes := []string{"Talked during the test.", "", `"Was late to class, again"`, "Helped a classmate without being asked to.", `"Said ""no"" when asked to sit down"`}
	file := bytes.NewBufferString("Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n")
	for n := range rows {
		student := rnd.IntN(benchStudents)
		class := (student + 1000*rnd.IntN(6)) % len(d.classes)
		fmt.Fprintf(file, "student%d@example.org,S%d,%d,,%s,%s,%s,2023-%02d-%02d,%s\n", student, student, 1_000_000+student, d.recognitions[n%6],
			d.teachers[(class+n%2)%len(d.teachers)], d.classes[class], 9+n%4, 1+n%28, notes[n%len(notes)])
	}
	v := newValidator(b, people.References(nameset.NewSet(d.recognitions...)), benchOptions(1, false))
	benchmarkValidate(b, v, file.Bytes(), rows, 0)
}

// What bad values cost: their suggestions must not make a file in which no
// class is known a case of its own.
func BenchmarkValidateUnknownClasses(b *testing.B) {
	const rows = 2000
	d := newBenchDistrict()
	refs := d.references()
	for _, bb := range []struct {
		name  string
		class func(row int, name string) string
	}{
		{"same", func(int, string) string { return "Algebra 12000 - Period 9" }},
		{"different", func(row int, name string) string { return fmt.Sprintf("%s #%d", name, row) }},
	} {
		b.Run(bb.name, func(b *testing.B) {
			file, _ := d.file(rows, bb.class)
			benchmarkValidate(b, newValidator(b, refs, benchOptions(1, false)), file, rows, rows)
		})
	}
}

func BenchmarkCheck(b *testing.B) {
	for _, bb := range []struct {
		name  string
		class string
		want  int
	}{
		{"good", "Algebra 1", 0},
		{"misspelt class", "Algbra 1", 1},
	} {
		b.Run(bb.name, func(b *testing.B) {
			v := newValidator(b, district(), schoolYear())
			rec := goodRecord()
			rec.ClassName = bb.class
			b.ReportAllocs()
			for b.Loop() {
				if issues := v.Check(rec); len(issues) != bb.want {
					b.Fatalf("%d issues, want %d", len(issues), bb.want)
				}
			}
		})
	}
}

func BenchmarkSetContains(b *testing.B) {
	d := newBenchDistrict()
	refs := d.references()
	for _, bb := range []struct {
		name  string
		set   *nameset.Set
		names []string
		want  bool
	}{
		{"classes", refs.Classes, d.classes, true},
		{"teachers", refs.Teachers, d.teachers, true},
		{"not in the set", refs.Classes, d.teachers, false},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				if got := bb.set.Contains(bb.names[i]); got != bb.want {
					b.Fatalf("Contains(%q) = %t", bb.names[i], got)
				}
				if i++; i == len(bb.names) {
					i = 0
				}
			}
		})
	}
}
