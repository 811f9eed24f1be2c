package browsertest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/chromedp/chromedp"
)

// write keeps a file for a test, and returns its path.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	keep(t, path, []byte(text))
	return path
}

func (d *desk) errorText() string {
	d.t.Helper()
	return eval[string](d.browser, `document.getElementById("error").hidden ? "" : document.getElementById("error").textContent`)
}

// openKit opens the kit.
func (d *desk) openKit(kit string) {
	d.t.Helper()
	d.choose("kit-file", kit)
	d.until("the kit", `document.getElementById("kit-box").dataset.state === "open" && document.getElementById("busy").hidden`)
}

func inUTF16(text string) string {
	b := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// TestWebOddFiles opens files that are not what the page asks for: it says so in plain
// words, and goes on with the next file.
func TestWebOddFiles(t *testing.T) {
	kit := packKit(t)
	export, err := os.ReadFile(districtFile("export.csv"))
	if err != nil {
		t.Fatal(err)
	}
	d := openDesk(t, folderPage(t))
	for _, tt := range []struct{ name, file, text, want string }{
		{"no zip", "kit.zip", "no zip", "not a kit"},
		{"another zip", "kit.zip", "PK\x05\x06" + strings.Repeat("\x00", 18), "not a kit"},
	} {
		d.choose("kit-file", write(t, tt.file, tt.text))
		d.until(tt.name, fmt.Sprintf(`document.getElementById("error").textContent.includes(%q)`, tt.want))
	}
	d.openKit(kit)
	if got := d.errorText(); got != "" {
		t.Errorf("with the right kit it still says %q", got)
	}
	for _, tt := range []struct{ name, file, text, want string }{
		{"a workbook", "export.xlsx", "PK\x03\x04 a workbook", "workbook"},
		{"an old workbook", "export.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "workbook"},
		{"a PDF", "export.pdf", "%PDF-1.7\n1 0 obj\n", "PDF"},
		{"a picture", "export.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00", "export"},
		{"nothing", "export.csv", "", "The file is empty"},
		{"one column", "export.csv", "Name\nKim\n", "does not have the columns"},
		{"another export", "export.csv", "Name,Age\nKim,9\n", "does not have the columns"},
		{"a page", "export.html", "<!DOCTYPE html>\n<html><body>Sign in</body></html>", "web page"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d.t = t
			d.choose("export-file", write(t, tt.file, tt.text))
			d.until("what is wrong", `!document.getElementById("error").hidden && document.getElementById("busy").hidden`)
			got := d.errorText()
			t.Log(got)
			if !strings.Contains(got, tt.want) || !strings.HasSuffix(got, ".") {
				t.Errorf("it says %q, want something with %q", got, tt.want)
			}
			if eval[int](d.browser, `document.querySelectorAll("article.row").length`) > 0 {
				t.Error("there are rows")
			}
		})
	}
	for _, tt := range []struct {
		name, file, text string
		left             int
	}{
		{"UTF-16", "export.csv", inUTF16(string(export)), 20},
		{"semicolons", "export.csv", "Student_Number;LastFirst;Entry_Date;Entry_Time;Entry_Author;Period;LogType;Subtype;Consequence;Subject;Entry;Void\n" +
			"004198;Pratt, Viktor;09/01/2023;09:10;Okafor, Jude;2;Positive;LUNCH;;Lunch;Stacked the trays;0\n", 1},
		{"a quotation mark that is never closed", "export.csv", strings.Replace(string(export), "Stacked the trays", `"Stacked the trays`, 1), 20},
		{"no rows", "export.csv", string(bytes.SplitAfter(export, []byte("\n"))[0]), 0},
		{"a filled-in template", "template.csv", "Student Email,SIS ID,Student Number,State ID,Recognition,Teacher Email,Class Name,Date,Note\n" +
			",,004289,,Hallway Pas,a.rivera@northfield.example.org,Biology,8/21/2023,ok\n", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d.t = t
			d.choose("export-file", write(t, tt.file, tt.text))
			d.until("the file", `document.getElementById("status").textContent.startsWith("The file")  && document.getElementById("busy").hidden`)
			d.left(tt.left)
			if got := d.errorText(); got != "" {
				t.Errorf("it says %q", got)
			}
			d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("status").textContent = ""`))
		})
	}
}

// TestWebHostile shows cells that would be HTML or turn the text around if they could.
func TestWebHostile(t *testing.T) {
	address := folderPage(t)
	d := openDesk(t, address)
	title := "Student_Number,LastFirst,Entry_Date,Entry_Time,Entry_Author,Period,LogType,Subtype,Consequence,Subject,Entry,Void\n"
	odd := `<img src=x onerror=alert(1)>` + "\u202E\u2066" + `</script><script>alert(1)</script>`
	d.open(packKit(t), write(t, "export.csv", title+
		"004198,\""+odd+"\",09/01/2023,09:10,\""+odd+"\",2,Positive,"+odd+",,Lunch,\""+odd+" "+strings.Repeat("very long ", 3000)+"\",0\n"))
	d.left(1)
	if got := eval[int](d.browser, `document.querySelectorAll("#rows img, #rows script").length`); got != 0 {
		t.Errorf("%d elements were made of cells", got)
	}
	if got := eval[bool](d.browser, `[...document.querySelectorAll("#rows input, #rows textarea")].some(i => i.value.includes("onerror"))`); !got {
		t.Error("the cell is not there to be corrected")
	}
	if got := eval[string](d.browser, `[...document.querySelectorAll("#rows .problem p")].filter(p => p.textContent.includes("\u202E") && !p.querySelector("bdi")).map(p => p.textContent).join("|")`); got != "" {
		t.Errorf("a value is not kept apart in %q", got)
	}
	if width := eval[int64](d.browser, "document.documentElement.scrollWidth"); width > desktop.width {
		t.Errorf("the page is %d pixels wide", width)
	}
	d.checkAlone(address)
}

// TestWebRight finds warnings right, goes to a row, chooses a kind of problem, and reads
// the report.
func TestWebRight(t *testing.T) {
	address := folderPage(t)
	d := openDesk(t, address)
	d.open(packKit(t), districtFile("export.csv"))
	filterOf := func(name string) string {
		return fmt.Sprintf(`[...document.querySelectorAll("#filters button")].find(b => b.textContent.startsWith(%q))`, name)
	}
	rows := func() []string {
		return eval[[]string](d.browser, `[...document.querySelectorAll("article.row h3")].map(h => h.textContent)`)
	}
	click := func(expression string) { d.do(chromedp.Evaluate[chromedp.Void](expression + ".click()")) }
	click(filterOf("To check"))
	d.until("the rows to check", `document.querySelectorAll("article.row").length === 4`)
	d.press(171, "This is right")
	d.until("the answer", filterOf("Checked")+`.textContent === "Checked (1)"`)
	if got := eval[string](d.browser, `document.getElementById("row-171").textContent`); got != "Row 171 checked" {
		t.Errorf("the row is %q", got)
	}
	if got := eval[string](d.browser, `document.activeElement.id`); got != "row-171" {
		t.Errorf("the focus is at %q, want the row", got)
	}
	if got := string(d.save("Save decisions.csv", "decisions.csv")); !strings.Contains(got, `171,warning,"This row says the same as row 166. If`) {
		t.Errorf("the decisions are:\n%s", got)
	}
	click(filterOf("Checked"))
	d.until("the checked row", `document.querySelectorAll("article.row").length === 1`)
	d.press(171, "Check it again")
	d.until("the answer", filterOf("To check")+`.textContent === "To check (4)"`)

	click(filterOf("To correct"))
	d.until("the rows to correct", `document.querySelectorAll("article.row").length === 20`)
	d.do(chromedp.Evaluate[chromedp.Void](`(() => { const k = document.getElementById("kind"); k.value = "quote"; k.dispatchEvent(new Event("change")) })()`))
	d.until("the rows of a kind", `document.querySelectorAll("article.row").length === 2`)
	if got := rows(); !slices.Equal(got, []string{"Row 199 to correct", "Row 239 to correct"}) {
		t.Errorf("with a stray quotation mark are %q", got)
	}
	d.goTo("2")
	d.until("one row", `document.querySelectorAll("article.row").length === 1`)
	if got := rows(); !slices.Equal(got, []string{"Row 2 right"}) {
		t.Errorf("row 2 is %q", got)
	}
	d.goTo("9999")
	d.until("an error", `!document.getElementById("error").hidden`)
	if got := d.errorText(); got != "The file has no row 9999." {
		t.Errorf("of no row it says %q", got)
	}

	click(`document.getElementById("read-report")`)
	d.until("the report", `document.getElementById("report").contentDocument?.querySelector("h1") != null`)
	if got := eval[string](d.browser, `getComputedStyle(document.getElementById("report").contentDocument.body).fontFamily`); !strings.Contains(got, "sans-serif") {
		t.Errorf("the report has no style: its font is %q", got)
	}
	d.shoot("web-report")
	d.checkAlone(address)
}

// goTo goes to a row by its number.
func (d *desk) goTo(row string) {
	d.t.Helper()
	d.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
		document.getElementById("row").value = %q;
		document.querySelector("#go button").click();
	})()`, row)))
}

// TestWebWhose says whose number was entered.
func TestWebWhose(t *testing.T) {
	d := openDesk(t, folderPage(t))
	d.open(packKit(t), districtFile("export.csv"))
	d.enter(42, "Student_Number", "004436")
	d.until("whose it is", `document.querySelector("#row-42").closest("article").querySelector(".student.other")?.textContent ===
		"004436 is Uma Lund in the roster, but this row names Tessa Castillo. Check that it is the right student."`)
	d.shootWindow("web-whose", "row-42")
	d.enter(42, "Student_Number", "004674")
	d.until("whose it is", `document.querySelector("#row-42").closest("article").querySelector(".student:not(.other)")?.textContent === "004674 is Tessa Castillo in the roster."`)
}

// TestWebKitAgain opens a new kit while a file is open: the corrections stay.
func TestWebKitAgain(t *testing.T) {
	d := openDesk(t, folderPage(t))
	kit := packKit(t)
	d.open(kit, districtFile("export.csv"))
	d.enter(14, "Subtype", "COOP")
	d.left(19)
	d.choose("kit-file", write(t, "kit.zip", "no zip"))
	d.until("an error", `!document.getElementById("error").hidden`)
	d.enter(69, "Entry_Date", "11/30/2023")
	d.left(18)
	d.choose("kit-file", kit)
	d.until("the kit", `document.getElementById("status").textContent.startsWith("The kit is open")`)
	d.left(18)
	if got := string(d.save("Save decisions.csv", "decisions.csv")); !strings.Contains(got, "14,Subtype,LUNCH,COOP,") {
		t.Errorf("the decisions are:\n%s", got)
	}
}

// TestWebWorkRefused opens a work file for another file, the same one twice, and leaves
// the page with work that is not saved.
func TestWebWorkRefused(t *testing.T) {
	d := openDesk(t, folderPage(t))
	kit := packKit(t)
	d.open(kit, districtFile("export.csv"))
	unsaved := `(() => { const e = new Event("beforeunload", {cancelable: true}); window.dispatchEvent(e); return e.defaultPrevented })()`
	if eval[bool](d.browser, unsaved) {
		t.Error("without a correction the browser asks before the page is left")
	}
	d.enter(14, "Subtype", "COOP")
	d.left(19)
	if !eval[bool](d.browser, unsaved) {
		t.Error("with a correction that is not saved the browser does not ask")
	}
	own := write(t, "work.json", string(d.save("Save work.json", "work.json")))
	if eval[bool](d.browser, unsaved) {
		t.Error("with all corrections saved the browser asks")
	}
	d.choose("work-file", own)
	d.until("the same work", `document.getElementById("status").textContent === "The work file has nothing that is not here already."`)
	d.left(19)

	export, err := os.ReadFile(districtFile("export.csv"))
	if err != nil {
		t.Fatal(err)
	}
	other := openDesk(t, folderPage(t))
	other.open(kit, write(t, "march.csv", strings.Replace(string(export), "Stacked", "Piled", 1)))
	other.choose("work-file", own)
	other.until("an error", `!document.getElementById("error").hidden`)
	if got := other.errorText(); got != "This work file belongs to another file, “export.csv”. Open that one first." {
		t.Errorf("it says %q", got)
	}
	if got := eval[string](other.browser, `document.getElementById("work-state").textContent`); got != "work.json could not be used." {
		t.Errorf("beside the file it says %q", got)
	}
	other.left(20)
}

// htmlValidate holds a page against html-validate's recommended rules.
func htmlValidate(t *testing.T, name, page string) {
	t.Helper()
	program := os.Getenv("HTML_VALIDATE")
	if program == "" {
		t.Skip("no html-validate: npm install html-validate, and set HTML_VALIDATE to its node_modules/.bin/html-validate")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, name+".html")
	// A browser writes hidden="", and a style and a script of ours may have long lines.
	keep(t, filepath.Join(dir, ".htmlvalidate.json"), []byte(`{"extends": ["html-validate:recommended"],
		"rules": {"no-trailing-whitespace": "off", "attribute-boolean-style": "off", "attribute-empty-style": "off"}}`))
	keep(t, path, []byte(page))
	if out, err := exec.CommandContext(t.Context(), program, "--formatter", "text", path).CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", name, err, bytes.ReplaceAll(out, []byte(dir), nil))
	}
}

// markup returns the page as it is now, without the text of the engine and the scripts.
func (d *desk) markup() string {
	d.t.Helper()
	return "<!DOCTYPE html>\n" + eval[string](d.browser, `(() => {
		const copy = document.documentElement.cloneNode(true);
		copy.querySelectorAll("script, style").forEach(s => s.remove());
		return copy.outerHTML;
	})()`)
}

// webStates brings the page into each of its states.
func webStates(d *desk, at func(state string)) {
	d.t.Helper()
	at("before a file is open")
	d.choose("kit-file", write(d.t, "kit.zip", "no zip"))
	d.until("an error", `!document.getElementById("error").hidden`)
	at("with an error")
	d.open(packKit(d.t), districtFile("export.csv"))
	at("with rows to correct")
	d.enter(42, "Student_Number", "004436")
	d.left(19)
	d.enter(14, "Subtype", "COOP")
	d.left(18)
	work := write(d.t, "work.json", strings.Replace(string(d.save("Save work.json", "work.json")), `"COOP"`, `"PERS"`, 1))
	d.press(203, "It was entered twice")
	d.left(17)
	d.choose("colleague", work)
	d.until("the difference", `!document.getElementById("conflicts").hidden`)
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("list-teachers").click()`))
	d.until("the teachers", `!document.getElementById("teachers").hidden`)
	at("with corrections, a difference and the teachers")
	d.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll("#filters button")][1].click()`))
	d.until("the rows to check", `document.querySelector("#filters button:nth-child(2)").getAttribute("aria-pressed") === "true" && document.querySelectorAll("article.row").length >= 4`)
	d.press(171, "This is right")
	d.until("the answer", `document.getElementById("row-171").textContent === "Row 171 checked"`)
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("read-report").click()`))
	d.until("the report", `document.getElementById("report").contentDocument?.querySelector("h1") != null`)
	at("with the report, and rows to check")
	d.do(chromedp.Evaluate[chromedp.Void](`window.print = () => {}; document.getElementById("list-teachers").click()`))
	d.until("the teachers", `!document.getElementById("teachers").hidden`)
	d.do(chromedp.Evaluate[chromedp.Void](`document.getElementById("print").click()`))
	d.until("the paper", `document.body.classList.contains("printing")`)
	d.look(paper)
	at("on paper")
	d.look(desktop)
}

// TestWebValid holds the page against html-validate's rules in each state.
func TestWebValid(t *testing.T) {
	if os.Getenv("HTML_VALIDATE") == "" {
		t.Skip("no html-validate: npm install html-validate, and set HTML_VALIDATE to its node_modules/.bin/html-validate")
	}
	source, err := os.ReadFile(root("examples", "web", "static", "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	htmlValidate(t, "as it is written", string(source))
	d := openDesk(t, folderPage(t))
	webStates(d, func(state string) { htmlValidate(t, state, d.markup()) })
}

// TestWebPaper prints for one teacher, and then the page itself.
func TestWebPaper(t *testing.T) {
	d := openDesk(t, folderPage(t))
	d.open(packKit(t), districtFile("export.csv"))
	d.do(chromedp.Evaluate[chromedp.Void](`window.print = () => {}; document.getElementById("list-teachers").click()`))
	d.until("the teachers", `!document.getElementById("teachers").hidden`)
	// Each sheet holds rows of that teacher only.
	names := eval[[]string](d.browser, `[...document.getElementById("teacher").options].map(o => o.textContent)`)
	if len(names) < 9 {
		t.Fatalf("the teachers are %q", names)
	}
	for i, name := range names {
		d.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.getElementById("teacher").value = "%d"; document.getElementById("paper").replaceChildren(); document.getElementById("print").click()`, i)))
		d.until("the paper", `document.getElementById("paper").childElementCount > 2`)
		authors := eval[[]string](d.browser, `[...document.querySelectorAll("#paper section")].map(s => [...s.querySelectorAll("dt")].find(d => d.textContent === "Entry_Author")?.nextElementSibling.textContent ?? "")`)
		teacher, _, _ := strings.Cut(name, " (")
		apart := teacher == "Teacher not known for sure"
		for _, author := range authors {
			if author != teacher && !apart {
				t.Errorf("%s: the paper has a row of %q", teacher, author)
			}
		}
		if got := eval[bool](d.browser, `document.getElementById("paper").className === "apart"`); got != apart {
			t.Errorf("%s: each row has a sheet of its own: %v, want %v", teacher, got, apart)
		}
	}
	d.do(chromedp.Evaluate[chromedp.Void](`window.dispatchEvent(new Event("afterprint"))`))
	d.look(paper)
	if text := eval[string](d.browser, `document.body.innerText`); !strings.Contains(text, "2. Correct the rows") || strings.Contains(text, "Questions for") {
		t.Errorf("the page itself can't be printed:\n%.300s", text)
	}
}

// TestWebWholeFile saves a file so large that only the corrected rows are checked until then:
// that a correction made two rows the same is seen once the files are made.
func TestWebWholeFile(t *testing.T) {
	var rows strings.Builder
	rows.WriteString("Student_Number,LastFirst,Entry_Date,Entry_Time,Entry_Author,Period,LogType,Subtype,Consequence,Subject,Entry,Void\n")
	for i := range 5100 {
		code := map[bool]string{true: "LUNCH", false: "PERS"}[i == 0]
		fmt.Fprintf(&rows, "004198,\"Pratt, Viktor\",09/01/2023,09:10,\"Okafor, Jude\",2,Positive,%s,,Lunch,Stacked the trays %d times.,0\n", code, max(i, 1))
	}
	d := openDesk(t, folderPage(t))
	d.open(packKit(t), write(t, "large.csv", rows.String()))
	d.left(1)
	d.enter(2, "Subtype", "PERS")
	d.left(0)
	d.save("Save work.json", "work.json")
	d.until("the row to check", `document.getElementById("filters").textContent.includes("To check (1)")`)
	if figures := eval[string](d.browser, `document.getElementById("figures").textContent`); !strings.Contains(figures, "1 to check") || strings.Contains(figures, "last checked") {
		t.Errorf("the page says %q", figures)
	}
	if !eval[bool](d.browser, `document.activeElement.textContent === "Save work.json"`) {
		t.Error("the button that was pressed does not have the focus")
	}
}

// TestWebManyBad opens an export of which each of 100,000 rows needs a correction.
func TestWebManyBad(t *testing.T) {
	if os.Getenv("OTUSTEMPLATE_SLOW") == "" {
		t.Skip("it takes its time: set OTUSTEMPLATE_SLOW")
	}
	var bad strings.Builder
	bad.WriteString("Student_Number,LastFirst,Entry_Date,Entry_Time,Entry_Author,Period,LogType,Subtype,Consequence,Subject,Entry,Void\n")
	for i := range 100_000 {
		fmt.Fprintf(&bad, "004198,\"Pratt, Viktor\",09/01/2023,09:10,\"Okafor, Jude\",2,Positive,LUNCH,,Lunch,Stacked the trays %d times.,0\n", i)
	}
	d := openDesk(t, folderPage(t))
	d.openKit(packKit(t))
	began := time.Now()
	lap := func(what string) {
		t.Logf("%s took %.1f s", what, time.Since(began).Seconds())
		began = time.Now()
	}
	d.choose("export-file", write(t, "bad.csv", bad.String()))
	d.until("the rows", `document.querySelectorAll("article.row").length > 0 && document.getElementById("busy").hidden`)
	lap("opening")
	d.left(100_000)
	if got := eval[int](d.browser, `document.querySelectorAll("article.row").length`); got > 100 {
		t.Errorf("%d rows are on the page at once", got)
	}
	d.goTo("90001")
	d.until("the row", `document.getElementById("row-90001") !== null`)
	lap("going to a row")
	d.enter(90001, "Subtype", "COOP")
	d.left(99_999)
	lap("a correction")
	d.press(90001, "Enter “COOP” in the 99,999 other rows with the same problem too")
	d.left(0)
	lap("99,999 corrections")
	d.do(chromedp.Click(chromedp.CSS("#undo")))
	d.left(99_999)
	lap("undoing them")
	if peak := d.tabMemory(); peak > 800<<20 {
		t.Errorf("the page took %d MB", peak>>20)
	}
}
