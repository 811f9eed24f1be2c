// Package rostertest holds a made-up roster for the tests of those who load one.
package rostertest

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
)

// Files are a made-up roster: two Algebra classes by different teachers,
// one of them shared by two; siblings with one address; a teacher who was in
// two rows, and one who left; a student who changed classes.
var Files = map[string]string{
	"academicSessions.csv": "sourcedId,status,startDate,endDate\n" +
		"S1,,2023-08-21,2023-12-22\nS2,,2024-01-08,2024-06-07\n",
	"users.csv": "sourcedId,status,role,username,userIds,givenName,familyName,middleName,identifier,email,preferredGivenName,preferredFamilyName\n" +
		"t1,,teacher,aruiz,,Ana,Ruiz,Maria,900,Ana.Ruiz@example.org,Annie,\n" +
		"t1b,,administrator,aruiz,,Ana,Ruiz,Maria,900,ana.ruiz@example.org,,\n" +
		"t2,,teacher,blee,,Bo,Lee,,901,bo.lee@example.org,,\n" +
		"t3,,teacher,blee2,,Bo,Lee,,902,bo.lee2@example.org,,\n" +
		"t4,tobedeleted,teacher,old,,Flo,Gone,,903,flo@example.org,,\n" +
		"a1,,administrator,adm,,Gus,Hahn,,904,gus@example.org,,\n" +
		"s1,,student,cy,\"{LDAP:x1}, {State ID:77001}\",Cy,Park,,00123,park@example.org,,\n" +
		"s2,,student,di,{State ID:77002},Di,Park,,00124,Park@example.org,,\n" +
		"s3,,student,núñez,,José,Núñez,Luis,000125,jose@example.org,,\n" +
		"s4,,student,ev,,Eva,Roth,,0126,eva@example.org,,\n" +
		"s5,,student,ev2,,Evan,Moss,,00126,evan@example.org,,\n" +
		"s6,tobedeleted,student,hal,,Hal,Left,,127,hal@example.org,,\n" +
		"s7,,student,ana2,,Ana,Ruiz,,128,ana2@example.org,,\n",
	"classes.csv": "sourcedId,status,title,classCode,classType,termSourcedIds,periods\n" +
		"c1,,Algebra 1,ALG-1,scheduled,\"S1, S2\",\"1,2\"\n" +
		"c2,,Algebra 1,ALG-2,scheduled,S1,3\n" +
		"c3,,Homeroom,HR,homeroom,,\n" +
		"c4,tobedeleted,Band,BD,scheduled,S1,\n" +
		"c5,,Café,CAF,scheduled,,\n",
	"enrollments.csv": "classSourcedId,userSourcedId,role,status,primary,beginDate,endDate\n" +
		"c1,t1,teacher,,true,,\nc1,t2,teacher,,false,,\nc2,t3,teacher,,true,,\n" +
		"c3,t2,teacher,,,,\nc4,t4,teacher,,true,,\nc5,t1,teacher,,,,\nc5,t3,teacher,,,,\n" +
		"c1,s1,student,,,2023-08-21,2023-10-31\nc2,s1,student,,,2023-11-01,2024-06-07\nc3,s1,student,,,,\n" +
		"c1,s2,student,,,,\nc2,s3,student,,,,\nc5,s3,student,tobedeleted,,,\nc4,s4,student,,,,\nc1,s6,student,,,,\n",
}

// FS returns the files as a folder.
func FS(files map[string]string) fs.FS {
	fsys := make(fstest.MapFS)
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// Zip returns the files as a zip.
func Zip(t testing.TB, files map[string]string) fs.FS {
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
	return OpenZip(t, b.Bytes())
}

// OpenZip returns what is in a zip.
func OpenZip(t testing.TB, b []byte) fs.FS {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Small returns a made-up roster of OneRoster 1.1, to be changed by a test.
func Small() map[string]string {
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

// Clever returns the people and classes of [Small] as a district uploads them to
// Clever: with a second teacher of the homeroom, a teacher whose ID is a student's too,
// and one of two schools.
func Clever() map[string]string {
	return map[string]string{
		"schools.csv": "School_id,School_name\no1,Maple Middle\no2,Maple High\n",
		"students.csv": "School_id,Student_id,Student_number,State_id,Last_name,Middle_name,First_name,Grade,Student_email,Username\n" +
			"o1,s1,00123,77001,Park,,Cy,6,cy@example.org,cy\n" +
			"o1,s2,00124,77002,Noor,,Di,6,,di\n" +
			"o1,t1,00125,77003,Roth,,Ed,7,ed@example.org,ed\n",
		"teachers.csv": "School_id,Teacher_id,Teacher_number,State_teacher_id,Teacher_email,First_name,Middle_name,Last_name,Title\n" +
			"o1,t1,900,,Ana.Ruiz@example.org,Ana,,Ruiz,\n" +
			"o1,t2,901,,bo.lee@example.org,Bo,,Lee,\n" +
			"o2,t2,901,,bo.lee@example.org,Bo,,Lee,\n",
		"sections.csv": "School_id,Section_id,Teacher_id,Teacher_2_id,Teacher_10_id,Name,Section_number,Grade,Course_name,Period,Subject,Term_name,Term_start,Term_end\n" +
			"o1,c1,t1,,,Algebra 1,ALG,6,Algebra,1,math,FY,2023-08-21,2024-06-07\n" +
			"o1,c2,t2,,t1,Homeroom 6,HR,6,,0,homeroom/advisory,FY,2023-08-21,2024-06-07\n",
		"enrollments.csv": "School_id,Section_id,Student_id\no1,c1,s1\no1,c2,s2\no1,c1,t1\n",
	}
}

// SDS returns the people and classes of [Small] as School Data Sync 2.1 has them: one
// of the teachers without an e-mail address except for the username, and a professor.
func SDS() map[string]string {
	return map[string]string{
		"orgs.csv": "sourcedId,name,type,parentSourcedId\no1,Maple Middle,school,\n",
		"users.csv": "sourcedId,username,givenName,familyName,password,activeDirectoryMatchId,email,phone,sms,userNumber\n" +
			"t1,ruiz@example.org,Ana,Ruiz,,,Ana.Ruiz@example.org,,,900\n" +
			"t2,bo.lee@example.org,Bo,Lee,,,,,,901\n" +
			"s1,cy@example.org,Cy,Park,,cy.park@example.org,,,,00123\n" +
			"s2,di,Di,Noor,,,,,,00124\n",
		"roles.csv": "userSourcedId,orgSourcedId,role,sessionSourcedId,grade,isPrimary,roleStartDate,roleEndDate\n" +
			"t1,o1,teacher,FY,,TRUE,2023-08-21,2024-06-07\nt2,o1,Professor,FY,,TRUE,,\ns1,o1,student,FY,6,TRUE,,\ns2,o1,Student,FY,6,TRUE,,\n",
		"classes.csv":          "sourcedId,orgSourcedId,title,sessionSourcedIds,courseSourcedId,code\nc1,o1,Algebra 1,FY,k1,ALG\nc2,o1,Homeroom 6,FY,k2,HR\n",
		"enrollments.csv":      "classSourcedId,userSourcedId,role\nc1,t1,teacher\nc1,s1,student\nc2,t2,faculty\nc2,s2,student\n",
		"academicSessions.csv": "sourcedId,title,type,schoolYear,startDate,endDate\nFY,Year,schoolYear,2024,2023-08-21,2024-06-07\n",
	}
}
