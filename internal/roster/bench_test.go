package roster

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"testing"
)

// A rosterSize is how large a made-up roster is.
type rosterSize struct{ students, teachers, classes, enrollments int }

// writeBigRoster writes a made-up roster of OneRoster 1.1 to a folder.
func writeBigRoster(t testing.TB, folder string, size rosterSize) {
	t.Helper()
	rnd := rand.New(rand.NewPCG(1, 2))
	write := func(name, header string, rows int, row func(w *bufio.Writer, i int)) {
		f, err := os.Create(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		w := bufio.NewWriterSize(f, 1<<20)
		fmt.Fprintln(w, header)
		for i := range rows {
			row(w, i)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write("academicSessions.csv", "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear", 4, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, "Q%d,,,Quarter %d,gradingPeriod,2023-%02d-01,2023-%02d-28,,2024\n", i, i, 3*i+1, 3*i+3)
	})
	const userHeader = "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password"
	write("users.csv", userHeader, size.students+size.teachers, func(w *bufio.Writer, i int) {
		role := "student"
		if i >= size.students {
			role = "teacher"
		}
		given, family := fmt.Sprintf("Given%s", letters(rnd.IntN(3000))), fmt.Sprintf("Family%s", letters(rnd.IntN(40_000)))
		fmt.Fprintf(w, "%08x-%s,,,true,school-%d,%s,%s.%s%d,\"{State:%010d},{LDAP:%s%d}\",%s,%s,%s,%07d,%s.%s%d@example.org,,,,07,\n",
			int64(i)*2654435761%(1<<32), role, i%90, role, given, family, i, i, given, i, given, family, letters(rnd.IntN(900)), i+1_000_000, given, family, i)
	})
	write("classes.csv", "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods", size.classes, func(w *bufio.Writer, i int) {
		fmt.Fprintf(w, "class-%d,,,\"Course %d, Period %d\",07,course-%d,C-%d,scheduled,R%d,school-%d,\"Q1,Q2\",Subject,001,%d\n", i, i/3, i%8, i/9, i, i%60, i%90, i%8)
	})
	write("enrollments.csv", "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate", size.enrollments, func(w *bufio.Writer, i int) {
		user, role, primary := rnd.IntN(size.students), "student", ""
		perClass := size.enrollments / size.classes
		cl := min(i/perClass, size.classes-1) // class by class, as most exports are
		if i%perClass < 2 {
			user, role, primary = size.students+rnd.IntN(size.teachers), "teacher", "false"
		}
		fmt.Fprintf(w, "enrollment-%d,,,class-%d,school-%d,%08x-%s,%s,%s,2023-08-%02d,2024-06-%02d\n",
			i, cl, cl%90, int64(user)*2654435761%(1<<32), role, role, primary, 1+i%28, 1+i%20)
	})
}

// letters returns a number as letters.
func letters(n int) string {
	b := []byte{'a' + byte(n%26)}
	for n /= 26; n > 0; n /= 26 {
		b = append(b, 'a'+byte(n%26))
	}
	return string(b)
}

// BenchmarkLoadRoster loads a large district's roster and tells how much
// memory it takes: held is what the roster keeps, peak what the process had
// from the system at the end of the load.
func BenchmarkLoadRoster(b *testing.B) {
	if testing.Short() {
		b.Skip("writes 600 MB")
	}
	size := rosterSize{students: 500_000, teachers: 30_000, classes: 100_000, enrollments: 3_000_000}
	folder := b.TempDir()
	writeBigRoster(b, folder, size)
	debug.FreeOSMemory()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var r *Roster
	for b.Loop() {
		var err error
		if r, err = Load(b.Context(), os.DirFS(folder), nil); err != nil {
			b.Fatal(err)
		}
	}
	if len(r.People.enrollments) != size.enrollments || r.People.len() != size.students+size.teachers || len(r.Problems()) > 0 {
		b.Fatalf("%d enrollments of %d people, problems %v", len(r.People.enrollments), r.People.len(), r.Problems())
	}
	peak := peakResident()
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB-held")
	b.ReportMetric(float64(peak)/1e6, "MB-peak")
	runtime.KeepAlive(r)
}

// peakResident returns the most memory that the process has had, or 0 where
// the system does not tell.
func peakResident() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	var kb int64
	for line := range strings.Lines(string(status)) {
		if _, err := fmt.Sscanf(line, "VmHWM: %d kB", &kb); err == nil {
			return kb * 1000
		}
	}
	return 0
}
