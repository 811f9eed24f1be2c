package mapping

// This file says what the columns of exports are called: of the systems that are known,
// and of any other. Labels are compared by schema.HeaderKey, and one with dots
// (student.studentNumber) also by what follows the last dot.

// A part is what a column of an export may be good for.
type part uint8

const (
	partStudentEmail part = iota
	partSISID
	partStudentNumber
	partStateID
	partStudentText  // a name and a number in one cell
	partStudentName  // nothing but the name
	partStudentFirst // half of the name
	partStudentLast
	partCode  // what happened
	partGroup // without which the code means nothing
	partStaffEmail
	partStaffID
	partStaffName
	partStaffFirst
	partStaffLast
	partClass
	partPeriod
	partDate
	partRole
	partStatus
	partKind // of records of several kinds
	partDeleted
	partIncident
	partEvent
	partText // what somebody wrote of it
	numParts
)

// A system is a kind of export.
type system struct {
	name   string
	has    [][]string        // it is known by these labels: one of each list
	labels map[part][]string // of its own, best first: they go before partLabels
	not    []string          // labels that are not what they seem
	codes  []string          // columns of codes, of which each is a record
	where  map[part][]string // the values that count
	leave  map[part][]string // those that do not
	key    []part            // what makes its rows one record
	each   map[part]string   // the separators in cells of several
	hints  []string          // what a person has to decide, or check
	dates  []string          // the forms in which it writes dates; nil: usualDates
}

// offenders are the roles of those who did it, as systems call them.
var offenders = []string{"Offender", "Perpetrator", "Aggressor", "Instigator", "Primary Offender", "Student Offender"}

// systems are those that are known. The first one fits whose labels are there.
var systems = []system{
	{
		name: "PowerSchool incidents",
		has:  [][]string{{"Incident_ID"}, {"Participant_Role", "Person_Role", "Incident_Role"}},
		labels: map[part][]string{
			partCode:      {"Behavior_Code_Desc", "Behavior_Code_Description", "Behavior_Desc", "Behavior_Code", "Behavior", "Behavior_Sub_Code"},
			partDate:      {"Incident_TS", "Incident_Date"},
			partStaffName: {"Reported_By", "Created_By_Name", "Created_By"},
			partRole:      {"Participant_Role", "Person_Role", "Incident_Role"},
		},
		where: map[part][]string{partRole: offenders},
		key:   []part{partIncident, partStudentNumber, partCode},
		dates: []string{"yyyy-mm-dd hh:mm:ss.f", "yyyy-mm-dd hh:mm:ss", "mm/dd/yyyy hh:mm am/pm", "mm/dd/yyyy"},
		hints: []string{"which behavior codes are recognitions; action codes are consequences, and stay out"},
	},
	{
		name: "PowerSchool log entries",
		has:  [][]string{{"Entry_Author", "EntryAuthor"}},
		labels: map[part][]string{
			partCode:      {"Subtype", "SubtypeID", "Log_Subtype", "LogSubtype"},
			partGroup:     {"LogTypeID", "LogType", "Log_Type_ID", "Log_Type"},
			partDate:      {"Discipline_IncidentDate", "Incident_Date", "Entry_Date"},
			partStaffName: {"Entry_Author"},
		},
		not:   []string{"StudentID", "ID", "DCID", "TeacherID"}, // numbers of the database's own
		dates: []string{"mm/dd/yyyy", "mm-dd-yyyy", "mm/dd/yy", "mm-dd-yy", "yyyy-mm-dd hh:mm:ss"},
	},
	{
		name: "Infinite Campus",
		has: [][]string{{"behaviorRole.role", "behaviorEvent.eventName", "incident.incidentID", "behaviorEvent.eventID", "incident.submittedBy",
			"behaviorDetail.role", "eventName", "eventCode", "behaviorEvent.typeName"}},
		labels: map[part][]string{
			partCode:      {"behaviorEvent.eventName", "eventName", "behaviorEvent.typeName", "behaviorEvent.code", "eventCode", "eventType"},
			partDate:      {"incident.timestamp", "incident.incidentDate", "incidentDate", "incidentTimestamp", "eventDate"},
			partStaffName: {"incident.submittedBy", "submittedBy", "referringStaff", "incident.submittedByName"},
			partStatus:    {"incident.status", "status"},
			partEvent:     {"behaviorEvent.eventID", "eventID"},
		},
		not:   []string{"personID", "student.personID", "incident.alignment"},
		where: map[part][]string{partRole: {"Offender"}, partStatus: {"Complete", "Completed"}},
		key:   []part{partIncident, partEvent, partStudentNumber, partCode},
		dates: []string{"mm/dd/yyyy hh:mm am/pm", "mm/dd/yyyy", "mmddyyyy", "mm/dd/yyyy hh:mm:ss am/pm", "yyyy-mm-dd hh:mm:ss"},
		hints: []string{
			"whether awards count too: their students have the role Recipient, which \"where\" leaves out",
			"whether every incident that counts is Complete: others are drafts, or still in progress",
		},
	},
	{
		name: "Infinite Campus",
		has:  [][]string{{"Submitted By"}, {"Event Type"}, {"Role"}},
		labels: map[part][]string{
			partCode: {"Event Type"}, partStaffName: {"Submitted By"}, partStudentName: {"Student"},
		},
		where: map[part][]string{partRole: {"Offender"}},
		dates: []string{"mm/dd/yyyy hh:mm am/pm", "mm/dd/yyyy", "mmddyyyy", "mm/dd/yyyy hh:mm:ss am/pm", "yyyy-mm-dd hh:mm:ss"},
		hints: []string{"whether awards count too: their students have the role Recipient, which \"where\" leaves out"},
	},
	{
		name: "Skyward",
		has:  [][]string{{"Offense Code", "Offense", "Offense Date"}, {"Officer Name", "Officer NameID", "Officer", "Prd", "Full Name (LFM)"}},
		labels: map[part][]string{
			partStudentNumber: {"Other ID", "Student Other ID", "OtherID"},
			partStudentName:   {"Full Name (LFM)", "Student Name (LFM)"},
			partCode:          {"Offense Code", "Offense", "Offense Description"},
			partDate:          {"Offense Date"},
			partStaffID:       {"Officer NameID", "Officer Name ID", "Officer ID"},
			partStaffName:     {"Officer Name", "Officer", "Officer Name (LFM)", "Reported By"},
			partClass:         {"Class/Section", "Class Section", "Class"},
			partPeriod:        {"Prd", "Period"},
		},
		dates: []string{"mm/dd/yy", "mm/dd/yyyy"},
		hints: []string{"whether the officer wrote the referral, or decided on it: Otus shows families that person"},
	},
	{
		name: "Aeries",
		has:  [][]string{{"ADS.CD", "CD"}, {"ADS.DT", "DT"}},
		labels: map[part][]string{
			partStudentNumber: {"STU.ID", "ADS.PID", "ADS.ID", "Student ID", "ID", "PID"},
			partStateID:       {"STU.CID", "CID"},
			partDate:          {"ADS.DT", "DT"},
			partStaffEmail:    {"RFEM", "STF.EM"},
			partStaffID:       {"ADS.SRF", "SRF"},
			partStaffName:     {"ADS.RF", "RF"},
			partPeriod:        {"ADS.PD", "PD"},
			partText:          {"ADS.CO", "CO", "COM"},
		},
		not:   []string{"STU.SN", "SN", "ADS.SQ", "ADS.IID", "IID", "ADS.SC", "STU.SC"},
		codes: []string{"CD", "CD2", "CD3", "CD4", "CD5"},
		dates: []string{"mm/dd/yyyy hh:mm:ss am/pm", "mm/dd/yyyy", "yyyy-mm-dd hh:mm:ss"},
		hints: []string{"whether each violation of a row is a record of its own, as \"each\" makes it"},
	},
	{
		name: "SWIS",
		has:  [][]string{{"Problem Behavior", "Behavior", "Behaviors"}, {"Perceived Motivation", "Motivation"}},
		labels: map[part][]string{
			partStudentNumber: {"District Student ID", "Student ID", "School Student ID"},
			partStudentName:   {"Student", "Student Name"},
			partCode:          {"Problem Behavior", "Behavior"},
			partDate:          {"Referral Date", "Date"},
			partStaffEmail:    {"Staff Email", "Referred By Email"},
			partStaffID:       {"Staff ID", "Referred By ID"},
			partStaffName:     {"Referred By", "Staff", "Staff Name", "Referring Staff"},
			partStatus:        {"Status", "Referral Status"},
		},
		where: map[part][]string{partStatus: {"Complete", "Completed"}},
		not:   []string{"Others Involved", "Action Taken", "Actions Taken", "Referral ID", "Location"},
		dates: []string{"mm/dd/yyyy", "mm/dd/yy", "mm/dd/yyyy hh:mm am/pm"},
		hints: []string{"whether minor referrals count, and which staff Otus should name"},
	},
	{
		name: "Kickboard",
		has:  [][]string{{"external id"}, {"behavior"}, {"staff id", "merit points", "dollar points"}},
		labels: map[part][]string{
			partStudentNumber: {"external id"}, partStaffFirst: {"staff first name"}, partStaffLast: {"staff last name"},
			partStudentFirst: {"first name"}, partStudentLast: {"last name"}, partCode: {"behavior"}, partDate: {"date"},
		},
		not:   []string{"student id", "staff id", "behavior id", "group id", "group name", "timestamp"}, // numbers of its own, and the homeroom
		dates: []string{"mm/dd/yyyy"},
		hints: []string{
			"whether \"group name\" is a class: it is the student's default group, wherever it happened",
			"which rows count: what students buy, and bonuses of points, are rows too",
		},
	},
	{
		name: "LiveSchool",
		has:  [][]string{{"Recorded By", "Recorder"}, {"Behavior/Reward", "Behavior"}, {"Type"}},
		labels: map[part][]string{
			partStudentName: {"Student", "Students", "Student Name"}, partStaffName: {"Recorded By", "Recorder"},
			partCode: {"Behavior/Reward", "Behavior"}, partKind: {"Type"},
		},
		not:   []string{"Roster", "Location", "Value"},
		where: map[part][]string{partKind: {"Merit", "Demerit", "Merits", "Demerits"}},
		each:  map[part]string{partStudentName: ";"},
		dates: []string{"mmm d, yyyy hh:mm am/pm", "mmm d, yyyy", "mm/dd/yyyy hh:mm am/pm", "mm/dd/yyyy"},
		hints: []string{"who each student is: the export has names alone, and a name settles nobody"},
	},
	{
		name: "DeansList",
		has:  [][]string{{"DLSAID", "DLStudentID", "DLOrganizationID", "DLSchoolID"}},
		labels: map[part][]string{
			partStudentNumber: {"StudentSchoolID"}, partStaffID: {"StaffSchoolID"}, partCode: {"Behavior"}, partDate: {"BehaviorDate", "BehaviorDate.date"},
			partStaffFirst: {"StaffFirstName"}, partStaffLast: {"StaffLastName"}, partClass: {"Roster"},
			partDeleted: {"is_deleted", "IsDeleted"}, partIncident: {"DLSAID"},
		},
		not:   []string{"DLStudentID", "DLUserID", "RosterID", "SecondaryStudentID", "SourceID", "SourceType"},
		leave: map[part][]string{partDeleted: {"true", "1", "Y", "Yes"}},
		key:   []part{partIncident},
		dates: []string{"yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss.f", "yyyy-mm-dd hh:mm:ss"},
		hints: []string{"whether each Roster is a class in Otus: some are advisories, clubs or lunch groups"},
	},
	{
		name: "Google Forms",
		has:  [][]string{{"Timestamp"}},
		labels: map[part][]string{
			partStaffEmail: {"Email Address", "Username", "Email"},
		},
		dates: []string{"mm/dd/yyyy hh:mm:ss", "mm/dd/yyyy hh:mm", "mm/dd/yyyy"},
		hints: []string{"what becomes of answers of \"Other\": each is a text of its own"},
	},
}

// partLabels are the labels of any export, best first. Those that the template's own
// columns have are not repeated.
var partLabels = [numParts][]string{
	partStudentNumber: {"Student Number", "StudentNumber", "Local Student ID", "LASID", "Permanent ID", "Perm ID", "Student Perm ID", "Pupil Number", "Student ID", "Student ID Number", "Other ID"},
	partStateID:       {"State_StudentNumber", "State Student Number", "stateID"},
	partStudentName: {"Student Name", "LastFirst", "student.fullName", "Student Full Name", "Participant_Name", "Student", "Students", "Scholar", "Name of Student",
		"Student Last, First"},
	partStudentFirst: {"Student First Name", "StudentFirstName", "First Name", "FirstName"},
	partStudentLast:  {"Student Last Name", "StudentLastName", "Last Name", "LastName"},
	partCode: {"Recognition", "Behavior Name", "Behavior", "Behavior Type", "Behavior Description", "Violation", "Violation Description", "Violation Code", "Offense", "Offense Description",
		"Offense Code", "Offence", "Infraction", "Infraction Code", "Event Name", "Event Type", "Event", "Event Code", "Incident Type", "Incident Code", "Problem Behavior", "Behavior Code", "Subtype"},
	partStaffEmail: {"Teacher Email", "Staff Email", "Author Email", "Referrer Email", "Reporter Email", "Submitted By Email", "Entered By Email", "Recorded By Email"},
	partStaffID:    {"Teacher ID", "Teacher Number", "Staff ID", "Staff Number", "Employee ID", "StaffSchoolID", "Teacher Username", "Staff Username"},
	partStaffName: {"Entry_Author", "Author", "Author Name", "Teacher", "Teacher Name", "Staff", "Staff Name", "Staff Member", "Referred By", "Referring Teacher", "Referring Staff", "Referrer",
		"Reported By", "Submitted By", "Entered By", "Recorded By", "Given By", "Awarded By", "Created By", "Issued By"},
	partStaffFirst: {"Teacher First Name", "Staff First Name", "StaffFirstName", "Officer First"},
	partStaffLast:  {"Teacher Last Name", "Staff Last Name", "StaffLastName", "Officer Last"},
	partClass:      {"Class Name", "Class", "Course Name", "Course Title", "Course", "Section Name", "Class/Section", "Class Section", "Section", "Section Number", "Section Code", "Class Code", "Course/Section"},
	partPeriod:     {"Period", "Class Period", "Prd", "Per", "Block", "Period Number", "Incident Period"},
	partDate: {"Recognition Date", "Incident Date", "Date of Incident", "Behavior Date", "Offense Date", "Event Date", "Violation Date", "Infraction Date", "Referral Date", "Date",
		"Entry Date", "Incident_TS", "Date Occurred", "Occurred On", "Occurred"},
	partRole:     {"Role", "Student Role", "Participant Role", "Incident Role", "Involvement", "Involvement Type", "Participation"},
	partIncident: {"Incident ID", "Incident Number", "Incident No"},
	partEvent:    {"Event ID"},
	partText: {"Note", "Notes", "Comment", "Comments", "Narrative", "Description", "Incident Description", "Incident Desc", "Details", "Entry", "Subject", "Statement", "Remarks", "Explanation",
		"Consequence", "Resolution", "Action", "Action Taken", "Disposition"},
}

// lastResorts are labels that are taken where the words of no other say more.
var lastResorts = map[part][]string{partDate: {"Timestamp", "Date/Time", "DateTime", "Date Entered", "Entered Date", "Date Submitted", "Created Date", "Created At"}}

// usualDates are the forms that exports of US schools write dates in. A day in
// another form is an error of its row.
var usualDates = []string{
	"mm/dd/yyyy", "mm/dd/yyyy hh:mm", "mm/dd/yyyy hh:mm:ss", "mm/dd/yyyy hh:mm am/pm", "mm/dd/yyyy hh:mm:ss am/pm", "mm/dd/yy", "mm-dd-yyyy", "mm-dd-yy",
	"yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd hh:mm:ss.f", "mmm d, yyyy", "mmm d, yyyy h:mm am/pm",
	"d-mmm-yy", "d-mmm-yyyy", "d mmm yyyy", "mmddyyyy",
}
