package roster

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"github.com/google/go-cmp/cmp"
)

// A seenRoster is what a loader made, in words.
type seenRoster struct {
	People, Classes, Enrollments, Problems []string
}

func seenOf(r *Roster) (s seenRoster) {
	for p := range r.PeopleData(^Role(0)) {
		s.People = append(s.People, fmt.Sprintf("%s: %s %s, %s; mail %s %s, SIS %s, no. %s %s, state %s, grade %s at %s", p.ID, p.Given, p.Family, p.Roles,
			p.StudentEmail, p.Email, p.SISID, p.StudentNumber, p.Number, p.StateID, p.Grade, p.SchoolID))
	}
	for c := range r.ClassesData() {
		s.Classes = append(s.Classes, fmt.Sprintf("%s: %s (%s), %s, %s at %s, sessions %q, periods %q", c.ID, c.Title, strings.Join(c.OtherTitles, "|"), c.Code, c.Type, c.SchoolID,
			c.SessionIDs, c.Periods))
	}
	for e := range r.EnrollmentsData() {
		primary := ""
		if e.Primary {
			primary = " primary"
		}
		s.Enrollments = append(s.Enrollments, fmt.Sprintf("%s in %s,%s %s", e.PersonID, e.ClassID, primary, e.Role))
	}
	slices.Sort(s.Enrollments)
	for _, p := range r.Problems() {
		s.Problems = append(s.Problems, fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Message))
	}
	return s
}

// loadBoth loads files as a folder and as a zip, and makes sure that both are the same.
func loadBoth(t *testing.T, files map[string]string, opts *Options) (*Roster, error) {
	t.Helper()
	var first *Roster
	var wrong error
	for i, fsys := range []fs.FS{rostertest.FS(files), rostertest.Zip(t, files)} {
		r, err := Load(t.Context(), fsys, opts)
		if i == 0 {
			first, wrong = r, err
			continue
		}
		if fmt.Sprint(err) != fmt.Sprint(wrong) && !strings.Contains(fmt.Sprint(err), "the zip is empty") {
			t.Errorf("from a zip: error = %v, from a folder %v", err, wrong)
		}
		if err == nil && wrong == nil {
			if diff := cmp.Diff(seenOf(first), seenOf(r)); diff != "" {
				t.Errorf("from a zip it is another roster (-folder +zip):\n%s", diff)
			}
		}
	}
	return first, wrong
}

func TestLoadClever(t *testing.T) {
	good := seenRoster{
		People: []string{
			"s1: Cy Park, a student; mail cy@example.org cy@example.org, SIS s1, no. 00123 00123, state 77001, grade 6 at o1",
			"s2: Di Noor, a student; mail  , SIS s2, no. 00124 00124, state 77002, grade 6 at o1",
			"t1: Ed Roth, a student; mail ed@example.org ed@example.org, SIS t1, no. 00125 00125, state 77003, grade 7 at o1",
			"t1: Ana Ruiz, a teacher; mail  Ana.Ruiz@example.org, SIS , no.  900, state , grade  at o1",
			"t2: Bo Lee, a teacher; mail  bo.lee@example.org, SIS , no.  901, state , grade  at o1",
			"t2: Bo Lee, a teacher; mail  bo.lee@example.org, SIS , no.  901, state , grade  at o2",
		},
		Classes: []string{
			`c1: Algebra 1 (Algebra - Ruiz - 1), ALG, scheduled at o1, sessions ["FY"], periods ["1"]`,
			`c2: Homeroom 6 (), HR, homeroom at o1, sessions ["FY"], periods ["0"]`,
		},
		Enrollments: []string{
			"s1 in c1, a student", "s2 in c2, a student", "t1 in c1, a student", "t1 in c1, primary a teacher", "t1 in c2, a teacher", "t2 in c2, primary a teacher",
		},
		Problems: []string{"teachers.csv:4: the row and an earlier one are taken for one person: they have the same ID and number, and nothing in them speaks against it"},
	}
	change := func(what func(s *seenRoster)) seenRoster {
		own := seenRoster{slices.Clone(good.People), slices.Clone(good.Classes), slices.Clone(good.Enrollments), slices.Clone(good.Problems)}
		what(&own)
		return own
	}
	for _, tt := range []struct {
		name   string
		opts   *Options
		change func(f map[string]string)
		want   seenRoster
	}{
		{"as uploaded", nil, func(map[string]string) {}, good},
		{"asked for", &Options{Format: FormatClever}, func(map[string]string) {}, good},
		{"lines that end with CR", nil, func(f map[string]string) {
			for name, text := range f {
				f[name] = strings.ReplaceAll(text, "\n", "\r")
			}
		}, good},
		{"names of files and labels in another case", nil, func(f map[string]string) {
			for name, text := range maps.Clone(f) {
				delete(f, name)
				header, rows, _ := strings.Cut(text, "\n")
				f[strings.ToUpper(name)] = strings.ToUpper(header) + "\n" + rows
			}
		}, change(func(s *seenRoster) {
			s.Problems[0] = strings.Replace(s.Problems[0], "teachers.csv", "TEACHERS.CSV", 1)
		})},
		{"Clever's own names", &Options{ClassNames: ClassNamesClever}, func(map[string]string) {}, change(func(s *seenRoster) {
			s.Classes[0] = `c1: Algebra - Ruiz - 1 (Algebra 1), ALG, scheduled at o1, sessions ["FY"], periods ["1"]`
		})},
		{"no name, no period, no teacher", nil, func(f map[string]string) {
			f["sections.csv"] = strings.Replace(f["sections.csv"], "t1,,,Algebra 1,ALG,6,Algebra,1,", ",,,,ALG,6,Algebra,,", 1)
		}, change(func(s *seenRoster) {
			s.Classes[0] = `c1: Algebra (), ALG, scheduled at o1, sessions ["FY"], periods []`
			s.Enrollments = slices.Delete(s.Enrollments, 3, 4)
		})},
		{"terms without days, or none", nil, func(f map[string]string) {
			f["sections.csv"] = strings.Replace(strings.Replace(f["sections.csv"], "FY,2023-08-21,2024-06-07", "FY,,", 1), "FY,2023-08-21,2024-06-07", ",soon,2024-06-07", 1)
		}, change(func(s *seenRoster) {
			s.Classes[1] = `c2: Homeroom 6 (), HR, homeroom at o1, sessions [], periods ["0"]`
			s.Problems = append(s.Problems, "sections.csv:3: a date is not YYYY-MM-DD; it is taken as empty")
		})},
		{"a term that ends before it starts", nil, func(f map[string]string) {
			f["sections.csv"] = strings.Replace(f["sections.csv"], "FY,2023-08-21,2024-06-07", "FY,8/21/2024,6/7/2024", 1)
		}, change(func(s *seenRoster) {
			s.Problems = append(s.Problems, "sections.csv:2: the term ends before it starts; it is taken for one without dates")
		})},
		{"people and sections that are not there", nil, func(f map[string]string) {
			f["sections.csv"] += "o1,c3,t9,s1,,Art,,,,,,,,\n,,,,,,,,,,,,,\no1,c1,t1,,,Twice,,,,,,,,\no1,,t1,,,None,,,,,,,,\n"
			f["enrollments.csv"] += "o1,c1,t2\no1,c9,s1\no1,c9,s9\n"
		}, change(func(s *seenRoster) {
			s.Classes = append(s.Classes, `c3: Art (), , scheduled at o1, sessions [], periods []`)
			s.Problems = append(s.Problems,
				"sections.csv:4: a teacher of the class is not in teachers.csv; the class is taken without", "sections.csv:4: a teacher of the class is not in teachers.csv; the class is taken without",
				"sections.csv:6: the ID stands in an earlier row; this one is left out", "sections.csv:7: the ID is empty; the row is left out",
				"enrollments.csv:5: the person is not in students.csv; the enrollment is left out", "enrollments.csv:6: the class is not in sections.csv; the enrollment is left out",
				"enrollments.csv:7: neither the class is in sections.csv nor the person in students.csv; the enrollment is left out")
		})},
		{"staff", nil, func(f map[string]string) {
			f["staff.csv"] = "School_id,Staff_id,Staff_email,First_name,Last_name,Title,Username\no1,a1,fay@example.org,Fay,Moss,Principal,fay\n"
			f["admins.csv"] = "School_id,Staff_id,Admin_email,First_name,Last_name,Admin_title\no1,a2,gus@example.org,Gus,Hahn,Principal\n"
		}, change(func(s *seenRoster) {
			s.People = append(s.People, "a1: Fay Moss, a person; mail  fay@example.org, SIS , no.  , state , grade  at o1",
				"a2: Gus Hahn, an administrator; mail  gus@example.org, SIS , no.  , state , grade  at o1")
		})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := rostertest.Clever()
			tt.change(files)
			r, err := loadBoth(t, files, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, seenOf(r)); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

// The terms of Clever's sections are those of the roster, and a class without days is at
// any time.
func TestCleverTerms(t *testing.T) {
	r, err := Load(t.Context(), rostertest.FS(rostertest.Clever()), nil)
	if err != nil {
		t.Fatal(err)
	}
	for day, want := range map[dates.Date]bool{{Year: 2023, Month: 8, Day: 20}: false, {Year: 2023, Month: 8, Day: 21}: true, {Year: 2024, Month: 6, Day: 8}: false} {
		if inside, known := r.InTerms(0, day); inside != want || !known || (r.DaysFrom(day) == 0) != want {
			t.Errorf("InTerms(%v) = %t, %t, %d days from the roster, want %t", day, inside, known, r.DaysFrom(day), want)
		}
	}
	files := rostertest.Clever()
	files["sections.csv"] = strings.ReplaceAll(files["sections.csv"], "2023-08-21,2024-06-07", ",")
	if r, err = Load(t.Context(), rostertest.FS(files), nil); err != nil {
		t.Fatal(err)
	}
	if _, known := r.InTerms(0, dates.Date{Year: 2020, Month: 1, Day: 1}); known || r.DaysFrom(dates.Date{Year: 2020, Month: 1, Day: 1}) != 0 {
		t.Errorf("the terms of classes without days are known, or the roster is of another year")
	}
}

// The other name of a section stands for its class where no title does.
func TestOtherTitles(t *testing.T) {
	files := rostertest.Clever()
	files["sections.csv"] += "o1,c3,t1,,,Algebra - Ruiz - 1,,,Geometry,2,,,,\n"
	r, err := Load(t.Context(), rostertest.FS(files), nil)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"Algebra - Ruiz - 1": "c3", "Geometry - Ruiz - 2": "c3", "Algebra 1": "c1", "Algebra": "", "": ""} {
		if got := r.classIDs(r.ClassesBy(text, true)); got != want {
			t.Errorf("ClassesBy(%q) = %q, want %q", text, got, want)
		}
	}
	if got := r.TitlesOf("Algebra - Ruiz - 1"); !slices.Equal(got, []string{"Algebra 1"}) {
		t.Errorf("TitlesOf = %q", got)
	}
	if got := r.OtherTitles(); !slices.Equal(got, []string{"Algebra - Ruiz - 1", "Geometry - Ruiz - 2"}) {
		t.Errorf("OtherTitles = %q", got)
	}
}

func TestLoadSDS(t *testing.T) {
	good := seenRoster{
		People: []string{
			"t1: Ana Ruiz, a teacher; mail  Ana.Ruiz@example.org, SIS , no.  900, state , grade  at o1",
			"t2: Bo Lee, a teacher; mail  bo.lee@example.org, SIS , no.  901, state , grade  at o1",
			"s1: Cy Park, a student; mail cy.park@example.org cy.park@example.org, SIS s1, no. 00123 00123, state , grade 6 at o1",
			"s2: Di Noor, a student; mail  , SIS s2, no. 00124 00124, state , grade 6 at o1",
		},
		Classes: []string{
			`c1: Algebra 1 (), ALG,  at o1, sessions ["FY"], periods []`, `c2: Homeroom 6 (), HR,  at o1, sessions ["FY"], periods []`,
		},
		Enrollments: []string{"s1 in c1, a student", "s2 in c2, a student", "t1 in c1, a teacher", "t2 in c2, a teacher"},
	}
	change := func(what func(s *seenRoster)) seenRoster {
		own := seenRoster{slices.Clone(good.People), slices.Clone(good.Classes), slices.Clone(good.Enrollments), nil}
		what(&own)
		return own
	}
	for _, tt := range []struct {
		name   string
		opts   *Options
		change func(f map[string]string)
		want   seenRoster
	}{
		{"as uploaded", nil, func(map[string]string) {}, good},
		{"asked for", &Options{Format: FormatSDS}, func(map[string]string) {}, good},
		{"told by its users alone", nil, func(f map[string]string) {
			f["classes.csv"] = "sourcedId,title,code\nc1,Algebra 1,ALG\nc2,Homeroom 6,HR\n"
		}, change(func(s *seenRoster) {
			s.Classes = []string{"c1: Algebra 1 (), ALG,  at , sessions [], periods []", "c2: Homeroom 6 (), HR,  at , sessions [], periods []"}
		})},
		{"no sessions", nil, func(f map[string]string) { delete(f, "academicSessions.csv") }, change(func(s *seenRoster) {
			s.Problems = []string{"classes.csv:2: a term is not in academicSessions.csv, or has no dates there; it is left out"}
		})},
		{"a role of no list, nobody's, and one too few", nil, func(f map[string]string) {
			f["roles.csv"] += "t1,o2,wizard,,,,,\nt9,o1,teacher,,,,,\n"
			f["enrollments.csv"] += "c1,s9,student\n"
		}, change(func(s *seenRoster) {
			s.Problems = []string{"roles.csv:6: the role is none of School Data Sync's; the person is neither student nor teacher by it",
				"roles.csv:7: the person is not in users.csv; the row is left out", "enrollments.csv:4: the person is not in users.csv; the enrollment is left out"}
			s.Problems[2] = strings.Replace(s.Problems[2], ":4:", ":6:", 1)
		})},
		{"another source of numbers", &Options{Identifiers: map[schema.Column]string{schema.ColStudentNumber: "phone"}}, func(f map[string]string) {
			f["users.csv"] = strings.Replace(f["users.csv"], "cy.park@example.org,,,,00123", "cy.park@example.org,,555,,00123", 1)
		}, change(func(s *seenRoster) {
			s.People[2] = strings.Replace(s.People[2], "no. 00123", "no. 555", 1)
			s.People[3] = strings.Replace(s.People[3], "no. 00124", "no. ", 1)
		})},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files := rostertest.SDS()
			tt.change(files)
			r, err := loadBoth(t, files, tt.opts)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, seenOf(r)); diff != "" {
				t.Errorf("mismatch (-want +got):\n%s", diff)
			}
		})
	}
}

func TestFormatErrors(t *testing.T) {
	clever, sds, both := rostertest.Clever(), rostertest.SDS(), rostertest.SDS()
	delete(sds, "classes.csv")
	for name, text := range rostertest.Clever() {
		both["clever/"+name] = text
	}
	for name, text := range rostertest.SDS() {
		both["sds/"+name] = text
		delete(both, name)
	}
	noTeachers, empty := rostertest.Clever(), rostertest.Clever()
	delete(noTeachers, "teachers.csv")
	empty["enrollments.csv"], _, _ = strings.Cut(empty["enrollments.csv"], "\n")
	for _, tt := range []struct {
		name  string
		files map[string]string
		opts  *Options
		want  string
	}{
		{"OneRoster asked for", clever, &Options{Format: FormatOneRoster}, "otustemplate: roster: there is no users.csv; the files look like some of Clever's"},
		{"Clever asked for", sds, &Options{Format: FormatClever}, "otustemplate: roster: there is no students.csv, teachers.csv and sections.csv; the files"},
		{"School Data Sync without classes", sds, nil, "otustemplate: School Data Sync: there is no classes.csv"},
		{"two rosters", both, nil, "rosters lie in 2 folders, clever/ and sds/ among them"},
		{"Clever without teachers", noTeachers, nil, "otustemplate: Clever: there is no teachers.csv"},
		{"Clever without rows", empty, nil, "otustemplate: Clever: enrollments.csv: it has no rows"},
		{"a format that is none", clever, &Options{Format: numFormats}, "is not one of the constants"},
		{"names that are none", clever, &Options{ClassNames: numClassNames}, "is not one of the constants"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := loadBoth(t, tt.files, tt.opts)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("error = %v, want %q in it", err, tt.want)
			}
		})
	}
}

// Of two rosters in one folder the one that is asked for is loaded.
func TestFormatAskedFor(t *testing.T) {
	files := rostertest.Small()
	for name, text := range rostertest.Clever() {
		if name != "enrollments.csv" {
			files[name] = text
		}
	}
	r, err := loadBoth(t, files, &Options{Format: FormatOneRoster})
	if err != nil || len(seenOf(r).People) != 4 {
		t.Errorf("%v, %v", r, err)
	}
	// School Data Sync is told from OneRoster by its labels only where nothing is asked for.
	r, err = loadBoth(t, rostertest.SDS(), &Options{Format: FormatOneRoster})
	if err != nil || !strings.Contains(fmt.Sprint(r.Problems()), "the column userIds is absent") {
		t.Errorf("School Data Sync as OneRoster: %v, %v", r.Problems(), err)
	}
}

// Words of a name that the roster has no middle name for may be that.
func TestTeachersWithoutMiddleName(t *testing.T) {
	files := maps.Clone(rostertest.Files)
	files["users.csv"] += "t5,,teacher,ldl,,Lu,De la Cruz,,905,lu@example.org,,\nt6,,teacher,old2,,Lu,Moss,,906,lu2@example.org,,\nt7,,teacher,old3,,Lu,Moss,Jo,907,lu3@example.org,,\n" +
		"a7,,administrator,old4,,Lu,Moss,Kim,908,lu4@example.org,,\n"
	r := loadRoster(t, files, nil)
	for text, want := range map[string]string{
		"Lee, Bo M.": "t2 t3", "Bo Marvin Lee": "t2 t3", "De la Cruz, Lu M": "t5", "Lu M De la Cruz": "t5", "Lu A B De la Cruz": "",
		"Ruiz, Ana X": "", "Ruiz, Ana Maria": "t1", "Moss, Lu Jo": "t7", "Moss, Lu X": "t6 t7", "Moss, Lu Kim": "", "Lu K. Moss": "", "Lee, M. Bo": "", "M Bo Lee": "", "Lee": "", "": "",
	} {
		if got := r.ids(r.teachersBy(text, true)); got != want {
			t.Errorf("TeachersBy(%q) = %q, want %q", text, got, want)
		}
	}
}
