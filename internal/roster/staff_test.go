package roster

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/rostertest"
	"github.com/google/go-cmp/cmp"
)

// teachersBy returns the teachers whom a text names whole.
func (r *Roster) teachersBy(text string, past bool) (found []Person) {
	if named := NewStaffNames(r).Find(text); named.By == NamedWhole {
		for _, p := range named.People {
			if r.Known(p, RoleTeacher, past) {
				found = append(found, p)
			}
		}
	}
	return found
}

// mapleRidge are the staff of a made-up district, after cases/names of its data: two of
// one initial and family name, names with an apostrophe and of several words. Nobody
// of them exists.
const mapleRidge = "t01,,teacher,ksmith,,Kim,Smith,Alice,9001,ksmith@mapleridge.example.org,,\n" +
	"t02,,teacher,kasmith,,Karl,Smith,,9002,kasmith@mapleridge.example.org,,\n" +
	"t03,,teacher,dkowalski,,Dana,Kowalski,M,9003,dkowalski@mapleridge.example.org,,\n" +
	"t05,,teacher,soneil,,Siobhan,O'Neil,,9005,soneil@mapleridge.example.org,,\n" +
	"t07,,teacher,adelacruz,,Ana,De la Cruz,R,9007,adelacruz@mapleridge.example.org,,\n" +
	"t08,,teacher,jhale,,John,Hale,,9008,jhale@mapleridge.example.org,,\n" +
	"t09,,teacher,jhale2,,John,Hale Jr.,,09018,jhale2@mapleridge.example.org,,\n" +
	"t10,,teacher,mann,,Mary-Ann,Ng-Hill III,,9019,mann@mapleridge.example.org,,\n" +
	"t11,,teacher,hale,,Kim,Alee,,9020,klee@mapleridge.example.org,,\n" +
	"t12,,teacher,leek,,Lee,Kim,,9021,lkim@mapleridge.example.org,,\n" +
	"t13,,teacher,kiml,,Kim,Lee,,9022,kiml@mapleridge.example.org,,\n" +
	"t14,,teacher,noor,,Noor J.,Saleh,,9023,noor@mapleridge.example.org,,\n" +
	"a01,,administrator,pdoyle,,Paula,Doyle,,9010,pdoyle@mapleridge.example.org,,\n" +
	"a02,,administrator,dpaula,,Sam,Moss,Lee,9011,smoss@mapleridge.example.org,,\n" +
	"t15,,teacher,sam,,Sam,Moss,,9024,sam@mapleridge.example.org,,\n" +
	"t16,,teacher,zero,,Zoe,Zero,,0000,zoe@mapleridge.example.org,,\n" +
	"s90,,student,zed,,Zed,Zero,,0000,zed@mapleridge.example.org,,\n"

func mapleRidgeFiles() map[string]string {
	files := maps.Clone(rostertest.Files)
	files["users.csv"] = strings.SplitAfter(files["users.csv"], "\n")[0] + mapleRidge
	files["classes.csv"] = strings.SplitAfter(files["classes.csv"], "\n")[0] + "c1,,Art,ENG100-01,scheduled,,\nc2,,Band,11-1,scheduled,,\nc3,,Choir,SEC 7B,scheduled,,\n"
	files["enrollments.csv"] = strings.SplitAfter(files["enrollments.csv"], "\n")[0] + "c1,s90,student,,,,\nc1,t01,teacher,,,,\n"
	delete(files, "roles.csv")
	return files
}

func TestStaffNames(t *testing.T) {
	names := NewStaffNames(loadRoster(t, mapleRidgeFiles(), nil))
	for _, tt := range []struct {
		by   NamedBy
		want string
		text []string
	}{
		{NamedWhole, "t03", []string{"Kowalski, Dana", "Kowalski, Dana M", "Kowalski, Dana M.", "KOWALSKI, DANA", "Dana Kowalski", "Dana M Kowalski", "Dana M. Kowalski",
			"Mrs Dana Kowalski", "Kowalski Dana", "Kowalski Dana M", "Kowalski,Dana", "Kowalski, Ms. Dana", "Dr. Kowalski, Dana", "Kowalski, Dana (9003)", "Dana Kowalski [DKOWALSKI]",
			"Dana Kowalski <dkowalski@mapleridge.example.org>", "Kowalski (9003)", "9003 (Kowalski, Dana)", "9003", "09003", "dkowalski", "DKOWALSKI", "T03", "dkowalski@MAPLERIDGE.example.org",
			"Kowalski, Dana Maria", "9003 Kowalski, Dana", "09003 Dana Kowalski", "9003 - Kowalski, Dana", "9003-Kowalski, Dana M", "9003: Ms. Kowalski", "Kowalski, Dana - 9003", "Kowalski, Dana #9003",
			"Kowalski 9003", "9003 dkowalski", "9003 D. Kowalski"}},
		{NamedWhole, "t01", []string{"Smith, Kim", "Kim A. Smith", "Kim Alice Smith", "SMITH KIM"}},
		{NamedWhole, "t05", []string{"O’Neil, Siobhan", "ONeil, Siobhan", "O Neil, Siobhan", "siobhan o'neil", "Oneil Siobhan", "O'Neil, Siobhan K."}},
		{NamedWhole, "t07", []string{"de la Cruz, Ana", "Delacruz, Ana", "DE LA CRUZ, ANA R", "Ana De-la-Cruz", "De la Cruz Ana", "Ana R de la cruz"}},
		{NamedWhole, "t09", []string{"Hale Jr., John", "Hale, John, Jr.", "John Hale, Jr", "John Hale JR", "9018", "009018"}},
		{NamedWhole, "t08 t09", []string{"Hale, John", "John Hale"}},
		{NamedWhole, "", []string{"John X. Hale III B", "Hale III, John M. R.", "Ng-Hill Jr., Mary Ann"}},
		{NamedWhole, "t08 t09", []string{"Hale Sr., John"}}, // that one is Jr. does not make the other one Sr.
		{NamedWhole, "t10", []string{"Ng-Hill, Mary Ann", "NG HILL, MARYANN", "Mary Ann Ng-Hill 3rd", "Nghill Mary-Ann"}},
		{NamedWhole, "t12 t13", []string{"Kim Lee", "Lee Kim"}},
		{NamedWhole, "t11", []string{"Kim Alee", "ALEE KIM"}},
		{NamedWhole, "t13", []string{"Lee, Kim", "Kim A Lee", "Kim B. Lee", "Ms. Lee, Kim"}},
		{NamedWhole, "t14", []string{"Noor Saleh", "Saleh, Noor J", "Saleh, Noor J.", "Noor Jamila Saleh"}},
		{NamedWhole, "a01", []string{"Doyle, Paula", "Paula Doyle", "9010"}},
		{NamedWhole, "a02", []string{"Moss, Sam Lee", "Sam L. Moss"}},
		{NamedWhole, "a02 t15", []string{"Moss, Sam", "Moss, Sam Lea", "SAM LEEE MOSS"}}, // a middle name that is nearly a namesake's
		{NamedWhole, "a02 t15", []string{"Moss, Sam Jean", "Sam J Moss"}},
		{NamedWhole, "t08 t09 t11", []string{"Hale"}}, // a username, and the family name of two others
		{NamedShort, "t03", []string{"Ms. Kowalski", "Kowalski", "D. Kowalski", "Kowalski, D.", "Kowalski, D", "Kowalski D", "D M Kowalski", "Kowalski, Ms.", "KOWALSKI, D. M."}},
		{NamedShort, "t01 t02", []string{"Smith, K.", "K Smith", "Mr. Smith", "Smith K"}},
		{NamedShort, "a01", []string{"P. Doyle", "Mr Doyle"}},
		{NamedShort, "t07", []string{"De la Cruz", "Ms. Delacruz", "A. de la Cruz"}},
		{NamedPartly, "t01 t03", []string{"Kowalski, Dana; Smith, Kim", "Dana Kowalski & Kim Smith", "Dana Kowalski and Kim Smith", "Kim Smith, Dana Kowalski", "Kowalski, Dana, Smith, Kim", "Dana Kowalski/Kim Smith",
			"Kowalski, Dana (9001)", "Dana Kowalski (ksmith)", "9001 Kowalski, Dana", "Dana Kowalski - 9001"}},
		{NamedPartly, "t03", []string{"Kowalski, Dana - Math", "Kowalski, Dana (Math)", "Kowalski, Dana (9999)", "Quill, Robin (9003)", "Dana Kowalski; Office", "9999 Kowalski, Dana", "Kowalski, Dana 204", "9003 Quill, Robin", "9003 9999"}},
		{NamedWhole, "", []string{"", " ", ",", "Hughes, Robert", "Kowalski, Mia", "Kowalski, Dana X", "X. Kowalski", "0000", "0", "00000", "Dana", "()", "Kowalskis", "Mr.", "s90", "Zed Zero",
			"Danakowalski", "Dan A Kowalski", "Kowal, Ski Dana", "Dana Kow alski X", "a b c d e f g h i j k l m n", "Smith, Kim X", "Kim Smith X", "\x00", "(", ")", "N/A", "Kowalski, Dana 12", "3 Kowalski, Dana"}}, // a room or a period is no number of hers
	} {
		for _, text := range tt.text {
			got := names.Find(text)
			if diff := cmp.Diff(tt.want, names.sourcedIDs(got)); diff != "" || got.By != tt.by {
				t.Errorf("%q, by %d (-want %d +got):\n%s", text, got.By, tt.by, diff)
			}
		}
	}
}

// That a middle name or a suffix is not that of one namesake does not make it that of
// another, of whom the roster holds none: both may be meant. What the roster holds, or a
// number beside the name, settles it.
func TestNamesakesRuleNobodyIn(t *testing.T) {
	files := mapleRidgeFiles()
	files["users.csv"] += "r1,,teacher,tr1,,Tomás,Reed,A,7001,tr1@example.org,,\nr2,,teacher,tr2,,Tomás,Reed,,7002,tr2@example.org,,\n" +
		"d1,,teacher,ld1,,Lena,Diaz,Paz,7011,ld1@example.org,,\nd2,,teacher,ld2,,Lena,Diaz,,7012,ld2@example.org,,\n" +
		"f1,,teacher,mf1,,Mary Ann,Frost,,7021,mf1@example.org,,\nf2,,teacher,mf2,,Mary,Frost,,7022,mf2@example.org,,\n" +
		"g1,,teacher,ng1,,Nia B.,Gray,,7031,ng1@example.org,,\ng2,,teacher,ng2,,Nia,Gray,,7032,ng2@example.org,,\n" +
		"k1,,teacher,pk1,,Pat,Kerr III,,7041,pk1@example.org,,\nk2,,teacher,pk2,,Pat,Kerr,,7042,pk2@example.org,,\n" +
		"w1,,administrator,ow1,,Omar,Wynn,C,7051,ow1@example.org,,\nw2,,teacher,ow2,,Omar,Wynn,,7052,ow2@example.org,,\n"
	names := NewStaffNames(loadRoster(t, files, nil))
	for _, tt := range []struct {
		name string
		by   NamedBy
		want string
		text []string
	}{
		{"another initial", NamedWhole, "r1 r2", []string{"Reed, Tomás R.", "Reed, Tomás r.", "Reed, Tomás R", "reed, tomas r", "Tomás R. Reed", "TOMAS R REED", "Mr. Tomás R. Reed", "Reed,Tomás R."}},
		{"its own initial", NamedWhole, "r1", []string{"Reed, Tomás A.", "tomas a reed", "Reed, Tomás Abel"}},
		{"no initial", NamedWhole, "r1 r2", []string{"Reed, Tomás", "Tomás Reed"}},
		{"another middle name", NamedWhole, "r1 r2", []string{"Reed, Tomás Ramón", "Tomás Ramón Reed"}},
		{"another middle name than a whole one", NamedWhole, "d1 d2", []string{"Diaz, Lena Rosario", "Lena R Diaz", "diaz, lena r."}},
		{"two initials", NamedShort, "r1 r2", []string{"Reed, T. R.", "Reed, T.R.", "T R Reed", "t. r. reed"}},
		{"two initials of its own", NamedShort, "r1 r2", []string{"Reed, T. A.", "T A Reed"}}, // r2 may have this one, too
		{"two middle initials", NamedWhole, "", []string{"Reed, Tomás R. J.", "Tomás R J Reed"}},
		{"the family name first without a comma", NamedWhole, "", []string{"Reed Tomás R."}},
		{"a second word of a given name", NamedWhole, "f1 f2", []string{"Frost, Mary B.", "Mary B Frost", "Frost, Mary Beth"}},
		{"all of a given name of two words", NamedWhole, "f1", []string{"Frost, Mary Ann", "Mary-Ann Frost"}},
		{"an initial behind the given name", NamedWhole, "g1 g2", []string{"Gray, Nia C.", "Nia C Gray"}},
		{"its initial behind the given name", NamedWhole, "g1", []string{"Gray, Nia B.", "Nia Bea Gray"}},
		{"another suffix", NamedWhole, "k1 k2", []string{"Kerr Jr., Pat", "Pat Kerr, Jr.", "pat kerr jr"}},
		{"its own suffix", NamedWhole, "k1", []string{"Kerr III, Pat", "Pat Kerr 3rd"}},
		{"another suffix of a family name", NamedShort, "k1 k2", []string{"Mr. Kerr Jr.", "P. Kerr Jr."}},
		{"a namesake who is no teacher", NamedWhole, "w1 w2", []string{"Wynn, Omar D.", "Omar D Wynn"}},
		{"the number of one of them", NamedWhole, "r2", []string{"Reed, Tomás R. (7002)", "7002 (Tomás R. Reed)", "Reed, Tomás R. <tr2@example.org>"}},
		{"the number of the one who is contradicted", NamedPartly, "r1 r2", []string{"Reed, Tomás R. (7001)"}},
		{"the name again", NamedWhole, "r1 r2", []string{"Reed, Tomás R. (Tomás Reed)"}},
		{"something in brackets", NamedPartly, "r1 r2", []string{"Reed, Tomás R. (Math)"}},
		{"one of several", NamedPartly, "r1 r2 t03", []string{"Reed, Tomás R.; Kowalski, Dana"}},
	} {
		for _, text := range tt.text {
			if got := names.Find(text); names.sourcedIDs(got) != tt.want || got.By != tt.by {
				t.Errorf("%s: %q is %s, by %d, want %s, by %d", tt.name, text, names.sourcedIDs(got), got.By, tt.want, tt.by)
			}
		}
	}
}

// Of students who may be meant the namesakes are listed, too.
func TestNamesakesOfStudents(t *testing.T) {
	files := mapleRidgeFiles()
	files["users.csv"] += "r1,,student,tr1,,Tomás,Reed,A,7001,,,\nr2,,student,tr2,,Tomás,Reed,,7002,,,\n"
	r := loadRoster(t, files, nil)
	students := NewStudentNames(r)
	for text, want := range map[string]string{
		"Reed, Tomás R.": "r1 r2", "reed, tomas r": "r1 r2", "Tomás Ramón Reed": "r1 r2", "Reed, Tomás A.": "r1 r2", "Reed, Tomás": "r1 r2",
		"Reed, T. R.": "", "Reed": "", "Reed, Ana R.": "",
	} {
		if got := students.names.sourcedIDs(NamedStaff{People: students.Find(text)}); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// Two rosters have one teacher with an address by the names, or by the sourcedId and half
// of the name.
func TestSameTeacher(t *testing.T) {
	load := func(user string) *Roster {
		files := mapleRidgeFiles()
		files["users.csv"] += user + ",,77,m.lee@example.org,,\n"
		return loadRoster(t, files, nil)
	}
	then := load("x1,,teacher,ml,,Mia,Lee")
	for user, want := range map[string]bool{
		"x1,,teacher,ml,,Mia,Lee": true, "x2,,teacher,ml,,Mia,Lee": true, "x2,,teacher,ml,,MIA LYNN,lee": true, "x2,,teacher,ml,,M.,Lee": true,
		"x2,,teacher,ml,,Max,Lee": false, "x2,,teacher,ml,,Mia,Chen": false, "x1,,teacher,ml,,Mia,Chen": true, "x1,,teacher,ml,,Amelia,Lee": true,
		"x1,,teacher,ml,,Max,Chen": false, "x2,,teacher,ml,,Miara,Lee": false,
	} {
		now := load(user)
		p, q := TeachersByEmail(then, nil, "m.lee@example.org", true), TeachersByEmail(now, nil, "M.LEE@example.org", true)
		if got := SameTeacher(then, p[0], now, q[0]); got != want || SameTeacher(now, q[0], then, p[0]) != want {
			t.Errorf("Mia Lee (x1) and %s: %t, want %t", user, got, want)
		}
		if got := AddressesSince(then, p[0], now); (len(got) == 1) != (want && strings.HasPrefix(user, "x1,")) {
			t.Errorf("Mia Lee (x1) has %q among %s", got, user)
		}
	}
}

// sourcedIDs returns the sourcedIds of people, sorted.
func (s *StaffNames) sourcedIDs(named NamedStaff) string {
	var ids []string
	for _, p := range named.People {
		ids = append(ids, s.r.Accounts.sourcedID.Text(s.r.People.account[p]))
	}
	slices.Sort(ids)
	return strings.Join(ids, " ")
}

// What is a student's or a parent's as it stands is not made a teacher's by zeros or
// another case; what is the teacher's, too, or has the name beside it, stays.
func TestStaffNamesOfOthers(t *testing.T) {
	for _, other := range []string{
		"s1,,student,x,,Stu,Dent,,9003,,,\n", "s1,tobedeleted,student,x,,Stu,Dent,,9003,,,\n", "p1,,parent,x,,Pa,Rent,,9003,,,\n", "9003,,student,x,,Stu,Dent,,1,,,\n",
		"s1,,student,9003,,Stu,Dent,,1,,,\n", "s1,,student,x,{State ID:9003},Stu,Dent,,1,,,\n",
	} {
		files := mapleRidgeFiles()
		files["users.csv"] += "t20,,teacher,DKow,,Dana,Kow,,09003,dk@example.org,,\n" + other + "s2,,student,dkow,,Di,Kow,,2,,,\n"
		files["users.csv"] = strings.Replace(files["users.csv"], "dkowalski,,Dana,Kowalski,M,9003", "dkowalski,,Dana,Kowalski,M,9903", 1)
		names := NewStaffNames(loadRoster(t, files, nil))
		for text, want := range map[string]bool{"9003": false, "009003": true, "09003": true, " 09003 ": true, "Kow, Dana (9003)": true, "dkow": false, "DKow": true, "DKOW": true, "dk@EXAMPLE.org": true, "Kow, Dana": true} {
			if got := names.Find(text); (len(got.People) == 1) != want || want && got.By != NamedWhole {
				t.Errorf("with %s: %q finds %d, by %d", other, text, len(got.People), got.By)
			}
		}
	}
}

func TestSectionCodes(t *testing.T) {
	r := loadRoster(t, mapleRidgeFiles(), nil)
	codes := NewSectionCodes(r)
	for text, want := range map[string]string{
		"ENG100-01": "c1", "eng 100 01": "c1", "ENG-100.01": "c1", "ENG10001": "c1", "ENG1-0001": "", "ENG100": "", "11-1": "c2", "1-11": "", "111": "c2", "11/1": "c2",
		"SEC7B": "c3", "sec-7-b": "c3", "": "", "-": "", "7B": "",
	} {
		if got := r.classIDs(codes.Find(text)); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// A text means the same in capitals, and nobody in no way; names are read as letters and
// digits, however odd they are.
func FuzzStaffNames(f *testing.F) {
	for _, text := range []string{"Dana M. Kowalski", "O'Neil, Siobhan Jr.", "de la Cruz", "Smith; Lee", "(", "9003 (x)", "李 明", "Ii, Iv"} {
		f.Add(text)
	}
	names := NewStaffNames(loadRoster(f, mapleRidgeFiles(), nil))
	f.Fuzz(func(t *testing.T, text string) {
		got := names.Find(text)
		if len(got.People) == 0 && got.By != NamedWhole {
			t.Errorf("nobody, by %d", got.By)
		}
		if upper := names.Find(strings.ToUpper(text)); isASCII(text) && !cmp.Equal(got, upper) {
			t.Errorf("%v, in capitals %v", got, upper)
		}
		for _, n := range readName(text) {
			if n.family == "" || strings.ContainsAny(n.family+n.given+n.middle, " ,.'-") {
				t.Errorf("the parts %+v", n)
			}
		}
	})
}

func isASCII(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}
