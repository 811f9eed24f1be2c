package job

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.com/otustemplate/internal/mapping"
	"example.com/otustemplate/internal/sheet"
)

// Labels tell by their words, however these are joined.
func TestDecidingLabels(t *testing.T) {
	for _, label := range []string{
		"Role", "ROLE", "roles", "behaviorRole.role", "behaviorRole.Roles", "Participant_Role", "ParticipantRole", "participantrole", "INCIDENTROLE",
		"Role?", "Student Role", "role_code", "RoleID", "Rolle/Role", "Participant", "Participants", "Participant Type", "PARTICIPANT_CODE", "Participation",
		"Participation Code", "participationtype", "Involvement", "Incident Involvement", "InvolvementCode", "Person Type", "PartyType", "Involved As", "Is Victim", "IsVictim", "is_victim", "isvictim", "ISVICTIM", "Victim?", "victimFlag",
		"Offender", "offender_yn", "Witnesses", "Witness (Y/N)", "Perpetrator", "bystander?",
		"Void", "VOID", "Voided", "VoidedDate", "Voided_Date", "voideddate", "VoidFlag", "voidreason", "isVoid", "IsVoid?",
		"Status", "incident.status", "IncidentStatus", "INCIDENT_STATUS", "incidentstatus", "Statuses", "RecordStatus", "Status Code",
		"Deleted", "IsDeleted", "deletedAt", "deleted_by", "Delete Date", "ISDELETED", "Draft", "Draft?", "isDraft", "draft.flag",
		"Active", "isActive", "Inactive", "inactive_date", "Archived", "Cancelled", "canceledAt", "Removed", "Is Removed", "Hidden", "hidden?", "Expunged Date",
		"State", "incident.state", "Record State", "Resolution", "Resolved", "Dismissed", "Approved", "Unfounded", "Disposition", "Log Type", "LogTypeId", "log_type", "LOGTYPE",
		"Type of Involvement", "Student Involvement Type", "Involvement_Code", "Respondent", "Superseded", "Approval", "Finalized", "Published", "\ufeffRole", "Ｒｏｌｅ",
	} {
		if !mapping.Decides(label) {
			t.Errorf("%q decides nothing", label)
		}
	}
	for _, label := range []string{
		"", " ", "?", "Student_Number", "student.stateID", "State ID", "StateStudentID", "Home State", "Address State", "incident.submittedBy", "Subtype", "Type", "Entry", "Period",
		"Controls", "Enrolled", "Rolodex", "Avoidance", "Interactive Lesson", "Proactive", "Participant_Name", "participantFirstName", "VictimName", "Witness Names", "Offender Student ID",
		"victimname", "Enrollment Status", "SpEd Status", "Lunch Status", "Location", "incident.location", "behaviorEvent.details", "Days of Removal", "Early Dismissal", "Activity",
		"Statement", "Consequence", "Timestamp", "Grade", "Police Involved", "Police Involvement", "Parent Involvement", "Respondent Name", "Event Type", "Name", "s", "IDs",
	} {
		if mapping.Decides(label) {
			t.Errorf("%q decides", label)
		}
	}
}

func TestDecidingValues(t *testing.T) {
	for _, value := range []string{
		"Victim", "victims", "VICTIM", " Victim ", "Victim - Student", "StudentVictim", "student_witness", "Witness", "Witness/Bystander", "Participant", "Participants",
		"Draft", "(Draft)", "Void", "VOIDED", "Voided 3/4", "Reward", "Rewards", "reward ", "Bystander", "Deleted", "Inactive", "Non-Offender", "In Progress", "Pending",
		"VIC", "wit", "Entered in error", "Not Submitted", "superseded",
		"Target", "Targeted Student", "Reporter", "Reporting Party", "Recipient", "Observer", "Cancelled", "Redemption", "Ｖｉｃｔｉｍ",
	} {
		if !mapping.DecidesRows(value) {
			t.Errorf("%q decides nothing", value)
		}
	}
	for _, value := range []string{
		"", " ", "Offender", "Complete", "Active", "Y", "0", "1", "Tardy", "Merit", "Discipline", "Reward Room", "Target Practice", "Avoid", "Victimless", "Removed from class",
		"was a witness to the fight", "He says the victim left early", "Drafting I", "Vic Tran", "Cafeteria", "Closed",
	} {
		if mapping.DecidesRows(value) {
			t.Errorf("%q decides", value)
		}
	}
}

// undecidedOf builds from a text with the columns id, day and others, of which
// the mapping uses the first two, and gives what is undecided. Rules are keys of the
// mapping, and behind @ columns. Both ways must say
// the same.
func undecidedOf(t *testing.T, rules, text string) string {
	t.Helper()
	rules, further, _ := strings.Cut(rules, "@") // of columns
	if further != "" {
		further += ","
	}
	m, err := mapping.ReadMapping(strings.NewReader(`{` + rules + `"columns": {` + further + `"SIS ID": {"from": "id"}, "Date": {"from": "day"},
		"Recognition": {"const": "Tardy"}, "Teacher Email": {"const": "a@example.org"}, "Class Name": {"const": "Art"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got [2]string
	for i := range got {
		src := sheet.NewCSVSource(strings.NewReader(text), nil)
		src.Careful = i == 0
		b := Builder{Mapping: m}
		rep, err := b.Build(context.Background(), src, sheet.NewWriter(io.Discard, nil))
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range rep.Undecided {
			got[i] += fmt.Sprintln(u.Label, u.Field, u.Values)
		}
	}
	if got[0] != got[1] {
		t.Errorf("undecided the careful way\n%s, of plain rows\n%s", got[0], got[1])
	}
	return got[1]
}

// manyValues is a column x of n different values, each twice, the last of which
// is the one given.
func manyValues(n int, last string) string {
	var b strings.Builder
	b.WriteString("id,day,x\n")
	for i := range 2 * n {
		value := fmt.Sprint("code ", i%n)
		if i%n == n-1 {
			value = last
		}
		fmt.Fprintf(&b, "%d,2023-09-14,%s\n", i, value)
	}
	return b.String()
}

func TestUndecidedByValues(t *testing.T) {
	long := strings.Repeat("z", mapping.MaxUndecidedBytes)
	tests := []struct{ name, rules, text, want string }{
		{"a role under another name", "", "id,day,Kind\n1,2023-09-14,Offender\n2,2023-09-14,Victim\n3,2023-09-14,Offender\n", "Kind 3 [{Offender false 2} {Victim false 1}]\n"},
		{"once in the last row", "", "id,day,Kind\n1,2023-09-14,A\n2,2023-09-14,A\n3,2023-09-14,\n4,2023-09-14,Void\n", "Kind 3 [{A false 2} { false 1} {Void false 1}]\n"},
		{"several columns, in their order", "", "b,id,Role,day,a\ndraft,1,,2023-09-14,Reward\n", "b 1 [{draft false 1}]\nRole 3 [{ false 1}]\na 5 [{Reward false 1}]\n"},
		{"codes that say nothing", "", "id,day,Kind\n1,2023-09-14,A\n2,2023-09-14,B\n", ""},
		{"49 values", "", manyValues(49, "Victim"), "@49"},
		{"50 values", "", manyValues(50, "Victim"), ""},
		{"50 values of a label that decides", "", strings.Replace(manyValues(50, "Victim"), "x", "Role", 1), "@50"},
		{"notes", "", "id,day,Text\n1,2023-09-14,Victim\n2,2023-09-14," + long + "z\n", ""},
		{"a long code", "", "id,day,Kind\n1,2023-09-14,Victim\n2,2023-09-14," + long + "\n", "Kind 3 [{Victim false 1} {" + long + " false 1}]\n"},
		{"long values of a label that decides", "", "id,day,Role\n1,2023-09-14," + long + "z\n2,2023-09-14," + long + "y\n", "Role 3 [{" + long + "… false 2}]\n"},
		{"a column that rows are chosen by", `"rows": {"where": {"Kind": ["Offender", "Victim"]}, "not": {"Other": ["Draft"]}},`,
			"id,day,Kind,Other\n1,2023-09-14,Victim,Void\n", ""},
		{"rows that don't count", `"rows": {"where": {"A": ["1"]}, "dates": {"first": "2023-01-01"}},`,
			"id,day,Kind,A\n1,2023-09-14,Offender,1\n2,2023-09-14,Victim,2\n3,2022-09-14,Victim,1\n", ""},
		{"rows that are rejected", "", "id,day,Kind\n1,soon,Victim\n2,2023-09-14,Offender\n", "Kind 3 [{Offender false 1} {Victim false 1}]\n"},
		{"quotes", "", "id,day,Kind\n1,2023-09-14,\"\"\"Victim\"\"\"\n2,2023-09-14,\"\"\"Victim\"\"\"\n3,2023-09-14,\"Victim\"\n4,2023-09-14,Victim\n", "Kind 3 [{\"Victim\" false 2} {Victim false 2}]\n"},
		{"a role that only the note copies", `@"Note": {"from": "Role"}`, "id,day,Role\n1,2023-09-14,Victim\n", "Role 3 [{Victim false 1}]\n"},
		{"a part of the note", `@"Note": {"join": ["Text", "Kind"]}`, "id,day,Kind,Text\n1,2023-09-14,Victim,a\n", "Kind 3 [{Victim false 1}]\n"},
		{"codes of a role in the note", `@"Note": {"join": ["Text", "Role"]}`, "id,day,Role,Text\n1,2023-09-14,V,a\n", "Role 3 [{V false 1}]\n"},
		{"a note of a label that decides", `@"Note": {"from": "Resolution"}`, "id,day,Resolution\n1,2023-09-14,Victim\n2,2023-09-14," + long + "z\n", ""},
		{"many notes of a label that decides", `@"Note": {"from": "Role"}`, strings.Replace(manyValues(50, "Victim"), "x", "Role", 1), ""},
		{"a role in the note that rows are chosen by", `"rows": {"where": {"Role": ["Offender"]}},@"Note": {"from": "Role"}`, "id,day,Role\n1,2023-09-14,Offender\n", ""},
		{"a role in the note and another column", `@"Note": {"from": "Role"}, "State ID": {"from": "Role"}`, "id,day,Role\n1,2023-09-14,Victim\n", ""},
		{"a role in the key", `"key": ["id", "Role"],`, "id,day,Role\n1,2023-09-14,Victim\n", "Role 3 [{Victim false 1}]\n"},
		{"the rejects' own columns", "", "id,day,otustemplate problem\n1,2023-09-14,Victim\n", ""},
		{"one column of that name twice", "", "id,day,Kind,Kind\n1,2023-09-14,A,Victim\n", "Kind 4 [{Victim false 1}]\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := undecidedOf(t, tt.rules, tt.text)
			if n, ok := strings.CutPrefix(tt.want, "@"); ok { // so many values, most of which are told together
				left := map[string]string{"49": "58", "50": "60"}[n]
				if !strings.Contains(got, "{code 0 false 2}") || !strings.Contains(got, "{ true "+left+"}") {
					t.Errorf("undecided: %s, want %s values", got, n)
				}
				return
			}
			if got != tt.want {
				t.Errorf("undecided:\n%swant\n%s", got, tt.want)
			}
		})
	}
}

// A column of which a value stands far behind the first rows is seen there too,
// most of the rows being plain; and one that is dropped is not looked at again.
func TestUndecidedFarBehind(t *testing.T) {
	var b bytes.Buffer
	b.WriteString("id,day,Kind,Name\n")
	for i := range 20_000 {
		kind := []string{"A", "A", "B", "C"}[i%4]
		if i == 19_990 {
			kind = "Witness"
		}
		fmt.Fprintf(&b, "%d,2023-09-14,%s,Victim %d\n", i, kind, i%60)
	}
	got := undecidedOf(t, "", b.String())
	if want := "Kind 3 [{A false 10000} {B false 4999} {C false 5000} {Witness false 1}]\n"; !slices.Equal(sortedWords(got), sortedWords(want)) {
		t.Errorf("undecided: %s, want %s", got, want)
	}
}

func sortedWords(s string) []string {
	words := strings.Fields(s)
	slices.Sort(words)
	return words
}

// What is kept of an export of very many columns is bounded.
func TestUndecidedOfManyColumns(t *testing.T) {
	labels := make([]string, 5*mapping.MaxWatched)
	for i := range labels {
		labels[i] = fmt.Sprint("c", i)
	}
	labels[len(labels)-1] = "Role"
	watched := mapping.Watch(labels, &mapping.Bound{Weighed: make([]bool, len(labels)), NotOnly: make([]bool, len(labels))})
	if len(watched) != mapping.MaxWatched+1 || watched[mapping.MaxWatched].Field != len(labels)-1 {
		t.Errorf("%d columns are watched, want %d and the role", len(watched), mapping.MaxWatched)
	}
}

// A cell with quotes counts as the value it is, whatever value came before it.
func TestUndecidedOfQuotes(t *testing.T) {
	var of, text mapping.WatchedField
	for _, value := range []string{`5"" rule`, `5" rule`, `5" rule`, `5"" rule`, "rule"} {
		of.Add(value)
		text.AddText([]byte(strings.ReplaceAll(value, `"`, `""`)))
	}
	if diff := cmp.Diff(of.Counts(), text.Counts()); diff != "" {
		t.Errorf("counts differ (-values +text):\n%s", diff)
	}
}

// A code that comes in every row takes no memory of its own.
func TestUndecidedAllocates(t *testing.T) {
	f := mapping.WatchedField{}
	cells := [][]byte{[]byte("Offender"), []byte("Victim"), []byte("")}
	for _, cell := range cells {
		f.AddText(cell)
	}
	if n := testing.AllocsPerRun(100, func() {
		for _, cell := range cells {
			f.AddText(cell)
		}
	}); n > 0 {
		t.Errorf("%v allocations for three cells, want none", n)
	}
}
