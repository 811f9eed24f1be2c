package otustemplate_test

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"example.com/otustemplate"
)

// export has a semicolon between cells, its columns in an order of its own,
// and one row that cannot be read whole.
const export = `Student Number;Date;Recognition;Teacher Email;Class;Notes
004711;2023-09-14;Behavioral Warning;t.ames@example.org;Algebra 1;Late; for the second time
004712;2023-09-14;Kindness;t.ames@example.org;Algebra 1;"Helped; without being asked"
`

func ExampleReader() {
	r := otustemplate.NewReader(strings.NewReader(export), nil)
	for {
		rec, err := r.Read()
		if err == io.EOF {
			break
		}
		if bad, ok := errors.AsType[*otustemplate.RowError](err); ok {
			fmt.Println("left out:", bad)
			continue
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("row %d: %s, %s, %s, %q\n", r.Position().Row, rec.StudentNumber, rec.Recognition, rec.Date, rec.Note)
	}
	// Output:
	// left out: row 2 (line 2): the row has 7 cells where 6 belong; put cells that hold the separator in quotation marks, and give each row a cell for every column
	// row 3: 004712, Kindness, 2023-09-14, "Helped; without being asked"
}

func ExampleReader_All() {
	r := otustemplate.NewReader(strings.NewReader(export), nil)
	for rec, err := range r.All() {
		if bad, ok := errors.AsType[*otustemplate.RowError](err); ok {
			fmt.Printf("row %d: %s\n", bad.Row, bad.Code)
			continue
		}
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("row %d: %s\n", r.Position().Row, rec.StudentNumber)
	}
	// Output:
	// row 2: field-count
	// row 3: 004712
}

func ExampleReadLayout() {
	template := "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note,Campus\r\n"
	layout, err := otustemplate.ReadLayout(strings.NewReader(template), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, label := range layout.Labels() {
		if layout.Column(i) == otustemplate.NoColumn {
			fmt.Println("not of the template:", label)
		}
	}
	// Output:
	// not of the template: Campus
}
