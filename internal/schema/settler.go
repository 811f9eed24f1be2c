package schema

import "errors"

// A Settler is who settles a problem. The zero value is nobody who is known.
type Settler uint8

// The settlers.
const (
	SettlerStaff      Settler = iota + 1 // the office staff who correct the rows
	SettlerDataPerson                    // who runs the build: mapping, roster, lists and setup in Otus
	SettlerOtus                          // only Otus can say
)

// settlerNames are the settlers as staff read of them.
var settlerNames = [...]string{"", "you", "your data person", "Otus"}

// String returns "you", "your data person" or "Otus", and "" for any other value.
func (s Settler) String() string {
	if int(s) >= len(settlerNames) {
		return ""
	}
	return settlerNames[s]
}

// MarshalText returns what String does.
func (s Settler) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads what MarshalText wrote. Other text is an error.
func (s *Settler) UnmarshalText(text []byte) error {
	for i, name := range settlerNames {
		if name == string(text) {
			*s = Settler(i)
			return nil
		}
	}
	return errors.New(`otustemplate: unknown settler; use "you", "your data person" or "Otus"`)
}

// Settler returns who settles the problems of the code, unless an issue says otherwise:
// 0 for a code that is none of the template's.
func (c Code) Settler() Settler { return settlers[c] }

// settlers say for each code who settles its problems. What is wrong with one cell or row
// is for the staff who know the incident; what is wrong with the mapping, a list, the
// roster or the file as a whole for who runs the build.
var settlers = map[Code]Settler{
	CodeNotCSV:              SettlerStaff,
	CodeHeaderMissing:       SettlerStaff,
	CodeHeaderColumnMissing: SettlerStaff,
	CodeHeaderDuplicate:     SettlerStaff,
	CodeHeaderUnknown:       SettlerStaff,
	CodeEncoding:            SettlerStaff,
	CodeQuote:               SettlerStaff,
	CodeFieldCount:          SettlerStaff,
	CodeRowSize:             SettlerStaff,
	CodeBlankRow:            SettlerStaff,
	CodeIdentifierMissing:   SettlerStaff,
	CodeRequired:            SettlerStaff,
	CodePlaceholder:         SettlerStaff,
	CodeRecognitionUnknown:  SettlerStaff, // the data person if no name is near: it is to be created in Otus, or put into the mapping
	CodeTeacherUnknown:      SettlerStaff,
	CodeClassUnknown:        SettlerStaff,
	CodeEmailSyntax:         SettlerStaff,
	CodeDateInvalid:         SettlerStaff,
	CodeDateIncomplete:      SettlerStaff,
	CodeDateAmbiguous:       SettlerStaff,
	CodeDateOrder:           SettlerStaff,
	CodeDateTime:            SettlerStaff,
	CodeDateFuture:          SettlerStaff,
	CodeDateRange:           SettlerStaff,
	CodeDateTerm:            SettlerStaff,
	CodeStudentUnknown:      SettlerStaff,
	CodeIdentifierUnknown:   SettlerStaff,
	CodeTeacherAmbiguous:    SettlerStaff,
	CodeStudentLeft:         SettlerOtus,
	CodeTeacherLeft:         SettlerOtus,
	CodeClassPast:           SettlerOtus,
	CodeStudentConflict:     SettlerStaff,
	CodeStudentAmbiguous:    SettlerStaff,
	CodeIdentifierShape:     SettlerStaff,
	CodeClassAmbiguous:      SettlerOtus,
	CodeTeacherClass:        SettlerStaff,
	CodeStudentClass:        SettlerStaff,
	CodeDuplicate:           SettlerStaff,
	CodeDuplicateShared:     SettlerStaff,
	CodeChangedSince:        SettlerOtus,
	CodeSpaces:              SettlerStaff,
	CodeControl:             SettlerStaff,
	CodeSpreadsheet:         SettlerStaff,
	CodeFormula:             SettlerStaff,
	CodeNoteLong:            SettlerStaff,
	CodeNoteContact:         SettlerStaff,
	CodeNoteNamesStudent:    SettlerStaff,
	CodeFileRows:            SettlerDataPerson,
	CodeListSuspect:         SettlerDataPerson,
	CodeValueUnmapped:       SettlerDataPerson,
	CodeLookupNone:          SettlerStaff, // the data person if the roster lacks what Otus needs, or no roster is of that day
	CodeLookupSeveral:       SettlerStaff, // the data person if the roster has one person twice
	CodeRowSeveral:          SettlerStaff,
	CodeDefaulted:           SettlerStaff,
	CodeKeyConflict:         SettlerStaff,
	CodeRecordRefused:       SettlerDataPerson,
	CodeNoteSensitive:       SettlerStaff,
	CodeRowUndecided:        SettlerDataPerson,
	CodeRowRepeated:         SettlerDataPerson,
}
