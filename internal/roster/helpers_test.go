package roster_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
)

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
