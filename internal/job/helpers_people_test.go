package job_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/roster"
)

// districtRoster is the roster of testdata/district, of the school year
// 2023-2024.
func districtRoster(t testing.TB) *roster.Roster {
	t.Helper()
	r, err := roster.LoadOneRoster(os.DirFS("../../testdata/district/oneroster"), nil)
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
	r, err := roster.LoadOneRoster(folder(peopleFiles(users, enrolled)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// rosterFiles are a made-up roster of OneRoster 1.1, to be changed by a test.
func rosterFiles() map[string]string {
	return map[string]string{
		"academicSessions.csv": "sourcedId,status,dateLastModified,title,type,startDate,endDate,parentSourcedId,schoolYear\n" +
			"FY,,,Year,schoolYear,2023-08-21,2024-06-07,,2024\n",
		"users.csv": "sourcedId,status,dateLastModified,enabledUser,orgSourcedIds,role,username,userIds,givenName,familyName,middleName,identifier,email\n" +
			"t1,,,true,o1,teacher,ruiz,,Ana,Ruiz,,900,Ana.Ruiz@example.org\n" +
			"t2,,,true,o1,teacher,lee,,Bo,Lee,,901,bo.lee@example.org\n" +
			"s1,,,true,o1,student,cy,{State:77001},Cy,Park,,00123,cy@example.org\n" +
			"s2,,,true,o1,student,di,{State:77002},Di,Noor,,00124,\n",
		"classes.csv": "sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods\n" +
			"c1,,,Algebra 1,,k1,ALG,scheduled,,o1,FY,,,1\n" +
			"c2,,,Homeroom 6,,k2,HR,homeroom,,o1,FY,,,0\n",
		"enrollments.csv": "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n" +
			"e1,,,c1,o1,t1,teacher,true,,\n" +
			"e2,,,c1,o1,s1,student,,,\n" +
			"e3,,,c2,o1,t2,teacher,true,,\n" +
			"e4,,,c2,o1,s2,student,,,\n",
	}
}

// folder returns the files as a folder.
func folder(files map[string]string) fs.FS {
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// zipped returns the files as a zip.
func zipped(t *testing.T, files map[string]string) fs.FS {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(files[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return openZip(t, b.Bytes())
}

func openZip(t *testing.T, b []byte) fs.FS {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lawRoster is a small roster with what cellPieces speak of.
func lawRoster(t *testing.T) *roster.Roster {
	t.Helper()
	people, err := roster.LoadOneRoster(fstest.MapFS{
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
	r, err := roster.LoadOneRoster(os.DirFS("../../testdata/files/roster/oneroster"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
