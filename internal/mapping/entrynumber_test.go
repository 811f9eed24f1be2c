package mapping

import "testing"

// The labels of columns that number incidents are known by their words.
func TestNumbersEntries(t *testing.T) {
	for _, label := range []string{"incident.incidentID", "Incident_ID", "INCIDENTID", "Incident #", "Incident", "Referral Number", "eventID", "behaviorEvent.eventID", "Log Entry No", "Case #", "RecordId"} {
		if !NumbersEntries(label) {
			t.Errorf("%q numbers nothing", label)
		}
	}
	for _, label := range []string{"Student_Number", "LogTypeId", "SchoolID", "TermID", "Incident Type ID", "Event", "incident.location", "Event Code", "Case Manager", "Incident Date", "Participant ID", "DLSAID", "", "Log"} {
		if NumbersEntries(label) {
			t.Errorf("%q numbers entries", label)
		}
	}
}
