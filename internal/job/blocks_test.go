package job

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/nameset"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
	loop "example.com/otustemplate/internal/run"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"example.com/otustemplate/internal/tally"
)

// slowTests reports whether tests run in full, as in the external ones.
var slowTests = os.Getenv("OTUSTEMPLATE_SLOW") != ""

const blockHeader = "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\r\n"

// blockTexts are rows below the header.
var blockTexts = []string{
	"",
	"\n\n\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,fine\r\n",
	",,1,,Tardy,LEE@example.org,Art,09/14/2023,\"two\r\nlines, 'said'\"\r\n,,2,,Tardy,lee@example.org,Algebra 1,2023-09-14,\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,1,,Tardy,lee@example.org,Art,2023-09-04,fine\n",
	",,1,,tardy,lee@example.org,Art,9/4/2023,fine\n\n\n,,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n\n",
	",,1,,Tardy,lee@example.org,Art,13/4/2023,fine\n,,1,,Tardy,lee@example.org,Art,3/4/2023,fine",
	",,1,,Tardy,lee@example.org,Art,\"two\r\nlines, 'said'\",fine\n,,1,,Tardy,lee@example.org,Art,\"9/4/2023\r\n,,2,,Tardy,lee@example.org,Art,9/5/2023\",x\n",
	"\"a,,1\n,,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,2,,Tardy,lee@example.org,Art,9/4/2023,fine\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,\"open\n,,2,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,3,,Tardy,lee@example.org,Art,9/4/2023,\"x\"\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,a \"b\" c\n,,2,,Tardy,lee@example.org,Art,9/4/2023,it\"s\n",
	"a\",\"\na\",\"\na\",\"\na\",\"\n,,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,caf\xe9\r,,2,,Tardy,lee@example.org,Art,9/4/2023,caf\u00e9\r",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,his IEP\n,,2,,Tardy,lee@example.org,Art,9/4/2023,in room 504\n,,3,,Tardy,lee@example.org,Art,9/4/2023,\"so \"\"504 plan\"\", caf\u00e9\"\n",
	",,1,,Police Contact,lee@example.org,Art,9/4/2023,po\"\"lice caf\u00e9\n,,2,,IEP,lee@example.org,Art,9/4/2023,\"police \"\"caf\u00e9\"\"\"\n,,3,,Tardy,lee@example.org,Art,9/4/2023,\"po\"\"lice\u00e9 \"\"police\"\"\"\n",
	topicTexts,
	"s@example.org,S1,0042,12-3,Tardy,lee@example.org,Art,9/4/2023,call 555-010-0199\n.s@example.org,,,,Tardy,lee@example.org,Art,9/4/2023,- x\n",
	"," + strings.Repeat("x", 300) + ",1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,2,,Tardy,lee@example.org,Art,9/4/2023,fine\n",
	",,N/A,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,#####,,Tardy,lee@example.org,Art,9/4/2023,@x\n,,1E+12,,Tardy,lee@example.org,Art,9/4/2023,#REF!\n",
	",,1,,Tardy,lee@example.org,Art,2/30/2023,fine\n,,1,,Tardy,lee@example.org,Art,9/4/2053,fine\n,,1,,Tardy,lee@example.org,Art,9/4/1953,fine\n,,1,,Tardy,lee@example.org,Art,29/2/2024,fine\n",
	",,1,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,se\u00f1or \u2013 said \u201cno\u201d\n,,1,,Tardy,lee@example.org,Cafe\u0301 Duty,9/4/2023,se\u00c3\u00b1or\n,,1,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,\ufffd\u200b\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,\"said \"\"no\"\", twice\"\n,,1,,Tardy,lee@example.org,Art,9/4/2023,\"said \"\"no\"\", twice\"\n,,1,,Tardy,lee@example.org,Art,9/4/2023,\"\"\"=x\"\"\"\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023,x\x7fy\n,,1,,Tardy,lee@example.org,\"Art\",9/4/2023,\"x\ty\"\n,,1,,\"Tardy\",LEE@example.org,\"Art\",\"9/4/2023\",\"x\ry\"\n",
	",,1,,Tardy,lee@example.org,=A1,9/4/2023,=A1\n,,1,,Tardy,lee@example.org, Art,9/4/2023, fine \n",
	",,1,,T\x9frdy,lee@example.org,Art,9/4/2023,\n,,1,,Tordy,lee@example.org,Art,9/4/2023,\n",
	"\"s@example.org\",\"S\"\"1\",,,Tardy,lee@example.org,\"Art \"\"1\"\"\",9/4/2023,\"said \"\"no\"\"\"\n\"s@example.org\",\"S\"\"1\",,,Tardy,lee@example.org,\"Art \"\"1\"\"\",9/4/2023,\"said \"\"no\"\"\"\n",
	",,1,,Tardy,lee@example.org, \"Art\",9/4/2023, \"x, y\"\n,,1,,\"Tardy\" ,lee@example.org,Art,9/4/2023,\"x\ny\" \n,,2,,Tardy,lee@example.org,Art,9/4/2023, \"two\nlines, \"\"so\"\"\"\r\n,,3,,Tardy,lee@example.org,Art,9/4/2023,fine\n",
	",,1,,Tardy,lee@example.org,Art,9/4/2023, \"open\n,,2,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,3,,Tardy,lee@example.org,Art,9/4/2023,\"x\"\n\x1a,\x00\n\u200b,,,,,,,,\x7f\n,,4,,Tardy,lee@example.org,Art,9/4/2023, \"a\n\n\x7f,,,,,,,,\n",
	",,1,,Tardy,lee@example.org,Art 2,9/4/2023,fine\n,,1,,Tardy,lee@example.org,Art 2,2023-09-04,fine\n,,N/A,7,Tardy,lee@example.org,Art 2,9/4/23,fine\n,,1,,Tardy,lee@example.org,Art 2,9/4/1850,fine\n",
	",,0,,Tardy,lee@example.org,Art,9/4/2023,fine\n,000000,1,,Tardy,lee@example.org,Art,9/4/2023,fine\n,,,99999,Tardy,lee@example.org,Art 2,9/4/2023,fine\n,,9999,,Tardy,lee@example.org,Art,9/4/2023,fine\n",
	",,123456789,,Tardy,lee@example.org,Art,9/4/2023,fine\n,0_0,,000-00-0000,Tardy,lee@example.org,Art,9/4/2023,fine\n,pending,,,Tardy,lee@example.org,Art,9/4/2023,fine\n,<b>1</b>,0,\\N,Tardy,lee@example.org,\\N,9/4/2023,fine\n",
	",,1,,[null],lee@example.org,Art,9/4/2023,fine\n,,1,,Tardy,lee@example.org,'none',9/4/2023,fine\n,,1,,undef,lee@example.org,Art,9/4/2023,fine\n,,1,,Tardy,lee@example.org,unassigned,9/4/2023,fine\n",
}

// topicTexts are rows that speak of what is not for families, and such as seem to.
const topicTexts = ",,1,,Award 123-45-6789,lee@example.org,Art,9/4/2023,a PE I.\n,,2,,Physical Aggression,lee@example.org,Art,9/4/2023,\"said \"\"i.e.p\"\" to Jos\u00e9\"\n" +
	",,3,,Physical Hold,lee@example.org,Art,9/4/2023,\"se\u00f1ora \"\"po\u2019lice\"\" \u2014 r\u00e9sum\u00e9\"\n,,4,,Tardy,lee@example.org,Art,9/4/2023,\"p\u00f3\r\nlice, p\u00f3lice\"\n" +
	",,5,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,police\n,,6,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,his I.E.P\n,,7,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,physical\n,,8,,Tardy,lee@example.org,Art,9/4/2023,to PE at ten\n" +
	"jose@example.org,,000125,,Tardy,BO.lee2@example.org,Algebra 1,10/4/2023,to p.e. o'police\npark@example.org,,,77001,Tardy,bo.lee@example.org,Homeroom,2023-10-04,i'ep pe\n"

// Words of a district's own, short ones among them, are seen by their bytes as well.
func TestBlocksOfSensitiveWords(t *testing.T) {
	t.Parallel() // it takes long
	opts := blockOptions()
	opts.SensitiveWords = []string{"PE", "x", "se\u00f1ora", "hiep", "physical"}
	for _, tt := range partReferences(t) {
		t.Run(tt.name, func(t *testing.T) {
			checkBlocks(t, tt.refs, opts, []byte(blockHeader+topicTexts+rosterTexts), blockSizes(1, 1<<17))
		})
	}
}

// blockOutcome is all that a run of text tells.
func blockOutcome(t *testing.T, v *Validator, text []byte, oneByte, tell bool) (*tally.Report, []check.Issue) {
	t.Helper()
	var told []check.Issue
	checker := *v.Checker
	w := Validator{&checker, v.blockSize}
	if tell {
		w.Opts.OnIssue = func(is check.Issue) error {
			told = append(told, is)
			return nil
		}
	}
	var err error
	var rep *tally.Report
	if oneByte {
		rep, err = w.Validate(t.Context(), iotest.OneByteReader(bytes.NewReader(text)))
	} else {
		rep, err = w.Validate(t.Context(), bytes.NewReader(text))
	}
	if (err == tally.ErrTooManyErrors) != (v.Opts.MaxErrors > 0 && rep.Errors == v.Opts.MaxErrors) || err != nil && err != tally.ErrTooManyErrors {
		t.Fatalf("error %v after %d errors", err, rep.Errors)
	}
	rep.Elapsed = 0
	return rep, told
}

var sameReport = cmp.Options{
	cmpopts.IgnoreFields(tally.Report{}, "Elapsed"),
	cmpopts.IgnoreUnexported(tally.Report{}),
	cmpopts.EquateEmpty(),
}

// diff is cmp.Diff, which takes long to find large values the same.
func diff(want, got any, opts ...cmp.Option) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got, opts...)
}

// checkBlocks holds a run by blocks of some size against one row by row.
func checkBlocks(t *testing.T, refs roster.References, opts *check.Options, text []byte, sizes []int) {
	t.Helper()
	v, err := NewValidator(refs, opts)
	if err != nil {
		t.Fatal(err)
	}
	v.blockSize = 0
	want, wantTold := blockOutcome(t, v, text, false, true)
	checkGroups(t, want, wantTold)
	for _, size := range sizes {
		for workers := 1; workers <= 3; workers++ {
			v.blockSize, v.Opts.Workers = size, workers
			got, told := blockOutcome(t, v, text, size == 1, true)
			if diff := diff(want, got, sameReport); diff != "" {
				t.Errorf("blocks of %d bytes, %d workers: report differs (-rows +blocks):\n%s", size, workers, diff)
			}
			if diff := diff(wantTold, told); diff != "" {
				t.Errorf("blocks of %d bytes, %d workers: issues differ (-rows +blocks):\n%s", size, workers, diff)
			}
			got, _ = blockOutcome(t, v, text, size == 1, false)
			if diff := diff(want, got, sameReport); diff != "" {
				t.Errorf("blocks of %d bytes, %d workers: report differs where nobody is told (-rows +blocks):\n%s", size, workers, diff)
			}
		}
	}
}

// blockSizes are all of the sizes where tests run in full, else the one in the
// middle and the last.
func blockSizes(sizes ...int) []int {
	if slowTests {
		return sizes
	}
	return []int{sizes[len(sizes)/2], sizes[len(sizes)-1]}
}

func blockReferences() roster.References {
	return roster.References{
		Recognitions: nameset.NewSet("Tardy", "Cooperation", "Police Contact"),
		Teachers:     nameset.NewEmailSet("lee@example.org", "o'brien@example.org"),
		Classes:      nameset.NewSet("Art", "Algebra 1", "=A1", "Caf\u00e9 Duty", "1.5E+10"),
	}
}

func blockOptions() *check.Options {
	return &check.Options{Today: dates.Date{Year: 2024, Month: 6, Day: 1}, FirstDate: dates.Date{Year: 2020, Month: 1, Day: 1}, NoteLimit: 40, Workers: 1, MaxIssues: 1 << 20}
}

// partReferences are those with a roster alone, or with some of the sets or none.
func partReferences(t testing.TB) []partReference {
	people := loadPeople(t, rostertest.Files)
	teachers := nameset.NewEmailSet("ana.ruiz@example.org", "bo.lee@example.org", "bo.lee2@example.org")
	years := yearReferences(t)
	return []partReference{
		{"several years", years},
		{"a roster alone", roster.References{Roster: people}},
		{"a roster and sets", roster.References{Roster: people, Recognitions: nameset.NewSet("Tardy"), Teachers: teachers, Classes: nameset.NewSet("Algebra 1", "Homeroom", "Caf\u00e9")}},
		{"no classes", roster.References{Recognitions: nameset.NewSet("Tardy"), Teachers: nameset.NewEmailSet("lee@example.org")}},
		{"recognitions alone", roster.References{Recognitions: nameset.NewSet("Tardy", "Cooperation")}},
		{"nothing known", roster.References{}},
		{"nothing there is", roster.References{Recognitions: nameset.NewSet(), Teachers: nameset.NewEmailSet(), Classes: nameset.NewSet()}},
		{"long and odd names", roster.References{Recognitions: nameset.NewSet("Tardy"), Classes: nameset.NewSet("Art", strings.Repeat("long ", 20)+"x", "a \"b\"", "50% + 1", "Caf\u00e9\u2003Duty")}},
	}
}

// yearReferences are today's roster, which starts in October, and that of an earlier
// year, in which two students have each other's numbers, and a class another title.
func yearReferences(t testing.TB) roster.References {
	now, then := maps.Clone(rostertest.Files), maps.Clone(rostertest.Files)
	for name, text := range then {
		then[name] = strings.NewReplacer("2023-", "2022-", "2024-", "2023-", "00124", "00123", "00123", "00124", "Homeroom", "Chess").Replace(text)
	}
	now["academicSessions.csv"] = strings.Replace(now["academicSessions.csv"], "2023-08-21", "2023-10-02", 1)
	then["academicSessions.csv"] = strings.Replace(then["academicSessions.csv"], "2023-06-07", "2023-09-30", 1)
	refs := loadPeople(t, now).References(nameset.NewSet("Tardy"))
	refs.Past = []*roster.Roster{loadPeople(t, then)}
	return refs
}

type partReference struct {
	name string
	refs roster.References
}

// rosterTexts are rows about the people of the test roster.
const rosterTexts = ",,00123,,Tardy,ana.ruiz@example.org,Algebra 1,10/4/2023,fine\n" +
	"jose@example.org,,000125,,Tardy,BO.lee2@example.org,Algebra 1,10/4/2023,\"Eva Roth saw it, \"\"twice\"\"\"\n" +
	"park@example.org,,,77001,Tardy,bo.lee@example.org,Homeroom,2023-10-04,call 555-010-0199\n" +
	"eva@example.org,,00126,,Tardy,ana.ruiz@example.org,Caf\u00e9,10/4/2023,Di Park \u2013 se\u00f1or\n" +
	",,124,,Kind,nobody@example.org,Algebra,13/4/2023,\n,,,,Tardy,bo.lee@example.org,\"Algebra 1\",10/4/2023,x\x7f\n" +
	",,00124,,Tardy,,Art,10/4/2023,fine\n,,00124,,Tardy,bo.lee@example.org,50% + 1,10/4/2023,fine\n" +
	",,000000,,Tardy,ana.ruiz@example.org,Algebra 1,10/4/2023,fine\n,0,00123,,Tardy,ana.ruiz@example.org,Algebra 1,10/4/2023,fine\n"

func TestBlocksOfParts(t *testing.T) {
	t.Parallel() // it takes long
	all := blockHeader + strings.Join(blockTexts, "") + rosterTexts + strings.NewReplacer("10/4/2023", "9/14/2023", "2023-10-04", "2023-09-14").Replace(rosterTexts)
	for _, tt := range partReferences(t) {
		t.Run(tt.name, func(t *testing.T) {
			checkBlocks(t, tt.refs, blockOptions(), []byte(all), blockSizes(1, 16, 333, 1<<17))
			checkBlocks(t, tt.refs, blockOptions(), []byte(blockHeader+rosterTexts), blockSizes(1, 1<<17))
		})
	}
}

func TestBlocks(t *testing.T) {
	t.Parallel() // it takes long
	for i, text := range blockTexts {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			checkBlocks(t, blockReferences(), blockOptions(), []byte(blockHeader+text), blockSizes(1, 7, 100, 250, 1<<17))
		})
	}
	all := blockHeader + strings.Join(blockTexts, "")
	t.Run("all", func(t *testing.T) {
		checkBlocks(t, blockReferences(), blockOptions(), []byte(all), blockSizes(1, 16, 333, 1000, 1<<17))
	})
	t.Run("any year", func(t *testing.T) {
		opts := blockOptions()
		opts.FirstDate, opts.Today = dates.Date{}, dates.Date{Year: 9999, Month: 12, Day: 31}
		text := blockHeader
		for _, year := range []int{1, 1899, 1900, 2023, 2155, 2156, 9999} {
			text += fmt.Sprintf(",,%d,,Tardy,lee@example.org,Art,%04d-01-31,x\r\n,,%d,,Tardy,lee@example.org,Art,%04d-12-01,x\r\n", year, year, year, year)
		}
		checkBlocks(t, blockReferences(), opts, []byte(text), blockSizes(1, 100, 1<<17))
	})
	t.Run("stopped", func(t *testing.T) {
		opts := blockOptions()
		opts.MaxErrors = 4
		checkBlocks(t, blockReferences(), opts, []byte(all), blockSizes(1, 16, 333, 1000, 1<<17))
		opts.Severity = map[schema.Code]check.Severity{schema.CodeBlankRow: check.SeverityError}
		for _, opts.MaxErrors = range []int64{1, 2, 3, 4, 9} {
			checkBlocks(t, blockReferences(), opts, []byte(all), blockSizes(1, 333, 1<<17))
		}
	})
	t.Run("unknown names", func(t *testing.T) {
		all := []*check.Options{
			{Today: dates.Date{Year: 2024, Month: 6, Day: 1}, MaxIssues: 3},
			{Today: dates.Date{Year: 2024, Month: 6, Day: 1}, MaxIssues: -1, Severity: map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff, schema.CodeClassUnknown: check.SeverityWarning}},
			{Today: dates.Date{Year: 2024, Month: 6, Day: 1}, MaxIssues: 3, MaxErrors: 1900, Severity: map[schema.Code]check.Severity{schema.CodeTeacherUnknown: check.SeverityOff}},
		}
		sizes := []int{16, 1000, 1 << 17}
		if !slowTests { // many rows, and many blocks of them
			all, sizes = all[2:], sizes[1:2]
		}
		for _, opts := range all {
			checkBlocks(t, blockReferences(), opts, []byte(blockHeader+unknownNames()), sizes)
		}
	})
	t.Run("short rows", func(t *testing.T) {
		opts := blockOptions()
		opts.Reader.MaxRowBytes = 60
		checkBlocks(t, blockReferences(), opts, []byte(all), blockSizes(1, 16, 333, 1000, 1<<17))
	})
	t.Run("no duplicates", func(t *testing.T) {
		opts := blockOptions()
		opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
		checkBlocks(t, blockReferences(), opts, []byte(all), blockSizes(1, 16, 333, 1000, 1<<17))
	})
}

// unknownNames are rows whose only fault is a name that is in no set, more of them
// than have groups of their own, and names that are nearly such.
func unknownNames() string {
	var b strings.Builder
	for i := range 1100 {
		fmt.Fprintf(&b, ",,%d,,Tardy,lee@example.org,Art %d,9/4/2023,fine\n", i, i)
		fmt.Fprintf(&b, "s@example.org,,,,Tardy,lee@example.org,Art %d,2023-09-04,fine\n", i%7)
	}
	for _, names := range []string{
		"Late,lee@example.org,Art", "Tardy,sam@example.org,Art", "Tardy,Lee@example.com,Art", "Late,sam@example.org,Art",
		"tardy,lee@example.org,Art", "Tardy,lee@example,Art", "Tardy,,Art", "Tardy,lee@example.org,none", "Tardy,lee@example.org,Art  2",
		"Tardy,lee@example.org, Art 2", "Tardy,lee@example.org,Art 2 ", "Tardy,lee@example.org,-Art", "Tardy,lee@example.org,'Art 2",
		"Tardy,lee@example.org,\"Art\t2\"", "Tardy,lee@example.org,\"Art, 2\"", "Tardy,lee@example.org,\"Art \"\"2\"\"\"",
		"Tardy,lee@example.org,Art 2\x7f", "Tardy,lee@example.org,Caf\u00e9", "Tardy,lee@example.org,ALGEBRA  1",
		"Tardy,lee@example.org," + strings.Repeat("Art ", 16) + "2", "Tardy,lee@example.org,A", "Tardy,lee@example.org,1.5E+11",
	} {
		for range 2 {
			fmt.Fprintf(&b, ",,7,,%s,9/4/2023,fine\n,,,,%[1]s,9/4/2023,fine\n,,7,,%[1]s,4/9/23,fine\n,,7,,%[1]s,9/4/2023,\"a \"\"b\"\"\"\n", names)
		}
	}
	return b.String()
}

// peopleReferences are those of the test roster, in which a teacher has two classes of
// one name, of which some student is in both. Unless shared, no two accounts have
// an identifier in common.
func peopleReferences(t testing.TB, shared bool) roster.References {
	files := maps.Clone(rostertest.Files)
	files["enrollments.csv"] += "c2,t1,teacher,,,,\n"
	if shared {
		files["users.csv"] += "g1,tobedeleted,student,,,Gil,Gone,,0126,,,\nz1,,student,,,Zed,Zero,,000000,,,\nz2,,student,,,Nil,Nought,,000000,,,\n"
		for i := range roster.MaxHolders + 1 {
			files["users.csv"] += fmt.Sprintf("m%d,,student,,,M%d,Many,,,noemail@example.org,,\n", i, i)
		}
		for i := range roster.MaxHolders {
			files["users.csv"] += fmt.Sprintf("p%d,,parent,,,P%d,Park,,000125,few@example.org,,\n", i, i)
		}
	}
	if !shared {
		const again = "t1b,,administrator,aruiz,,Ana,Ruiz,Maria,900,ana.ruiz@example.org,,\n"
		files["users.csv"] = strings.NewReplacer("Park@example.org", "Di.Park@example.org", again, "").Replace(files["users.csv"])
	}
	refs := loadPeople(t, files).References(nameset.NewSet("Tardy"))
	refs.Classes = nameset.NewSet("Algebra 1", "Homeroom", "Caf\u00e9", "Chess") // of which the roster lacks one
	return refs
}

// peopleRows are rows of each of some students with every teacher and class, and
// all dates and notes in turn.
func peopleRows() []byte {
	var b bytes.Buffer
	dates := []string{"10/4/2023", "2024-01-02", "2024-04-11"}
	notes := []string{"", "fine", "Di Park saw it", "\"said \"\"no\"\" to Jos\u00e9 N\u00fa\u00f1ez\"", "see 00126", "Ana Ruiz knows", "see her I.E.P.", ""}
	row := 0
	for _, student := range []string{
		",,00123,", ",,00124,", "jose@example.org,,000125,", ",s2,00124,77002", "park@example.org,,,", "Park@Example.org,,00124,", "DI.Park@Example.org,,00124,",
		"di.park@example.org,,00123,", ",,00124,77001", ",s6,,", ",,123,", ",t1,,", ",,,77003", ",,00124,77003", ",s-2,,",
		",,00123,77001", ",,0126,", ",s4,0126,", "noemail@example.org,s1,,", "noemail@example.org,,,", ",s1,000000,", ",,000000,", ",m3,,", "park@example.org,s3,,",
	} {
		for _, teacher := range []string{"ana.ruiz@example.org", "BO.LEE@example.org", "bo.lee2@example.org"} {
			for _, class := range []string{"Algebra 1", "Homeroom", "Caf\u00e9", "Chess"} {
				for range 4 {
					fmt.Fprintf(&b, "%s,Tardy,%s,%s,%s,%s\n", student, teacher, class, dates[row%len(dates)], notes[row%len(notes)])
					row++
				}
			}
		}
	}
	return b.Bytes()
}

// somePeopleRows are all of peopleRows where tests run in full, else every ninth.
func somePeopleRows() []byte {
	rows := peopleRows()
	if slowTests {
		return rows
	}
	var some []byte
	i := 0
	for row := range bytes.Lines(rows) {
		if i%9 == 0 {
			some = append(some, row...)
		}
		i++
	}
	return some
}

// What a roster says of rows is what a RowChecker says, and rows whose people belong
// together are proved good.
func TestBlocksOfRoster(t *testing.T) {
	t.Parallel() // it takes long
	rows := peopleRows()
	for _, shared := range []bool{true, false} {
		refs := peopleReferences(t, shared)
		checkBlocks(t, refs, blockOptions(), append([]byte(blockHeader), somePeopleRows()...), []int{1 << 9, 1 << 17})
		v, err := NewValidator(refs, blockOptions())
		if err != nil {
			t.Fatal(err)
		}
		sheet, err := sheet.OpenTemplate(strings.NewReader(blockHeader), sheet.ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		worked := &loop.Block[checkedRows]{Text: append(rows, make([]byte, check.Pad)...)[:len(rows)], Last: true}
		newCheckStep(t.Context(), v, sheet).Work(worked)
		if n := len(worked.Found.clean); n < 50 || n > int(worked.Rows)/2 {
			t.Errorf("shared identifiers: %v; %d of %d rows are proved good", shared, n, worked.Rows)
		}
	}
}

func FuzzBlocks(f *testing.F) {
	for _, text := range blockTexts {
		f.Add([]byte(text), uint16(50), uint16(0), false)
		f.Add([]byte(text), uint16(501), uint16(0), true)
	}
	f.Add([]byte(rosterTexts), uint16(251), uint16(0), false)
	all := []roster.References{blockReferences()}
	for _, part := range partReferences(f) {
		all = append(all, part.refs)
	}
	f.Fuzz(func(t *testing.T, text []byte, size, maxRow uint16, noDuplicates bool) {
		opts := blockOptions()
		opts.Reader.MaxRowBytes = int(maxRow)
		if size%3 == 0 {
			opts.MaxIssues = 2 // others are counted unread
		}
		if noDuplicates {
			opts.Severity = map[schema.Code]check.Severity{schema.CodeDuplicate: check.SeverityOff}
		}
		which := int(size) % (2 * len(all)) // every other time all is known
		if which >= len(all) {
			which = 0
		}
		checkBlocks(t, all[which], opts, append([]byte(blockHeader), text...), []int{1 + int(size)})
	})
}

// What the fast check lets pass must be what a RowChecker finds nothing wrong
// with, cell by cell; and it must let the common forms pass.
func TestFastCheckPasses(t *testing.T) {
	v, err := NewValidator(blockReferences(), blockOptions())
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		row  string
		pass bool
	}{
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,fine", true},
		{",,1,,Tardy,lee@example.org,Art,09/04/2023,", true},
		{",,1,,Tardy,LEE@example.org,Art,12/4/2023,\"a, b\"", true},
		{"sam.r_1+x@mail.example.org,,,,Cooperation,lee@example.org,Algebra 1,2023-09-04,Came (late) on 9/4", true},
		{",,1,,Tardy,lee@example.org,Caf\u00e9 Duty,9/4/2023,se\u00f1or \u2013 \u201cno\u201d", true},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,\"said \"\"no\"\"\"", true},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,se\u00c3\u00b1or", false},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,caf\xe9", false},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,x\u200b", false},
		{",S1,2,3.5_6,Tardy,o'brien@example.org,Art,2023-09-04,x", true},
		{",,N/A,,Tardy,lee@example.org,Art,9/4/2023,fine", false},
		{",,0,,Tardy,lee@example.org,Art,9/4/2023,fine", false},
		{",,1,11111,Tardy,lee@example.org,Art,9/4/2023,fine", false},
		{",1111,120000000000000000,00001,Tardy,lee@example.org,Art,9/4/2023,fine", true},
		{",,1,,Tardy,lee@example.org,=A1,9/4/2023,fine", false},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,mail x@example.org", false},
		{",,1,,Tardy,lee@example.org,Art,9/4/2019,fine", false},
		{",,1,,Tardy,lee@example.org,Art,2/29/2023,fine", false},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,1234567", false},
		{",,1,,Tardy,lee@example.org,Art,9/4/2023,=x", false},
	}
	for _, tt := range tests {
		sheet, err := sheet.OpenTemplate(strings.NewReader(blockHeader), sheet.ReaderOptions{})
		if err != nil {
			t.Fatal(err)
		}
		b := &loop.Block[checkedRows]{Text: append(append([]byte(tt.row), '\n'), make([]byte, check.Pad)...)[:len(tt.row)+1], Last: true}
		newCheckStep(t.Context(), v, sheet).Work(b)
		if got := len(b.Found.clean) == 1; got != tt.pass || b.Rows != 1 {
			t.Errorf("%s: passed = %v, want %v", tt.row, got, tt.pass)
		}
	}
}

// loadPeople loads a roster of OneRoster's files.
func loadPeople(t testing.TB, files map[string]string) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
