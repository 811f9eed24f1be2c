// Package otustemplate fills in, checks and repairs the "Upload Student
// Recognitions" template, the one CSV file through which [Otus] takes a school
// district's behavior data.
//
// To check a template that somebody filled in:
//
//	recognitions := otustemplate.NewSet("Tardy", "Technology Misconduct")
//	v, err := otustemplate.NewValidator(otustemplate.References{Recognitions: recognitions}, nil)
//	if err != nil {
//		return err
//	}
//	report, err := v.ValidateFile(ctx, "template.csv")
//	if err != nil {
//		return err
//	}
//	return report.WriteText(os.Stdout, nil)
//
// # Where to start
//
//   - To check a whole template: [Validator.ValidateFile], as above, or
//     [Validator.Validate], which reads from any reader.
//   - To make a template from an export of another system: [Builder.Build], with a
//     [Mapping]. It makes the same checks.
//   - To check or repair one record at a time in a program: [Validator.Check] and
//     [Validator.Repair]. They do not find duplicates, which need the other rows.
//   - To read or write a template record by record, without checks: [Reader] and
//     [Writer].
//   - To load what exists in Otus: [ReadSet], [LoadRoster] and [NewRoster].
//   - To add a rule of the district's own: [Check].
//
// Their examples are short programs. README.md lists examples by what they are for,
// and the folder examples holds whole programs.
//
// # The flow
//
// A district has behavior data in a student information system, a discipline
// tracker or a spreadsheet. A small program of the district's own
//
//  1. opens an export as a [Source]: a [CSVSource] for a CSV file of any dialect,
//     *sql.Rows for a query, or [NewSource] for what a function returns; [Derive]
//     adds a computed column;
//  2. reads a [Mapping] with [ReadMapping], or starts one with [Suggest]: it
//     says which columns and codes of the export become which columns and names of
//     the template;
//  3. says with [References] what exists in Otus: its recognitions, teachers and
//     classes, each a [Set] from [ReadSet], and, with [LoadRoster] or [NewRoster],
//     who its students are and who teaches and attends which class;
//  4. runs a [Builder], which makes the records, repairs what is safe to repair,
//     writes the good records to a [Writer], to a file from [Create], or to a
//     [RowWriter] of the program's own, and writes every row with a rejected record
//     to a second file, with the reason;
//  5. hands the [Report] to the people who can correct the rejected rows, with
//     [Report.WriteHTML] for example, and builds again from the corrected rows.
//
// # Words
//
// A recognition is one entry of a student's behavior, and also the name of
// its kind, such as "Tardy", which must exist in Otus. A class is what Otus
// calls a class; its name need not be unique. A row is what a spreadsheet shows
// as one, a cell is one field of it, and a [Record] is the row as the template's
// nine columns. An [Issue] is something that is or may be wrong with the data: a
// result, not a Go error. A [Fix] is what a cell should say instead; a safe fix
// changes only how a value is written, so that it may be applied without asking.
// A rejected record is one that is not written to the template.
//
// # Promises
//
//   - Nothing is lost. When a build ends without an error, each row read was used
//     or was left out because the mapping says so, and each record made was
//     written, rejected or left out, because Exclude says so or because it was
//     shared before; [BuildCounts] counts them.
//   - Nothing is made up. What a record says comes from the export, from the mapping,
//     or from a roster that the mapping asks. After that only a repair changes a
//     value, and it reports the value from before. A repair never changes a note.
//   - One bad row never ends a file, not even one with an unclosed quote.
//   - Memory does not grow with the file, except for the search for duplicates,
//     which takes at most 39 bytes for each row, and a [Ledger], which takes under
//     80 for each record that was shared.
//   - The same input gives the same report, template and rejects, whatever the
//     number of workers and the size of the reads.
//   - The package's own errors never hold a cell, nor does a log of a Record,
//     Issue, Fix, Group, Sample or Report that is given to log/slog by itself.
//     Files made with [Create] and [CreateFile] are readable by their owner only
//     (on Windows the folder decides), and the package never uses the network.
//
// # What it does not do
//
// The package never uploads anything and never asks Otus. Only Otus can say
// whether a file loads: the package knows what Otus's help pages say and the
// lists it is given. docs/before-you-share.md lists what to ask Otus and the
// district first.
//
// The package never guesses: if a look-up finds no answer or several, the record
// is rejected, with the choices in its issue.
//
// [Otus]: https://otus.com
package otustemplate
