package otustemplate_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"

	"example.com/otustemplate"
)

// A report comes from Validator.Validate or Builder.Build; here it is written
// out.
func exampleReport() *otustemplate.Report {
	return &otustemplate.Report{
		Complete: true, Rows: 2, Errors: 1, RowsWithErrors: 1,
		Counts: map[otustemplate.Code]int64{otustemplate.CodeRecognitionUnknown: 1},
		Groups: []otustemplate.Group{{
			Code: otustemplate.CodeRecognitionUnknown, Severity: otustemplate.SeverityError, Column: otustemplate.ColRecognition,
			Value: "Coopertive", Count: 1, Rows: []int64{3}, Fields: []int{5},
			Fixes: []otustemplate.Fix{{Column: otustemplate.ColRecognition, Old: "Coopertive", New: "Cooperative"}},
		}},
	}
}

func ExampleReport_WriteText() {
	r := exampleReport()
	if err := r.WriteText(os.Stdout, &otustemplate.ReportOptions{Width: 72}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// Not ready to share with Otus: 1 error in 1 of 2 rows.
	// Deal with the list below from the top, then check the file again.
	//
	// To do
	//   1. Recognition not in Otus: "Coopertive", E3. Create the recognition
	//      "Coopertive" in Otus, or change E3 to "Cooperative".
	//
	// Figures
	//   Rows                2, 1 with errors
	//   Found               1 error, 0 warnings, 0 repairs
}

func ExampleReport_WriteJSON() {
	r := &otustemplate.Report{Complete: true, Rows: 2}
	if err := r.WriteJSON(os.Stdout, &otustemplate.ReportOptions{Title: "uploads.csv"}); err != nil {
		fmt.Println(err)
	}
	// Output:
	// {
	//   "ok": true,
	//   "complete": true,
	//   "title": "uploads.csv",
	//   "redacted": false,
	//   "rows": 2,
	//   "bytes": 0,
	//   "errors": 0,
	//   "warnings": 0,
	//   "repairs": 0,
	//   "rowsWithErrors": 0,
	//   "blocking": 0,
	//   "stopped": "",
	//   "counts": {},
	//   "groups": [],
	//   "issues": [],
	//   "issuesLeftOut": 0,
	//   "labels": [],
	//   "columns": [],
	//   "samples": [],
	//   "unchecked": [],
	//   "summary": {
	//     "firstDate": "",
	//     "lastDate": "",
	//     "recognitions": [],
	//     "teachers": [],
	//     "classes": [],
	//     "months": [],
	//     "errorRows": [],
	//     "rowsPerStretch": 0,
	//     "repeat": {
	//       "row": 0,
	//       "of": 0,
	//       "count": 0
	//     }
	//   },
	//   "build": null
	// }
}

func ExampleReport_WriteHTML() {
	var page bytes.Buffer
	opts := &otustemplate.ReportOptions{Title: "uploads.csv", Redact: true}
	if err := exampleReport().WriteHTML(&page, opts); err != nil {
		fmt.Println(err)
	}
	fmt.Println(strings.Contains(page.String(), "Not ready to share with Otus: 1 error in 1 of 2 rows."))
	// Output: true
}

func ExampleReport_Err() {
	if err := exampleReport().Err(); err != nil {
		fmt.Println(err)
	}
	// Output:
	// 1 error in 1 row: mend what the report lists and check again
}
