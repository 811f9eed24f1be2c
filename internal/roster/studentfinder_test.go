package roster

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"example.com/otustemplate/internal/rostertest"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/textindex"
)

// collisions are people who have each other's identifiers as another kind or in another
// case, share them, or have several accounts.
const collisions = "s20,,student,100,{State ID:200},Ann,One,,300,S30@example.org,,\n" +
	"s21,,student,300,{State ID:201},Bea,Two,,301,s31@example.org,,\n" + // s20's number is the username of this one
	"s22,,student,cc,{State ID:s20},Cy,Three,,302,s32@example.org,,\n" + // its State ID is another's sourcedId
	"s23,,student,dd,{State ID:203},Di,Four,,303,S30@EXAMPLE.org,,\n" + // shares an address
	"S24,,student,s24,{State ID:204},Ed,Five,,304,s34@example.org,,\n" +
	"s24,,student,ff,{State ID:205},Flo,Six,,305,s35@example.org,,\n" + // another's sourcedId in another case
	"s26,,student,gg,{State ID:206},Gus,Seven,,900,s36@example.org,,\n" + // has a teacher's number
	"s27,,student,hh,{State ID:207},Hal,Eight,,307,,,\ns28,,student,hh,{State ID:207},Hal,Eight,,307,,,\n" + // one person
	"p1,,parent,ii,,Ida,Nine,,208,p1@example.org,,\ns29,,student,jj,{State ID:208},Jo,Nine,,309,P1@example.org,,\n" +
	"s30,,student,kk,{State ID:000},Kim,Ten,,310,s37@example.org,,\n" +
	"s31,,student,000,{State ID:211},Lou,Eleven,,311,s38@example.org,,\n" +
	"s33,,student,Q@Example.org,{State ID:213},Ned,Old,,313,s40@example.org,,\ns34,,student,nn,{State ID:214},Oz,Pip,,314,q@example.org,,\n" + // a username that is an address
	"s35,,student,oo,{State ID:215},Pia,Quo,,31é,s41@example.org,,\ns36,,student,pp,{State ID:216},Ray,Rue,,\"3,16\",é@example.org,,\n" +
	"s32,tobedeleted,student,mm,{State ID:212},Max,Twelve,,312,s39@example.org,,\n"

func collidingFiles() map[string]string {
	files := maps.Clone(rostertest.Files)
	files["users.csv"] += collisions
	return files
}

// textsOf returns every identifier of the roster, in several cases.
func textsOf(r *Roster) (texts []string) {
	a := &r.Accounts
	for _, f := range append([]*textindex.Field{a.sourcedID, a.identifier, a.username, a.Address}, a.userIDs...) {
		for i := range r.Accounts.Person {
			if text := f.Text(int32(i)); text != "" {
				texts = append(texts, text, strings.ToUpper(text), strings.ToLower(text), "0"+text, text+" ", strings.TrimLeft(text, "0"))
			}
		}
	}
	slices.Sort(texts)
	return slices.Compact(append(texts, "", "nobody", "@example.org", "@", "é@nowhere.org", strings.Repeat("x", 70)+"@example.org"))
}

// What the fast way finds by an identifier, the careful way finds, too, and nobody else.
func TestStudentFinderFindsOnlyOne(t *testing.T) {
	r := loadRoster(t, collidingFiles(), nil)
	f := NewStudentFinder(r)
	only := func(text string, account int32, students []Person, nobody bool) {
		if p := r.Accounts.Person[account]; nobody || len(students) != 1 || students[0] != p {
			t.Errorf("%q finds %s alone, and stands for %d students, nobody %t", text, r.Name(p), len(students), nobody)
		}
	}
	found := 0
	texts := textsOf(r)
	for range 2 { // what is remembered of the first time says the same
		for _, text := range texts {
			if account, ok := f.ByAny([]byte(text)); ok {
				found++
				students, nobody := r.StudentsByAny(nil, text)
				only(text, account, students, nobody)
			}
			for _, c := range schema.Identifiers {
				if account, ok := f.By(c, []byte(text)); ok {
					found++
					students, nobody := StudentsBy(r, nil, c, text, true)
					only(text, account, students, nobody)
				}
			}
		}
		slices.Reverse(texts)
	}
	if found < 100 {
		t.Errorf("only %d are found", found)
	}
}

// Whom an identifier stands for alone is found the fast way, and who shares one is not.
func TestStudentFinder(t *testing.T) {
	r := loadRoster(t, collidingFiles(), nil)
	f := NewStudentFinder(r)
	idOf := func(account int32, ok bool) string {
		if !ok {
			return ""
		}
		return r.Accounts.sourcedID.Text(account)
	}
	for text, want := range map[string]string{
		"100": "s20", "200": "s20", "300": "", "s20": "", "301": "s21", "S30@example.org": "", "s30@example.org": "", "s31@example.org": "s21", "S31@Example.org": "s21",
		"S24": "S24", "s24": "", "305": "s24", "900": "", "206": "s26", "hh": "", "207": "", "208": "", "jj": "s29", "p1@example.org": "", "000": "", "311": "s31", "q@example.org": "s34", "Q@EXAMPLE.org": "s34", "Q@Example.org": "", "É@example.org": "",
		strings.Repeat("q", 60) + "@example.org": "", "@nowhere": "", "212": "s32", " s31": "", "s31 ": "", "": "",
	} {
		if got := idOf(f.ByAny([]byte(text))); got != want {
			t.Errorf("%q of any kind finds %q, want %q", text, got, want)
		}
	}
	for _, tt := range []struct {
		c          schema.Column
		text, want string
	}{
		{schema.ColSISID, "s20", "s20"}, {schema.ColSISID, "S20", ""}, {schema.ColSISID, "S24", "S24"}, {schema.ColSISID, "s24", "s24"}, {schema.ColSISID, "s27", ""},
		{schema.ColStudentNumber, "300", "s20"}, {schema.ColStudentNumber, "900", ""}, {schema.ColStudentNumber, "307", ""}, {schema.ColStudentNumber, " 301", ""},
		{schema.ColStateID, "208", "s29"}, {schema.ColStateID, "s20", "s22"},
		{schema.ColStudentEmail, "S31@EXAMPLE.org", "s21"}, {schema.ColStudentEmail, "s30@example.org", ""}, {schema.ColStudentEmail, "p1@example.org", ""},
	} {
		if got := idOf(f.By(tt.c, []byte(tt.text))); got != tt.want {
			t.Errorf("%q as %s finds %q, want %q", tt.text, tt.c, got, tt.want)
		}
	}
}

// What fills a column in is what the account has alone, and none where the roster has no
// such identifier.
func TestStudentFinderOwn(t *testing.T) {
	r := loadRoster(t, collidingFiles(), nil)
	files := collidingFiles()
	files["users.csv"] = strings.ReplaceAll(files["users.csv"], "State ID:", "LDAP:")
	without := loadRoster(t, files, nil)
	for _, tt := range []struct {
		r    *Roster
		id   string
		c    schema.Column
		want string
	}{
		{r, "s20", schema.ColStateID, "200"}, {without, "s20", schema.ColStateID, ""}, {r, "s20", schema.ColSISID, "s20"}, {r, "s20", schema.ColStudentEmail, ""},
		{r, "s21", schema.ColStudentEmail, "s31@example.org"}, {r, "s27", schema.ColStudentEmail, ""}, {r, "s26", schema.ColStudentNumber, ""}, {r, "s24", schema.ColStudentNumber, "305"},
		{r, "s35", schema.ColStudentNumber, ""}, {r, "s36", schema.ColStudentNumber, ""}, {r, "s36", schema.ColStudentEmail, ""}, {r, "s36", schema.ColStateID, "216"},
	} {
		f := NewStudentFinder(tt.r)
		account := textindex.First(tt.r.Accounts.sourcedID, tt.id)
		for range 2 {
			text, ok := f.Own(account, tt.c)
			if text == "" && ok || ok != (tt.want != "") || ok && text != tt.want {
				t.Errorf("%s of %s: %q, %t, want %q", tt.c, tt.id, text, ok, tt.want)
			}
		}
		if lacks := f.Lacks(account, tt.c); lacks && tt.want != "" {
			t.Errorf("%s lacks %s", tt.id, tt.c)
		}
	}
}
