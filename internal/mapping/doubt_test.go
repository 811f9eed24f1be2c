package mapping

import (
	"strings"
	"testing"
)

// The words of a label and of a value say whether a row counts.
func TestDoubtOfValues(t *testing.T) {
	tests := []struct {
		label, values string // apart by |
		want          Doubt
	}{
		{"behaviorRole.role", "Offender|offender|OFFENDER|Perpetrator|Aggressor|Primary Offender|Accused Student|Student|Teacher||Suspect|Responsible", 0},
		{"behaviorRole.role", "Victim|Target|Targeted Student|Witness|Bystander|Reporter|Participant|Recipient|Non-Offender|Not involved|Offender/Victim|Observer", DoubtRole},
		{"behaviorRole.role", "1|B|Secondary|Mascot|Ringleader", DoubtUnlisted},
		{"INCIDENTROLE", "Witness", DoubtRole},
		{"Participant Type", "Witness|participant", DoubtRole},
		{"Involved As", "Bystander", DoubtRole},
		{"Involved As", "Offender|Student", 0},
		{"Author Role", "Witness Coordinator|Dean|Mascot", 0},
		{"StaffRole", "Lead|Dean", 0},
		{"Involvement", "Victim|student_witness", DoubtRole},
		{"Involvement", "Gang|Y|Primary|Casualty", DoubtUnlisted},
		{"Gang Involvement", "Gang|Y|Primary", 0},
		{"Party", "Casualty|Secondary", DoubtUnlisted},
		{"Party", "Aggressor|Student|", 0},
		{"Party Code", "C|2", DoubtUnlisted},
		{"Participant Type", "Casualty", DoubtUnlisted},
		{"Student Involvement Type", "Casualty", DoubtUnlisted},
		{"Incident_Involvement", "Casualty", DoubtUnlisted},
		{"INVOLVEMENT_DESCRIPTION", "Casualty", DoubtUnlisted},
		{"Individual Category", "Casualty", DoubtUnlisted},
		{"Student's Capacity", "Casualty", DoubtUnlisted},
		{"Person Code", "Casualty|100341", 0},
		{"Student Involved", "Tran, Vic|Ana Rivera", 0},
		{"Third Party Vendor", "Casualty", 0},
		{"Is Victim?", "Y|1|TRUE|x|Yes", DoubtRole},
		{"Is Victim?", "N|0||False|no|Tran, Vic", 0},
		{"Victim", "Tran, Vic|Ana Rivera|", 0},
		{"Offender", "N|No|0|false", DoubtRole},
		{"Offender", "Y|1|Rivera, Ana|", 0},
		{"Capacity", "Victim|Alleged victim|Witness|Participant|Reporter|Target|Recipients", DoubtRole},
		{"Capacity", "Wit.|VIC.|Vict|Wtns|Not an offender|Injured party|Target of behavior", DoubtRole},
		{"Offender/Victim", "Offender|Perpetrator|", 0},
		{"Offender/Victim", "Victim|Wit.", DoubtRole},
		{"Perpetrator or Victim", "2|B", DoubtUnlisted},
		{"Student's Part", "Witness|Observer", DoubtRole},
		{"Capacity", "Target store|Offender|1|Crime victim support|News reporter", 0},
		{"Student Deleted", "Y", 0},
		{"Consequence", "Victim Mediation|Void|Draft", 0},
		{"Detention Status", "Cancelled|Void|Deleted", 0},
		{"VoidedDate", "9/14/2023|2023-09-14 10:00:00|Monday", DoubtVoid},
		{"VoidedDate", "|0/0/0|1900-01-01 00:00:00|0|NULL", 0},
		{"deleted_by", "Rivera, Ana", DoubtVoid},
		{"Void Reason", "Entered twice", DoubtVoid},
		{"IsDeleted", "1|true|Y|Deleted|9/14/2023", DoubtVoid},
		{"IsDeleted", "0|false|N||Not deleted|No", 0},
		{"is_deleted", "True", DoubtVoid},
		{"Draft?", "Yes|Draft|draft 2", DoubtVoid},
		{"Draft?", "No|Final|Submitted", 0},
		{"incident.status", "Draft|DF|Void|Cancelled|Unfounded|Entered in error|Duplicate", DoubtVoid},
		{"incident.status", "Complete|In Progress|CM|Open|Closed|Submitted", 0},
		{"Stage", "Draft|Cancelled", DoubtVoid},
		{"Kind", "Draft|void|DELETED", DoubtVoid},
		{"Kind", "Cancelled|DF|Duplicate|Avoid|Drafting", 0},
		{"Active", "N|0", 0},
		{"Archived", "Y|1", 0},
		{"Enrollment Status", "Withdrawn|Inactive", 0},
		{"Location", "Cafeteria|Bus", 0},
		{"Incident Notification Status", "Void|Cancelled", DoubtVoid}, // of the entry
		{"Notification Status", "Void|Cancelled", 0},
		{"Incident Deleted Status", "Y|Deleted", DoubtVoid},
		{"Reason", "Void of sense|why not", 0},
		{"Deleted", "Rivera, Ana|Bus", 0},
		{"Deleted On", "someday", DoubtVoid},
	}
	for _, tt := range tests {
		kind := kindOf(tt.label)
		for value := range strings.SplitSeq(tt.values, "|") {
			if got := kind.doubtOf(value); got != tt.want {
				t.Errorf("%s (kind %d), %q: doubt %d, want %d", tt.label, kind, value, got, tt.want)
			}
		}
	}
}
