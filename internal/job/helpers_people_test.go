package job_test

import (
	"os"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/rostertest"
)

// districtRoster is the roster of testdata/district, of the school year
// 2023-2024.
func districtRoster(t testing.TB) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), os.DirFS("../../testdata/district/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// peopleFiles are a roster of the users given and of Zoe Zorn, who teaches them
// Algebra, as far as enrolled says.
func peopleFiles(users, enrolled string) map[string]string {
	return map[string]string{
		"academicSessions.csv": "sourcedId,startDate,endDate\nFY,2023-08-21,2024-06-07\n",
		"users.csv":            usersHeader + "t9,,teacher,Zoe,Zorn,999,zz,zoe@example.org,\n" + users,
		"classes.csv":          "sourcedId,status,title,classCode,classType,termSourcedIds\nc1,,Algebra,,,FY\nc2,,Algebra,,,FY\n",
		"enrollments.csv":      "classSourcedId,userSourcedId,role,status,primary,beginDate,endDate\nc1,t9,teacher,,,,\n" + enrolled,
	}
}

func peopleRoster(t testing.TB, users, enrolled string) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), rostertest.FS(peopleFiles(users, enrolled)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lawRoster is a small roster with what cellPieces speak of.
func lawRoster(t *testing.T) *roster.Roster {
	t.Helper()
	people, err := roster.Load(t.Context(), fstest.MapFS{
		"users.csv": {Data: []byte("sourcedId,givenName,familyName,role,identifier,email,userIds\n" +
			"s1,Ann,Boe,student,00012,ann@example.org,{StateID:999}\ns2,Cid,Boe,student,00013,ann@example.org,\n" +
			"t1,Mia,Lee,teacher,900,m.lee@example.org,\n")},
		"classes.csv":          {Data: []byte("sourcedId,title\nc1,Biology\nc2,Biology\nc3,Chem\nc4,chem\nc5,Café\n")},
		"enrollments.csv":      {Data: []byte("classSourcedId,userSourcedId,role\nc1,s1,student\nc1,t1,teacher\nc2,s2,student\nc3,t1,teacher\n")},
		"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\ny,2023-08-15,2024-06-15\n")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return people
}

// schoolRoster reads a small OneRoster export. Ana Ruiz teaches Algebra 1 (two
// classes) and Art; Ben Okafor teaches Algebra 1 (a third), Biology and ART.
// Sam Reyes is in the first Algebra 1 and Art, Kim Novak in Ben's Algebra 1 and
// Biology, and Lee Novak, who shares an address with Kim, in Art.
func schoolRoster(t testing.TB) *roster.Roster {
	t.Helper()
	r, err := roster.Load(t.Context(), os.DirFS("../../testdata/files/roster/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
