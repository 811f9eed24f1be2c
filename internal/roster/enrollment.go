package roster

// An enrollment is a person in a class, seen from one of them: Of is the other.
type enrollment struct {
	Of          int32
	first, last day // noBegin and noEnd where not told
	Flags       EnrollmentFlags
	twin        uint16 // which of the person's accounts is enrolled
}

// EnrollmentFlags say as what a person is in a class, and whether still.
type EnrollmentFlags uint16

const (
	EnrolledStudent EnrollmentFlags = 1 << iota
	EnrolledTeacher
	enrolledOther
	EnrolledPrimary // the teacher whose class it is
	enrollmentGone  // marked to be deleted, or of a person or class that is
)

// As reports whether the enrollment has one of the roles given, today or, where
// past is true, ever.
func (e enrollment) As(roles EnrollmentFlags, past bool) bool {
	return e.Flags&roles != 0 && (past || e.Flags&enrollmentGone == 0)
}
