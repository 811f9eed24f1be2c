package check

// Needs says which reference set a check is made against.
type Needs uint8

const (
	needsNothing Needs = iota
	needsRecognitions
	needsTeachers
	needsClasses
	NeedsRoster
)
