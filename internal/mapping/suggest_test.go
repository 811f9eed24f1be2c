package mapping_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/schema"
)

// suggested returns the mapping that is suggested for labels, with the forms of dates
// cut short.
func suggested(t *testing.T, columns []string) (*mapping.Suggestion, string) {
	t.Helper()
	s := mapping.Suggest(columns)
	text, err := json.Marshal(s.Mapping)
	if err != nil {
		t.Fatal(err)
	}
	got := string(text)
	if before, after, ok := strings.Cut(got, `"formats":[`); ok {
		_, after, _ = strings.Cut(after, `]`)
		got = before + `"formats":[…]` + after
	}
	if err := s.Mapping.Check(columns); err != nil {
		t.Errorf("the suggestion does not fit: %v", err)
	}
	return s, got
}

func TestSuggest(t *testing.T) {
	const classOf = `"Class Name":{"lookup":"class-of","prefer":["scheduled"],"ifNone":"homeroom"}`
	tests := []struct {
		name    string
		columns string
		system  string
		want    string
		missing []schema.Column
		decide  []string // words that what is left to decide must have
	}{
		{
			name: "the template itself", columns: strings.Join(schema.Layout{}.Labels(), ","),
			want: `{"columns":{"Student Email":{"from":"Student Email"},"SIS ID":{"from":"SIS ID"},"Student Number":{"from":"Student Number"},` +
				`"State ID":{"from":"State ID"},"Recognition":{"from":"Recognition"},"Teacher Email":{"from":"Teacher Email"},` +
				`"Class Name":{"from":"Class Name"},"Date":{"from":"Date"},"Note":{"from":"Note"}}}`,
		},
		{
			name: "a log whose subtypes mean something else for each type", system: "PowerSchool log entries",
			columns: "StudentID,student_number,Entry_Date,Entry_Time,Entry_Author,LogType,Subtype,Consequence,Subject,Entry",
			want: `{"columns":{"Student Number":{"from":"student_number","lookup":"student"},"Recognition":{"join":["LogType","Subtype"],"sep":"/"},` +
				`"Teacher Email":{"from":"Entry_Author","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"Entry_Date","formats":[…]}}}`,
			decide: []string{`which values of "LogType" count`, `none of "Consequence", "Subject" and "Entry" was taken`},
		},
		{
			name: "a log with nothing but the database's number of the student", system: "PowerSchool log entries",
			columns: "StudentID,Entry_Date,Entry_Author,Subtype",
			want: `{"columns":{"Recognition":{"from":"Subtype"},"Teacher Email":{"from":"Entry_Author","lookup":"teacher","ifNotTeacher":"teacher-of"},` +
				classOf + `,"Date":{"from":"Entry_Date","formats":[…]}}}`,
			missing: []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID},
			decide:  []string{"which column has the student's number"},
		},
		{
			name: "incidents, of which only offenders count", system: "PowerSchool incidents",
			columns: "IncidentID,Incident_TS,StudentNumber,Person_Role,Behavior_Code,Action_Code,Created_By",
			want: `{"rows":{"where":{"Person_Role":["Offender","Perpetrator","Aggressor","Instigator","Primary Offender","Student Offender"]}},` +
				`"key":["IncidentID","StudentNumber","Behavior_Code"],` +
				`"columns":{"Student Number":{"from":"StudentNumber","lookup":"student"},"Recognition":{"from":"Behavior_Code"},` +
				`"Teacher Email":{"from":"Created_By","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"Incident_TS","formats":[…]}}}`,
			decide: []string{`whether "Person_Role" keeps the right rows`},
		},
		{
			name: "fields of an ad hoc filter, with the event's own number", system: "Infinite Campus",
			columns: "student.stateID,incident.incidentID,behaviorEvent.eventID,behaviorEvent.eventName,behaviorRole.role,incident.timestamp,incident.submittedBy,behaviorResolution.resolutionName",
			want: `{"rows":{"where":{"behaviorRole.role":["Offender"]}},"key":["incident.incidentID","behaviorEvent.eventID","student.stateID","behaviorEvent.eventName"],"columns":{"State ID":{"from":"student.stateID"},` +
				`"Recognition":{"from":"behaviorEvent.eventName"},"Teacher Email":{"from":"incident.submittedBy","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf +
				`,"Date":{"from":"incident.timestamp","formats":[…]}}}`,
		},
		{
			name: "a behavior report", system: "Infinite Campus",
			columns: "School,Group By,Submitted By,Event Type,Date,Student,Student Number,Grade,Role,Comments",
			want: `{"rows":{"where":{"Role":["Offender"]}},"columns":{"Student Number":{"from":"Student Number","lookup":"student"},` +
				`"Recognition":{"from":"Event Type"},"Teacher Email":{"from":"Submitted By","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"Date","formats":[…]}}}`,
		},
		{
			name: "codes in several columns", system: "Aeries", columns: "ID,DT,CD,CD2,RF,CO",
			want: `{"each":{"columns":["CD","CD2"],"as":"Each Violation"},"columns":{"Student Number":{"from":"ID","lookup":"student"},` +
				`"Recognition":{"from":"Each Violation"},"Teacher Email":{"from":"RF","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"DT","formats":[…]}}}`,
		},
		{
			name: "numbers of its own are nobody's in Otus", system: "Kickboard",
			columns: "student id,external id,last name,first name,group name,behavior id,behavior,comments,merit points,date,timestamp,staff id,staff last name,staff first name",
			want: `{"columns":{"Student Number":{"from":"external id","lookup":"student"},"Recognition":{"from":"behavior"},` +
				`"Teacher Email":{"join":["staff last name","staff first name"],"sep":", ","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"date","formats":[…]}}}`,
		},
		{
			name: "an export with flat objects", system: "DeansList",
			columns: "DLSAID,DLStudentID,StudentSchoolID,SecondaryStudentID,Behavior,BehaviorCategory,BehaviorDate,DLUserID,StaffFirstName,StaffLastName,Roster,IsDeleted",
			want: `{"rows":{"not":{"IsDeleted":["true","1","Y","Yes"]}},"key":["DLSAID"],"columns":{"Student Number":{"from":"StudentSchoolID","lookup":"student"},` +
				`"Recognition":{"from":"Behavior"},"Teacher Email":{"join":["StaffLastName","StaffFirstName"],"sep":", ","lookup":"teacher","ifNotTeacher":"teacher-of"},` +
				`"Class Name":{"from":"Roster","lookup":"class-of","prefer":["scheduled"],"ifNone":"homeroom"},"Date":{"from":"BehaviorDate","formats":[…]}}}`,
		},
		{
			name: "a form that asks for the day", system: "Google Forms",
			columns: "Timestamp,Your email address,Student ID #,Student name,When did it happen?,Which behavior? (check all that apply),What happened? Please describe.,Class period",
			want: `{"each":{"split":"Which behavior? (check all that apply)","separator":",","as":"Each Answer"},"columns":{"Student Number":{"from":"Student ID #","lookup":"student"},` +
				`"Recognition":{"from":"Each Answer"},"Teacher Email":{"from":"Your email address","lookup":"teacher","ifNotTeacher":"teacher-of"},` +
				`"Class Name":{"lookup":"class-in","period":"Class period"},"Date":{"from":"When did it happen?","formats":[…]}}}`,
		},
		{
			name: "a form that a clerk fills in", system: "Google Forms", columns: "Timestamp,Email Address,Teacher,Student Name,Student ID,Class,Behavior,Description",
			want: `{"columns":{"Student Number":{"from":"Student ID","lookup":"student"},"Recognition":{"from":"Behavior"},` +
				`"Teacher Email":{"from":"Teacher","lookup":"teacher","ifNotTeacher":"teacher-of"},` +
				`"Class Name":{"from":"Class","lookup":"class-of","prefer":["scheduled"],"ifNone":"homeroom"},"Date":{"from":"Timestamp","formats":[…]}}}`,
		},
		{
			name:    "another system, with roles and dispositions",
			columns: "SIS Number,Student Name,Incident ID,Incident Date,Violation,Violation Description,Role,Referred By,Referral Date,Disposition",
			want: `{"rows":{"where":{"Role":["Offender","Perpetrator","Aggressor","Instigator","Primary Offender","Student Offender"]}},` +
				`"columns":{"SIS ID":{"from":"SIS Number","lookup":"student"},"Recognition":{"from":"Violation"},` +
				`"Teacher Email":{"from":"Referred By","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"Incident Date","formats":[…]}}}`,
			decide: []string{"whether Disposition says which rows count", `none of "Violation Description" and "Disposition" was taken`},
		},
		{
			name: "names in halves, and when it was entered", columns: "Student Last Name,Student First Name,INCIDENT_CODE,Created_By_Email,created_at,Lesson",
			want: `{"columns":{"Student Number":{"join":["Student Last Name","Student First Name"],"sep":", ","lookup":"student"},"Recognition":{"from":"INCIDENT_CODE"},` +
				`"Teacher Email":{"from":"Created_By_Email","lookup":"teacher","ifNotTeacher":"teacher-of"},` + classOf + `,"Date":{"from":"created_at","formats":[…]}}}`,
		},
		{
			name: "a system that nobody knows, by words", columns: "Incident No,Pupil ID,Infraction,Infraction Date,Date Entered,Author_Email,Author Name,Course,Resolution",
			want: `{"columns":{"Student Number":{"from":"Pupil ID"},"Recognition":{"from":"Infraction"},"Teacher Email":{"from":"Author_Email"},` +
				`"Class Name":{"from":"Course"},"Date":{"from":"Infraction Date"}}}`,
			decide: []string{`whether Resolution says which rows count`, `none of "Resolution" was taken`},
		},
		{
			name: "two of the same kind", columns: "Student Number,Behavior A,Behavior B,Teacher Email,Class,Date",
			want: `{"columns":{"Student Number":{"from":"Student Number"},"Teacher Email":{"from":"Teacher Email"},` +
				`"Class Name":{"from":"Class"},"Date":{"from":"Date"}}}`,
			missing: []schema.Column{schema.ColRecognition}, decide: []string{`which of "Behavior A" and "Behavior B" the recognition comes from`},
		},
		{
			name: "a label twice", columns: "Student Number,student_number,Behavior,Behavior,Teacher Email,Class,Date",
			want: `{"columns":{"Student Number":{"from":"Student Number"},"Teacher Email":{"from":"Teacher Email"},` +
				`"Class Name":{"from":"Class"},"Date":{"from":"Date"}}}`,
			missing: []schema.Column{schema.ColRecognition},
		},
		{name: "nothing", missing: []schema.Column{schema.ColStudentEmail, schema.ColSISID, schema.ColStudentNumber, schema.ColStateID,
			schema.ColRecognition, schema.ColTeacherEmail, schema.ColClassName, schema.ColDate}, want: `{"columns":{}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, got := suggested(t, strings.Split(tt.columns, ","))
			if got != tt.want || s.System != tt.system {
				t.Errorf("of %q is suggested\n%s\nwant %q\n%s", s.System, got, tt.system, tt.want)
			}
			if diff := cmp.Diff(tt.missing, append([]schema.Column(nil), s.Mapping.Missing()...)); diff != "" {
				t.Errorf("Missing (-want +got):\n%s", diff)
			}
			for _, words := range tt.decide {
				if !slices.ContainsFunc(s.ToDecide, func(d string) bool { return strings.Contains(d, words) }) {
					t.Errorf("nothing to decide says %q: %q", words, s.ToDecide)
				}
			}
		})
	}
}

// What a column of the student's number is called is told by its words, shortened ones
// too. Of two such columns a person is asked, and a number of something else is none.
func TestSuggestStudentNumber(t *testing.T) {
	for label, want := range map[string]schema.Column{
		"Stu Num": schema.ColStudentNumber, "Stu #": schema.ColStudentNumber, "Stu. No.": schema.ColStudentNumber, "STU_NBR": schema.ColStudentNumber, "StuNum": schema.ColStudentNumber,
		"STUNUM": schema.ColStudentNumber, "stuid": schema.ColStudentNumber, "Pupil No": schema.ColStudentNumber, "PupilNo": schema.ColStudentNumber, "pupil_num": schema.ColStudentNumber,
		"Student Nbr": schema.ColStudentNumber, "StudentNbr": schema.ColStudentNumber, "Student NMBR": schema.ColStudentNumber, "Stdnt ID": schema.ColStudentNumber, "STDNTID": schema.ColStudentNumber,
		"Stud ID #": schema.ColStudentNumber, "Student Ident": schema.ColStudentNumber, "Learner Identifier": schema.ColStudentNumber, "Scholar #": schema.ColStudentNumber,
		"Perm ID": schema.ColStudentNumber, "PermID": schema.ColStudentNumber, "Perm #": schema.ColStudentNumber, "permno": schema.ColStudentNumber, "Perm ID #": schema.ColStudentNumber,
		"Permanent Nbr": schema.ColStudentNumber, "Local ID": schema.ColStudentNumber, "Local Nbr": schema.ColStudentNumber, "Local ID Num": schema.ColStudentNumber,
		"SIS Number": schema.ColSISID, "SIS #": schema.ColSISID, "SIS_NBR": schema.ColSISID, "sisid": schema.ColSISID,
		"Stu State ID": schema.ColStateID, "State Nbr": schema.ColStateID, "State #": schema.ColStateID, "Pupil State Num": schema.ColStateID,
		"Stu Email": schema.ColStudentEmail, "Stdnt E-Mail": schema.ColStudentEmail,
		"Number of Students": schema.NoColumn, "No. of Students": schema.NoColumn, "Student Phone #": schema.NoColumn, "Stu Lunch PIN No": schema.NoColumn, "Student Locker Nbr": schema.NoColumn,
		"Student Room Num": schema.NoColumn, "Student Bus #": schema.NoColumn, "Student Incident ID": schema.NoColumn, "SIS Section ID": schema.NoColumn, "Local Police Number": schema.NoColumn,
		"Casino": schema.NoColumn, "Studio": schema.NoColumn, "State": schema.NoColumn, "Perm": schema.NoColumn, "#": schema.NoColumn, "ID": schema.NoColumn, "No": schema.NoColumn,
	} {
		s, text := suggested(t, []string{label, "Behavior", "Teacher Email", "Class", "Date"})
		var got []schema.Column
		for _, c := range schema.Identifiers {
			if !slices.Contains(s.Mapping.Missing(), c) && strings.Contains(text, `"`+c.String()+`":{"from"`) {
				got = append(got, c)
			}
		}
		if want == schema.NoColumn && len(got) > 0 || want != schema.NoColumn && !slices.Equal(got, []schema.Column{want}) {
			t.Errorf("%q is %v, want %v: %s", label, got, want, text)
		}
	}
	s, text := suggested(t, []string{"Stu Num", "Student Nbr", "Behavior", "Teacher Email", "Class", "Date"})
	if strings.Contains(text, "Stu Num") || !slices.ContainsFunc(s.ToDecide, func(d string) bool {
		return strings.Contains(d, `which of "Stu Num" and "Student Nbr" the student's number comes from`)
	}) {
		t.Errorf("of two: %s, to decide %q", text, s.ToDecide)
	}
	if _, text := suggested(t, []string{"Student ID", "Stu Num", "Behavior", "Teacher Email", "Class", "Date"}); !strings.Contains(text, `"Student Number":{"from":"Stu Num"}`) {
		t.Errorf("beside an ID: %s", text)
	}
	if _, text := suggested(t, []string{"Stu Num", "Student Number", "Behavior", "Teacher Email", "Class", "Date"}); !strings.Contains(text, `"Student Number":{"from":"Student Number"}`) {
		t.Errorf("beside the template's label: %s", text)
	}
}

// Other words that labels shorten.
func TestSuggestShortWords(t *testing.T) {
	for columns, want := range map[string]string{
		"Stu ID,Evt Cd,Tchr Nm,Crs Name,Evt Dt,Pd": `{"columns":{"Student Number":{"from":"Stu ID","lookup":"student"},"Recognition":{"from":"Evt Cd"},"Teacher Email":{"from":"Tchr Nm","lookup":"teacher","ifNotTeacher":"teacher-of"},` +
			`"Class Name":{"from":"Crs Name","lookup":"class-in","period":"Pd"},"Date":{"from":"Evt Dt","formats":[…]}}}`,
		"State Reporting ID,Infrac,Staff E-Mail,Cls,Ofns Date": `{"columns":{"State ID":{"from":"State Reporting ID"},"Recognition":{"from":"Infrac"},"Teacher Email":{"from":"Staff E-Mail"},` +
			`"Class Name":{"from":"Cls"},"Date":{"from":"Ofns Date"}}}`,
	} {
		if _, text := suggested(t, strings.Split(columns, ",")); text != want {
			t.Errorf("of %s is suggested\n%s\nwant\n%s", columns, text, want)
		}
	}
	_, text := suggested(t, []string{"Stu #", "Beh Code", "Tchr #", "Sect Nbr", "Inc Dt", "Per"})
	want := `{"columns":{"Student Number":{"from":"Stu #","lookup":"student"},"Recognition":{"from":"Beh Code"},"Teacher Email":{"from":"Tchr #","lookup":"teacher","ifNotTeacher":"teacher-of"},` +
		`"Class Name":{"from":"Sect Nbr","lookup":"class-in","period":"Per"},"Date":{"from":"Inc Dt","formats":[…]}}}`
	if text != want {
		t.Errorf("suggested is\n%s\nwant\n%s", text, want)
	}
}

// Whatever a column of roles is called, a suggestion takes the rows of who did it alone.
func TestSuggestRoles(t *testing.T) {
	for label, want := range map[string]bool{
		"Role": true, "Involvement": true, "Student Involvement": true, "Involvement Code": true, "Incident_Involvement": true, "Party": true, "PartyType": true, "Participant Type": true,
		"Person Type": true, "Involved As": true, "Type of Involvement": true, "Offender/Victim": true, "INCIDENTROLE": true, "Student's Part": true, "Individual Category": true,
		"Gang Involvement": false, "Parent Involvement": false, "Author Role": false, "Staff Role": false, "Participant Name": false, "Student Involved": false, "Person Code": false, "Event Type": false,
	} {
		_, text := suggested(t, []string{label, "Student Number", "Behavior", "Teacher Email", "Class", "Date"})
		if got := strings.HasPrefix(text, `{"rows":{"where":{"`+label+`":["Offender",`); got != want {
			t.Errorf("%q is a role: %t, want %t: %s", label, got, want, text)
		}
	}
}

// Whatever the labels are, a suggestion fits them, is written and read unchanged, and
// makes no Note of anything but a column of that name.
func FuzzSuggest(f *testing.F) {
	f.Add("Student_Number,Entry_Author,LogType,Subtype,Entry")
	f.Add("STU.ID,ADS.CD,ADS.CD2,ADS.DT,ADS.SRF,ADS.RF,Each Violation")
	f.Add("Timestamp,Student (name and ID #),What happened? (check all that apply),Each Answer")
	f.Add("Incident_ID,Participant_Role,Role,Date,Date,note,Notes,otustemplate row,\"\",a.b.c")
	f.Fuzz(func(t *testing.T, labels string) {
		columns := strings.Split(labels, ",")
		s, _ := suggested(t, columns)
		text, err := json.Marshal(s.Mapping)
		if err != nil {
			t.Fatal(err)
		}
		again, err := mapping.ReadMapping(strings.NewReader(string(text)))
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if second, _ := json.Marshal(again); string(second) != string(text) {
			t.Errorf("written again it is %s, was %s", second, text)
		}
		var note struct {
			Columns struct{ Note struct{ From string } }
		}
		if err := json.Unmarshal(text, &note); err != nil {
			t.Fatal(err)
		}
		if from := note.Columns.Note.From; from != "" && schema.HeaderKey(from) != "note" {
			t.Errorf("%q becomes the note", from)
		}
	})
}
