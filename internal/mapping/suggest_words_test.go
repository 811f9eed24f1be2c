package mapping

import "testing"

// The words of a label say what its column is good for, and which words make of it
// something else.
func TestPartByWords(t *testing.T) {
	for label, want := range map[string]part{
		"Student's Teacher": partStaffName, "Student of Staff ID": partStaffID, "Student Nm": partStudentName, "Stu": partStudentName,
		"Note Date": partDate, "Note": partText, "Case Description": partText,
		"Your Email": partStaffEmail, "Email": numParts, "Your Name": numParts, "Parent Email": numParts, "My e-mail": partStaffEmail,
		"Reported By": partStaffName, "Reported To": numParts, "Reported Date": partDate, "Teacher Comment Count": partText, "Recorder Title": numParts,
		"SIS State ID": numParts, "SIS SIS ID": numParts, "Perm": numParts, "ID": numParts, "Perm Nbr": partStudentNumber, "State Assigned ID": partStateID, "State Assigned": numParts,
		"Start Date": numParts, "Date of Birth": numParts, "When was it?": partDate, "Inc Dt": partDate,
		"Behavior": partCode, "Behavior Location": numParts, "Behavior #": numParts, "Behav Cd": partCode, "Misconduct Date": partDate, "Behavior Count": numParts,
		"Class Prd": partPeriod, "Block": partPeriod, "Involvement": partRole, "Parent Involvement": numParts,
		"Tchr Email": partStaffEmail, "Tchr Num": partStaffID, "Staff Fname": partStaffFirst, "Staff Last": partStaffLast, "Author": partStaffName,
		"Is there no contact": numParts, "Student no": partStudentNumber, "Students with no number": partStudentNumber, "Student has no pass": numParts,
	} {
		if got := partByWords(label); got != want {
			t.Errorf("%q is part %d, want %d", label, got, want)
		}
	}
}
