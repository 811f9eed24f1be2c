// Package otustemplate fills in, checks and repairs the "Upload Student
// Recognitions" template, the one CSV file through which [Otus] takes a school
// district's behaviour data.
//
// # The flow
//
// A district has behaviour data in a student information system, a discipline
// tracker or a spreadsheet. A small program of the district's own
//
//  1. opens an export as a [Source]: a CSV file of any dialect with
//     [NewCSVSource], or the rows of a SQL query as they are;
//  2. says with a [Mapping] which column and code of the export is which
//     column and name of the template;
//  3. says with [References] what exists in Otus: its recognitions, teachers
//     and classes, each a [Set], and with [LoadOneRoster] who its students are
//     and who teaches and attends which class;
//  4. has a [Builder] make the records, repair what is safe to repair, write
//     the rest with a [Writer], and set aside what cannot be uploaded, each row
//     with its reason;
//  5. hands the [Report] to the people who can mend what was set aside.
//
// A template that was filled in by hand goes through the same checks with
// [Validator.ValidateFile]. A program for either is a few lines: see the
// examples of Builder and Validator. The folder examples holds whole ones.
//
// # Words
//
// A recognition is one entry of a student's behaviour, and also the name of
// its kind, such as "Tardy", which must exist in Otus. A class is what Otus
// calls one; its name need not be unique. A row is what a spreadsheet shows, a
// cell one field of it, a [Record] the row as the template's nine columns. An
// [Issue] is something wrong with the data, or likely so: a result, not a Go
// error. A [Fix] is what a cell should say instead; a safe one changes only how
// a value is written, and may be applied unasked. A reject is a record set
// aside.
//
// # Promises
//
// Nothing is lost: of an export, rows read are rows used plus rows left out on
// purpose, and records made are records written plus records set aside. Nothing
// is invented: a value is changed only by a repair, each told with what stood
// there before, and a note is kept byte for byte. One bad row never ends a
// file, an unclosed quote included. Memory does not grow with the file, but for
// the search for duplicates. The same file gives the same report, whatever the
// number of workers and the size of reads. No text of an error holds a cell,
// files are readable by their owner alone, and nothing is sent anywhere.
//
// # What it does not know
//
// Whether a file will load is Otus's to say: the package knows what Otus's help
// pages say, and the lists it is given. README.md lists what to ask Otus first.
//
// [Otus]: https://otus.com
package otustemplate
