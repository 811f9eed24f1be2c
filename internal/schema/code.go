package schema

// A Code names a kind of issue. Codes are part of the API: one never changes
// its meaning. Each constant is documented with the check it stands for.
type Code string

// The codes, in the order in which issues of one cell are told.
const (
	CodeNotCSV              Code = "not-csv"               // a workbook, PDF, web page, gzip or empty file; ends the run
	CodeHeaderMissing       Code = "header-missing"        // no row names template columns; ends the run
	CodeHeaderColumnMissing Code = "header-column-missing" // a required column, or every identifier column, is absent; ends the run
	CodeHeaderDuplicate     Code = "header-duplicate"      // two labels name one column; ends the run
	CodeHeaderUnknown       Code = "header-unknown"        // a column the template does not have
	CodeEncoding            Code = "encoding"              // a cell was not UTF-8, or its letters were spoilt before
	CodeQuote               Code = "quote"                 // a quotation mark where none may stand, or one that never closes
	CodeFieldCount          Code = "field-count"           // more or fewer cells than the header
	CodeRowSize             Code = "row-size"              // a row over ReaderOptions.MaxRowBytes
	CodeBlankRow            Code = "blank-row"             // a blank row between rows
	CodeIdentifierMissing   Code = "identifier-missing"    // columns A to D are all empty
	CodeRequired            Code = "required"              // column E, F, G or H is empty
	CodePlaceholder         Code = "placeholder"           // N/A, NULL, #REF! and the like in place of a value
	CodeRecognitionUnknown  Code = "recognition-unknown"   // not a recognition in Otus
	CodeTeacherUnknown      Code = "teacher-unknown"       // not the e-mail of a teacher in Otus
	CodeClassUnknown        Code = "class-unknown"         // not the name of a class in Otus
	CodeEmailSyntax         Code = "email-syntax"          // column A or F holds no e-mail address
	CodeDateInvalid         Code = "date-invalid"          // not a date, or a day that does not exist
	CodeDateIncomplete      Code = "date-incomplete"       // month, day or year is lacking, or the year has two digits
	CodeDateAmbiguous       Code = "date-ambiguous"        // day first, a spreadsheet's serial number, a time in another zone
	CodeDateOrder           Code = "date-order"            // the file holds dates that can only be day first
	CodeDateTime            Code = "date-time"             // a time behind the date
	CodeDateFuture          Code = "date-future"           // after ValidatorOptions.Today
	CodeDateRange           Code = "date-range"            // outside FirstDate … LastDate
	CodeDateTerm            Code = "date-term"             // outside the terms of the class
	CodeStudentUnknown      Code = "student-unknown"       // no identifier of the row is in the roster
	CodeIdentifierUnknown   Code = "identifier-unknown"    // a spare identifier is not in the roster
	CodeStudentConflict     Code = "student-conflict"      // the row's identifiers belong to different students
	CodeStudentAmbiguous    Code = "student-ambiguous"     // several students have the identifier, or so many that it is nobody's
	CodeTeacherAmbiguous    Code = "teacher-ambiguous"     // the address of a teacher was somebody else's when the row happened
	CodeStudentLeft         Code = "student-left"          // a student of an earlier year's roster who is not in today's
	CodeTeacherLeft         Code = "teacher-left"          // a teacher of an earlier year's roster who is not in Otus today
	CodeClassPast           Code = "class-past"            // a class of an earlier year's roster of which Otus does not have the name today
	CodeIdentifierShape     Code = "identifier-shape"      // markup around an identifier, or a filler such as 000000
	CodeClassAmbiguous      Code = "class-ambiguous"       // several classes have that name
	CodeTeacherClass        Code = "teacher-class"         // the teacher does not teach a class of that name
	CodeStudentClass        Code = "student-class"         // the student is not in a class of that name
	CodeDuplicate           Code = "duplicate"             // repeats an earlier row
	CodeDuplicateShared     Code = "duplicate-shared"      // repeats a row of a file shared earlier
	CodeChangedSince        Code = "changed-since"         // was shared, but not as it is now
	CodeSpaces              Code = "spaces"                // spaces that do not belong
	CodeControl             Code = "control"               // control or zero-width characters
	CodeSpreadsheet         Code = "spreadsheet"           // what a spreadsheet made of the value
	CodeFormula             Code = "formula"               // a spreadsheet would run the cell
	CodeNoteLong            Code = "note-long"             // a long note
	CodeNoteContact         Code = "note-contact"          // an e-mail address or telephone number in the note
	CodeNoteSensitive       Code = "note-sensitive"        // a recognition or note speaks of what is not for families, such as an IEP or the police
	CodeNoteNamesStudent    Code = "note-names-student"    // the note names another student
	CodeFileRows            Code = "file-rows"             // more rows than a spreadsheet opens
	CodeListSuspect         Code = "list-suspect"          // a list of recognitions, teachers or classes that is empty or lacks most of the file's values
	CodeValueUnmapped       Code = "value-unmapped"        // the mapping has no entry for a code of the export
	CodeLookupNone          Code = "lookup-none"           // a look-up found nothing
	CodeLookupSeveral       Code = "lookup-several"        // a look-up found several
	CodeRowSeveral          Code = "row-several"           // several students and several behaviors, and not which student did which
	CodeDefaulted           Code = "defaulted"             // a default of the mapping filled the cell
	CodeKeyConflict         Code = "key-conflict"          // rows of one key make different records
	CodeRowRepeated         Code = "row-repeated"          // differs from the row before in nothing that the mapping uses
	CodeRowUndecided        Code = "row-undecided"         // a cell says that the row does not count, and the mapping says nothing of it
	CodeRecordRefused       Code = "record-refused"        // what the records are written to does not take it
)
