package job_test

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/job"
	"example.com/otustemplate/internal/roster"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
	"github.com/google/go-cmp/cmp"
)

// Each case is one row of an export with the columns student, teacher, class,
// period and day, or several of them.
func TestLookups(t *testing.T) {
	const (
		number  = `"Student Number": {"from": "student"}, `
		teacher = number + `"Class Name": {"from": "class"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"`
		class   = number + `"Teacher Email": {"from": "teacher"}, "Class Name": {"from": "class", "lookup": "class"`
		classOf = number + `"Teacher Email": {"from": "teacher", "lookup": "teacher"}, "Class Name": {"lookup": "class-of"`
		ofClass = number + `"Class Name": {"from": "class"}, "Teacher Email": {"lookup": "teacher-of"`
		who     = `"Teacher Email": {"from": "teacher"}, "Class Name": {"from": "class"}, `
	)
	tests := []struct {
		name, columns, row string
		want               string // the record but for recognition and date, if it is written
		issues             []string
	}{
		// teacher
		{name: "an address in another case", columns: teacher + `}`, row: "004191,A.RIVERA@EXAMPLE.ORG,x,,",
			want: ",,004191,,a.rivera@example.org,x"},
		{name: "a sourcedId", columns: teacher + `}`, row: "004191,t04,x,,",
			want: ",,004191,,D.Kowalski@example.org,x"},
		{name: "an identifier", columns: teacher + `}`, row: "004191,9001,x,,",
			want: ",,004191,,a.rivera@example.org,x"},
		{name: "a username", columns: teacher + `}`, row: "004191,arivera,x,,",
			want: ",,004191,,a.rivera@example.org,x"},
		{name: "Last, First", columns: teacher + `}`, row: `004191," rivera , ANA",x,,`,
			want: ",,004191,,a.rivera@example.org,x"},
		{name: "First Last", columns: teacher + `}`, row: "004191,Ana Rivera,x,,",
			want: ",,004191,,a.rivera@example.org,x"},
		{name: "one who has left since", columns: teacher + `}`, row: `004191,"Bauer, Kim",x,,`,
			want: ",,004191,,k.bauer@example.org,x"},
		{name: "two of one name", columns: teacher + `}`, row: `004191,"Lee, Min",x,,`,
			issues: []string{`B2 lookup-several "Lee, Min" can mean several teachers in the roster: Lee, Min (m.lee@example.org) or Lee, Min (m.lee2@example.org); choose which one is meant [m.lee@example.org m.lee2@example.org]`}},
		{name: "two of one name, with a default", columns: teacher + `, "ifEmpty": "a.rivera@example.org"}`, row: `004191,"Lee, Min",x,,`,
			issues: []string{`B2 lookup-several "Lee, Min" can mean several teachers in the roster: Lee, Min (m.lee@example.org) or Lee, Min (m.lee2@example.org); choose which one is meant [m.lee@example.org m.lee2@example.org]`}},
		{name: "a name misspelt", columns: teacher + `}`, row: `004191,"Riviera, Ana",x,,`,
			issues: []string{`B2 lookup-none there is no teacher "Riviera, Ana" in the roster; the nearest: Rivera, Ana (a.rivera@example.org). Correct the name, or tell your data person who is meant [a.rivera@example.org]`}},
		{name: "a family name alone, of a teacher of the student", columns: teacher + `}`, row: "004191,Ms. Rivera,x,,\n004191,RIVERA,x,,\n004191,A. Rivera,x,,\n4191,\"Rivera, A.\",x,,",
			want: ",,004191,,a.rivera@example.org,x\n,,004191,,a.rivera@example.org,x\n,,004191,,a.rivera@example.org,x\n,,4191,,a.rivera@example.org,x"},
		{name: "a family name alone, of another student's teacher", columns: teacher + `}`, row: `004646,Ms. Rivera,x,,`,
			issues: []string{`B2 lookup-none "Ms. Rivera" is not the whole name of a teacher; it may be short for Rivera, Ana (a.rivera@example.org): choose who is meant [a.rivera@example.org]`}},
		{name: "a family name alone, on a day after the class", columns: teacher + `}`, row: `004191,Ms. Rivera,x,,2024-07-20`,
			issues: []string{`B2 lookup-none "Ms. Rivera" is not the whole name of a teacher; it may be short for Rivera, Ana (a.rivera@example.org): choose who is meant [a.rivera@example.org]`}},
		{name: "a family name alone, of nobody's teacher", columns: teacher + `}`, row: "000000,Ms. Rivera,x,,",
			issues: []string{`B2 lookup-none "Ms. Rivera" is not the whole name of a teacher; it may be short for Rivera, Ana (a.rivera@example.org): choose who is meant [a.rivera@example.org]`}},
		{name: "a family name alone, of two", columns: teacher + `}`, row: `004646,"Lee, M.",x,,`,
			issues: []string{`B2 lookup-several "Lee, M." can mean several teachers in the roster: Lee, Min (m.lee@example.org) or Lee, Min (m.lee2@example.org); choose which one is meant [m.lee@example.org m.lee2@example.org]`}},
		{name: "an administrator's name", columns: teacher + `}`, row: "004191,\"Doyle, Pat\",x,,\n004191,P. Doyle,x,,",
			issues: []string{
				`B2 lookup-none "Doyle, Pat" is an administrator in the roster, and Otus needs a teacher: enter the teacher, or ask for a teacher account []`,
				`B3 lookup-none "P. Doyle" is not the whole name of a teacher; it may be short for Doyle, Pat (an administrator): choose who is meant []`,
			}},
		{name: "two teachers", columns: teacher + `}`, row: `004191,"Rivera, Ana; Okafor, Jude",x,,`,
			issues: []string{`B2 lookup-several "Rivera, Ana; Okafor, Jude" is not the name of one teacher alone; it may mean Rivera, Ana (a.rivera@example.org) or Okafor, Jude (j.okafor@example.org): choose who is meant [a.rivera@example.org j.okafor@example.org]`}},
		{name: "a teacher and something else", columns: teacher + `}`, row: `004191,"Rivera, Ana - Math",x,,`,
			issues: []string{`B2 lookup-none "Rivera, Ana - Math" is not the name of one teacher alone; it may mean Rivera, Ana (a.rivera@example.org): choose who is meant [a.rivera@example.org]`}},
		{name: "values that give no whole name", columns: teacher + `, "values": {"AR": "Rivera", "OO": "Okafor"}}`, row: "004191,AR,x,,\n004646,AR,x,,",
			want: ",,004191,,a.rivera@example.org,x\n,,004646,,Rivera,x"},
		{name: "a name misspelt behind an initial", columns: teacher + `}`, row: `004191,"A. Riviera",x,,`,
			issues: []string{`B2 lookup-none there is no teacher "A. Riviera" in the roster; the nearest: Rivera, Ana (a.rivera@example.org). Correct the name, or tell your data person who is meant [a.rivera@example.org]`}},
		{name: "nobody", columns: teacher + `}`, row: `004191,Office,x,,`,
			issues: []string{`B2 lookup-none there is no teacher "Office" in the roster: check the spelling; if it is right, tell your data person the teacher's e-mail address []`}},
		{name: "an administrator", columns: teacher + `}`, row: `004191,p.doyle@example.org,x,,`,
			issues: []string{`B2 lookup-none "p.doyle@example.org" is an administrator in the roster, and Otus needs a teacher: enter the teacher, or ask for a teacher account []`}},
		{name: "a student is no teacher", columns: teacher + `}`, row: `004191,"Tran, Lena",x,,`,
			issues: []string{`B2 lookup-none there is no teacher "Tran, Lena" in the roster: check the spelling; if it is right, tell your data person the teacher's e-mail address []`}},
		{name: "without an address", columns: teacher + `}`, row: `004191,"Fields, Sam",x,,`,
			issues: []string{`B2 lookup-none the roster has no e-mail address for the teacher Fields, Sam (without an e-mail address): tell your data person the address []`}},
		{name: "values go first", columns: teacher + `, "values": {"Lee, Min": "m.lee2@example.org", "AR": "Rivera, Ana", "Office": "office@example.org"}}`,
			row:  "004191,\"Lee, Min\",x,,\n004191,AR,x,,\n004191,Office,x,,",
			want: ",,004191,,m.lee2@example.org,x\n,,004191,,a.rivera@example.org,x\n,,004191,,office@example.org,x"},
		{name: "values for students, one of whom the roster lacks", columns: who + `"SIS ID": {"from": "student", "values": {"Lena T.": "004191", "Sub": "s99"}, "lookup": "student"}`,
			row:  "Lena T.,a.rivera@example.org,x,,\nSub,a.rivera@example.org,x,,",
			want: ",s01,,,a.rivera@example.org,x\n,s99,,,a.rivera@example.org,x"},
		{name: "a value still to be filled in", columns: teacher + `, "values": {"Ana Rivera": ""}}`, row: "004191,Ana Rivera,x,,",
			want: ",,004191,,a.rivera@example.org,x"},
		{name: "a default is for an empty cell and for a placeholder", columns: teacher + `, "ifEmpty": "a.rivera@example.org"}`,
			row:  "004191,,x,,\n004191,N/A,x,,\n004191,\u00a0tbd ,x,,\n004191,=\"\",x,,\n004191,\u200b,x,,",
			want: strings.TrimSuffix(strings.Repeat(",,004191,,a.rivera@example.org,x\n", 5), "\n"),
			issues: []string{
				`B2 defaulted the cell is empty, so "a.rivera@example.org" was entered: check it []`,
				`B3 defaulted the cell says "N/A", so "a.rivera@example.org" was entered: check it []`,
				`B4 defaulted the cell says "\u00a0tbd ", so "a.rivera@example.org" was entered: check it []`,
				`B5 defaulted the cell says "=""", so "a.rivera@example.org" was entered: check it []`,
				`B6 defaulted the cell is empty, so "a.rivera@example.org" was entered: check it []`,
			}},
		{name: "a default is for no one who is named", columns: teacher + `, "ifEmpty": "a.rivera@example.org"}`,
			row: "004191,Office,x,,\n004191,\"Fields, Sam\",x,,\n004191,\"Kowalskii, Dana\",x,,\n004191,p.doyle@example.org,x,,",
			issues: []string{
				`B2 lookup-none there is no teacher "Office" in the roster: check the spelling; if it is right, tell your data person the teacher's e-mail address []`,
				`B3 lookup-none the roster has no e-mail address for the teacher Fields, Sam (without an e-mail address): tell your data person the address []`,
				`B4 lookup-none there is no teacher "Kowalskii, Dana" in the roster; the nearest: Kowalski, Dana (D.Kowalski@example.org). Correct the name, or tell your data person who is meant [D.Kowalski@example.org]`,
				`B5 lookup-none "p.doyle@example.org" is an administrator in the roster, and Otus needs a teacher: enter the teacher, or ask for a teacher account []`,
			}},
		{name: "nor with values", columns: teacher + `, "values": {"Office": "", "N/A": "m.lee@example.org"}, "ifEmpty": "a.rivera@example.org"}`,
			row:  "004191,Office,x,,\n004191,N/A,x,,\n004191,none,x,,",
			want: ",,004191,,m.lee@example.org,x\n,,004191,,a.rivera@example.org,x",
			issues: []string{
				`B2 lookup-none there is no teacher "Office" in the roster: check the spelling; if it is right, tell your data person the teacher's e-mail address []`,
				`B4 defaulted the cell says "none", so "a.rivera@example.org" was entered: check it []`,
			}},
		{name: "values give a placeholder", columns: teacher + `, "values": {"Office": "N/A"}, "ifEmpty": "a.rivera@example.org"}`, row: "004191,Office,x,,",
			want: ",,004191,,N/A,x"},
		{name: "an empty cell", columns: teacher + `}`, row: "004191,,x,,",
			want: ",,004191,,,x"},
		{name: "two cells joined", columns: number + `"Class Name": {"from": "class"}, "Teacher Email": {"join": ["teacher", "period"], "lookup": "teacher"}`,
			row:  "004191,Ana,x,Rivera,",
			want: ",,004191,,a.rivera@example.org,x"},

		// class
		{name: "a class by sourcedId", columns: class + `}`, row: "004191,t,c04,,",
			want: ",,004191,,t,Biology"},
		{name: "by code, of several of one title", columns: class + `}`, row: "004191,t,ALG1,,",
			want: ",,004191,,t,Algebra 1"},
		{name: "by title", columns: class + `}`, row: "004191,t,Algebra 1,,",
			want: ",,004191,,t,Algebra 1"},
		{name: "by title in another case and dash", columns: class + `}`, row: "004191,t,art - period 3,,",
			want: ",,004191,,t,Art – Period 3"},
		{name: "one that is no more", columns: class + `}`, row: "004191,t,CHO,,",
			want: ",,004191,,t,Choir"},
		{name: "a class misspelt", columns: class + `}`, row: "004191,t,Biologie,,",
			issues: []string{`C2 lookup-none there is no class "Biologie" in the roster; the nearest: "Biology". Correct the name, or tell your data person which one is meant [Biology]`}},

		{name: "a class misspelt, with a default", columns: class + `, "ifEmpty": "Choir"}`, row: "004191,t,Biologie,,\n004191,t,n/a,,\n004191,t,,,",
			want: ",,004191,,t,Choir\n,,004191,,t,Choir",
			issues: []string{
				`C2 lookup-none there is no class "Biologie" in the roster; the nearest: "Biology". Correct the name, or tell your data person which one is meant [Biology]`,
				`C3 defaulted the cell says "n/a", so "Choir" was entered: check it []`,
				`C4 defaulted the cell is empty, so "Choir" was entered: check it []`,
			}},

		// class-of
		{name: "the one class", columns: classOf + `}`, row: `004646,"Okafor, Jude",,,`,
			want: ",,004646,,j.okafor@example.org,English 9"},
		{name: "of several titles", columns: classOf + `}`, row: `004191,"Rivera, Ana",,,`,
			issues: []string{`row 2 lookup-several the teacher has this student in several classes: "Algebra 1" or "Algebra 2"; choose which one is meant [Algebra 1 Algebra 2]`}},
		{name: "of several titles, with the period", columns: classOf + `, "period": "period"}`, row: `004191,"Rivera, Ana",,3,`,
			want: ",,004191,,a.rivera@example.org,Algebra 2"},
		{name: "of several titles, with a period that neither meets in", columns: classOf + `, "period": "period"}`, row: `004191,"Rivera, Ana",,9,`,
			issues: []string{`row 2 lookup-none the teacher has this student in "Algebra 1" or "Algebra 2", but not in the period given: correct the teacher or the period, or enter the class [Algebra 1 Algebra 2]`}},
		{name: "several with a period that neither meets in are no case for ifNone", columns: classOf + `, "period": "period", "ifNone": "homeroom", "ifSeveral": "ifNone", "ifEmpty": "x"}`,
			row:    `004191,"Rivera, Ana",,9,`,
			issues: []string{`row 2 lookup-none the teacher has this student in "Algebra 1" or "Algebra 2", but not in the period given: correct the teacher or the period, or enter the class [Algebra 1 Algebra 2]`}},
		{name: "one title, which does not meet in the period", columns: classOf + `, "period": "period", "prefer": ["English 9"], "ifNone": "homeroom"}`, row: `004646,"Okafor, Jude",,7,`,
			issues: []string{`row 2 lookup-none the teacher has this student in "English 9", but not in the period given: correct the teacher or the period, or enter the class [English 9]`}},
		{name: "one title, in a period that is written otherwise", columns: classOf + `, "period": "period"}`,
			row:  "004646,\"Okafor, Jude\",,04,\n004646,\"Okafor, Jude\",,5th,\n004646,\"Okafor, Jude\",,Period 4(A),",
			want: ",,004646,,j.okafor@example.org,English 9\n,,004646,,j.okafor@example.org,English 9\n,,004646,,j.okafor@example.org,English 9"},
		{name: "one title, where the period says nothing", columns: classOf + `, "period": "period"}`,
			row:  "004646,\"Okafor, Jude\",,HR,\n004646,\"Okafor, Jude\",,Lunch,\n004646,\"Okafor, Jude\",,,\n004646,\"Okafor, Jude\",,N/A,\n004646,\"Okafor, Jude\",,10:30 AM,",
			want: strings.TrimSuffix(strings.Repeat(",,004646,,j.okafor@example.org,English 9\n", 5), "\n")},
		{name: "several titles, where the period says nothing", columns: classOf + `, "period": "period"}`, row: `004191,"Rivera, Ana",,HR,`,
			issues: []string{`row 2 lookup-several the teacher has this student in several classes: "Algebra 1" or "Algebra 2"; choose which one is meant [Algebra 1 Algebra 2]`}},
		{name: "a period, and no class at all", columns: classOf + `, "period": "period", "ifNone": "homeroom"}`, row: `004191,"Okafor, Jude",,4,`,
			want:   ",,004191,,j.okafor@example.org,Homeroom 204",
			issues: []string{`row 2 defaulted no class of the student with this teacher was found on that day, so "Homeroom 204" was entered: check it []`}},
		{name: "one title, of which no period is known", columns: classOf + `, "period": "period"}`, row: `004191,"Kowalski, Dana",,9,`,
			want: ",,004191,,D.Kowalski@example.org,Homeroom 204"},
		{name: "with the period of none, where one has no period", columns: classOf + `, "period": "period"}`, row: `004646,"Kowalski, Dana",,9,`,
			want: ",,004646,,D.Kowalski@example.org,Homeroom 204"},
		{name: "a title preferred", columns: classOf + `, "prefer": ["Choir", "algebra 2"]}`, row: `004191,"Rivera, Ana",,,`,
			want: ",,004191,,a.rivera@example.org,Algebra 2"},
		{name: "a type preferred", columns: classOf + `, "prefer": ["scheduled"]}`, row: `004646,"Kowalski, Dana",,,`,
			want: ",,004646,,D.Kowalski@example.org,English 9"},
		{name: "several, ifNone for none", columns: classOf + `, "ifNone": "homeroom"}`, row: `004191,"Rivera, Ana",,,`,
			issues: []string{`row 2 lookup-several the teacher has this student in several classes: "Algebra 1" or "Algebra 2"; choose which one is meant [Algebra 1 Algebra 2]`}},
		{name: "several, as for none", columns: classOf + `, "ifNone": "homeroom", "ifSeveral": "ifNone"}`, row: `004191,"Rivera, Ana",,,`,
			want:   ",,004191,,a.rivera@example.org,Homeroom 204",
			issues: []string{`row 2 defaulted the teacher has this student in several classes on that day, so "Homeroom 204" was entered: check it []`}},
		{name: "several, a class of their own", columns: classOf + `, "ifNone": "Office", "ifSeveral": "Advisory"}`, row: `004191,"Rivera, Ana",,,` + "\n" + `004191,"Okafor, Jude",,,`,
			want: ",,004191,,a.rivera@example.org,Advisory\n,,004191,,j.okafor@example.org,Office",
			issues: []string{
				`row 2 defaulted the teacher has this student in several classes on that day, so "Advisory" was entered: check it []`,
				`row 3 defaulted no class of the student with this teacher was found on that day, so "Office" was entered: check it []`}},
		{name: "several, the homeroom, and nothing for none", columns: classOf + `, "ifSeveral": "homeroom"}`, row: `004191,"Rivera, Ana",,,` + "\n" + `004191,"Okafor, Jude",,,`,
			want: ",,004191,,a.rivera@example.org,Homeroom 204",
			issues: []string{
				`row 2 defaulted the teacher has this student in several classes on that day, so "Homeroom 204" was entered: check it []`,
				`row 3 lookup-none the teacher did not teach this student on that day, who is in "Algebra 1", "Algebra 2" or "Homeroom 204": correct the teacher, or enter the class [Algebra 1 Algebra 2 Homeroom 204]`}},
		{name: "none", columns: classOf + `}`, row: `004191,"Okafor, Jude",,,`,
			issues: []string{`row 2 lookup-none the teacher did not teach this student on that day, who is in "Algebra 1", "Algebra 2" or "Homeroom 204": correct the teacher, or enter the class [Algebra 1 Algebra 2 Homeroom 204]`}},
		{name: "none, the homeroom instead", columns: classOf + `, "ifNone": "homeroom"}`, row: `004191,"Okafor, Jude",,,`,
			want:   ",,004191,,j.okafor@example.org,Homeroom 204",
			issues: []string{`row 2 defaulted no class of the student with this teacher was found on that day, so "Homeroom 204" was entered: check it []`}},
		{name: "none, a constant instead", columns: classOf + `, "ifNone": "Advisory"}`, row: `004191,"Okafor, Jude",,,`,
			want:   ",,004191,,j.okafor@example.org,Advisory",
			issues: []string{`row 2 defaulted no class of the student with this teacher was found on that day, so "Advisory" was entered: check it []`}},
		{name: "none, and no homeroom", columns: classOf + `, "ifNone": "homeroom"}`, row: `004576,"Rivera, Ana",,,`,
			issues: []string{`row 2 lookup-none the teacher did not teach this student on that day, who is in "Biology", "Art – Period 3" or "Choir": correct the teacher, or enter the class [Biology Art – Period 3 Choir]`}},
		{name: "none, no homeroom, a default", columns: classOf + `, "ifNone": "homeroom", "ifEmpty": "Advisory"}`, row: `004576,"Rivera, Ana",,,`,
			want:   ",,004576,,a.rivera@example.org,Advisory",
			issues: []string{`row 2 defaulted nothing was found in the roster, so "Advisory" was entered: check it []`}},
		{name: "before an enrolment ended", columns: classOf + `}`, row: `004646,m.lee@example.org,,,2024-01-15`,
			want: ",,004646,,m.lee@example.org,Biology"},
		{name: "after it ended", columns: classOf + `}`, row: `004646,m.lee@example.org,,,2024-02-15`,
			issues: []string{`row 2 lookup-none the teacher did not teach this student on that day, who is in "English 9" or "Homeroom 204": correct the teacher, or enter the class [English 9 Homeroom 204]`}},
		{name: "of a class that is no more", columns: classOf + `}`, row: `004576,"Bauer, Kim",,,2023-11-06`,
			want: ",,004576,,k.bauer@example.org,Choir"},
		{name: "after its term", columns: classOf + `}`, row: `004576,"Bauer, Kim",,,2024-02-05`,
			issues: []string{`row 2 lookup-none the teacher did not teach this student on that day, who is in "Biology": correct the teacher, or enter the class [Biology]`}},
		{name: "a class that is named", columns: number + `"Teacher Email": {"from": "teacher"}, "Class Name": {"from": "class", "lookup": "class-of"}`,
			row:    "004191,a.rivera@example.org,ALG2,,\n004191,a.rivera@example.org,,,",
			want:   ",,004191,,a.rivera@example.org,Algebra 2",
			issues: []string{`C3 lookup-several the teacher has this student in several classes: "Algebra 1" or "Algebra 2"; choose which one is meant [Algebra 1 Algebra 2]`}},
		{name: "nobody is the teacher", columns: classOf + `, "ifNone": "homeroom"}`, row: `004191,Office,,,`,
			issues: []string{`B2 lookup-none there is no teacher "Office" in the roster: check the spelling; if it is right, tell your data person the teacher's e-mail address []`}},
		{name: "nobody is the teacher, of an address that isn't looked up", columns: number + `"Teacher Email": {"from": "teacher"}, "Class Name": {"lookup": "class-of", "ifNone": "Office", "ifEmpty": "Office"}`,
			row:    `004191,nobody@example.org,,,`,
			issues: []string{`row 2 lookup-none the class is found by the teacher, who is not in that year's roster: correct the teacher, or enter the class []`}},
		{name: "a teacher on the mapping's word", columns: number + `"Teacher Email": {"from": "teacher", "values": {"Office": "office@example.org"}, "lookup": "teacher", "ifEmpty": "desk@example.org"}, "Class Name": {"lookup": "class-of", "ifNone": "Office"}`,
			row:  "004191,Office,,,\n004191,,,,\n004191,N/A,,,",
			want: ",,004191,,office@example.org,Office\n,,004191,,desk@example.org,Office\n,,004191,,desk@example.org,Office",
			issues: []string{
				`row 2 defaulted no class of the student with this teacher was found on that day, so "Office" was entered: check it []`,
				`B3 defaulted the cell is empty, so "desk@example.org" was entered: check it []`,
				`row 3 defaulted no class of the student with this teacher was found on that day, so "Office" was entered: check it []`,
				`B4 defaulted the cell says "N/A", so "desk@example.org" was entered: check it []`,
				`row 4 defaulted no class of the student with this teacher was found on that day, so "Office" was entered: check it []`,
			}},
		{name: "a constant teacher whom the roster lacks", columns: number + `"Teacher Email": {"const": "office@example.org"}, "Class Name": {"lookup": "class-of", "ifNone": "Office"}`,
			row:    "004191,,,,",
			want:   ",,004191,,office@example.org,Office",
			issues: []string{`row 2 defaulted no class of the student with this teacher was found on that day, so "Office" was entered: check it []`}},
		{name: "a class that is a placeholder is looked for", columns: number + `"Teacher Email": {"from": "teacher"}, "Class Name": {"from": "class", "lookup": "class-of"}`,
			row:  "004646,j.okafor@example.org,N/A,,",
			want: ",,004646,,j.okafor@example.org,English 9"},
		{name: "no teacher", columns: classOf + `, "ifNone": "homeroom"}`, row: `004191,,,,`,
			issues: []string{`row 2 lookup-none the class is found by the teacher, who is not known: fill in the teacher []`}},
		{name: "no student", columns: classOf + `, "ifNone": "homeroom"}`, row: `,t01,,,`,
			issues: []string{`row 2 lookup-none the class is found by the student, and the row has none: fill in the student []`}},
		{name: "nobody is the student, a constant for none", columns: classOf + `, "ifNone": "Office", "ifEmpty": "Office"}`, row: `4,t01,,,`,
			issues: []string{`row 2 lookup-none no student in that year's roster has this: correct it, or ask for the student to be added to the roster []`}},
		{name: "nobody is the student", columns: classOf + `, "ifNone": "homeroom"}`, row: `4,t01,,,`,
			issues: []string{`row 2 lookup-none no student in that year's roster has this: correct it, or ask for the student to be added to the roster []`}},
		{name: "a student with zeros lost", columns: classOf + `}`, row: `4646,"Okafor, Jude",,,`,
			want: ",,4646,,j.okafor@example.org,English 9"},
		{name: "siblings of one address", columns: `"Student Email": {"from": "student"}, "Teacher Email": {"from": "teacher"}, "Class Name": {"lookup": "class-of", "ifNone": "x"}`,
			row:    `jansen.family@example.org,m.lee@example.org,,,`,
			issues: []string{`row 2 lookup-several several students in the roster have this: enter a number or e-mail that only this student has []`}},
		{name: "no day", columns: classOf + `}`, row: `004191,t01,,,soon`,
			issues: []string{`B2 lookup-none the roster is searched as of the row's date, which cannot be read: enter it with the month first, such as 11/30/2023 []`}},
		{name: "a day with blanks around it", columns: classOf + `}`, row: `004646,t03,,, 1/15/2024 `,
			want: ",,004646,,m.lee@example.org,Biology"},
		{name: "a day whose year has two digits", columns: classOf + `}`, row: `004646,t03,,,1/15/24`,
			issues: []string{`B2 lookup-none the roster is searched as of the row's date, which cannot be read: enter it with the month first, such as 11/30/2023 []`}},
		{name: "a day with a time", columns: classOf + `}`, row: `004646,t03,,,1/15/2024 10:30`,
			want: ",,004646,,m.lee@example.org,Biology"},

		// teacher-of
		{name: "the class's primary teacher", columns: ofClass + `}`, row: `004646,,English 9,,`,
			want: ",,004646,,D.Kowalski@example.org,English 9"},
		{name: "its only one", columns: ofClass + `}`, row: `004646,,Homeroom 204,,`,
			want: ",,004646,,D.Kowalski@example.org,Homeroom 204"},
		{name: "of two classes the student's", columns: ofClass + `}`, row: `004660,,Algebra 1,,`,
			want: ",,004660,,j.okafor@example.org,Algebra 1"},
		{name: "of two classes, neither the student's", columns: ofClass + `}`, row: `004646,,Algebra 1,,`,
			issues: []string{`row 2 lookup-several the class has several teachers: Rivera, Ana (a.rivera@example.org) or Okafor, Jude (j.okafor@example.org); choose who is meant [a.rivera@example.org j.okafor@example.org]`}},
		{name: "no such class", columns: ofClass + `}`, row: `004646,,Latin,,`,
			issues: []string{`row 2 lookup-none that year's roster has no class "Latin" to find its teacher by: correct the class, or enter the teacher []`}},
		{name: "no class", columns: ofClass + `}`, row: `004646,,,,`,
			issues: []string{`row 2 lookup-none the teacher is found by the class, which is not known: fill in the class []`}},
		{name: "after its term ended", columns: ofClass + `}`, row: `004576,,Art – Period 3,,2024-02-05`,
			issues: []string{`row 2 lookup-none the roster has no teacher for the class "Art – Period 3" on that day: enter the teacher []`}},
		{name: "no such class, a default", columns: ofClass + `, "ifEmpty": "a.rivera@example.org"}`, row: `004646,,Latin,,`,
			issues: []string{`row 2 lookup-none that year's roster has no class "Latin" to find its teacher by: correct the class, or enter the teacher []`}},
		{name: "no class, a default", columns: ofClass + `, "ifEmpty": "a.rivera@example.org"}`, row: `004646,,,,`,
			issues: []string{`row 2 lookup-none the teacher is found by the class, which is not known: fill in the class []`}},
		{name: "a class without a teacher, a default", columns: ofClass + `, "ifEmpty": "a.rivera@example.org"}`, row: `004576,,Art – Period 3,,2024-02-05`,
			want:   ",,004576,,a.rivera@example.org,Art – Period 3",
			issues: []string{`row 2 defaulted nothing was found in the roster, so "a.rivera@example.org" was entered: check it []`}},
		{name: "of two teachers, a default", columns: ofClass + `, "ifEmpty": "a.rivera@example.org"}`, row: `004646,,Algebra 1,,`,
			issues: []string{`row 2 lookup-several the class has several teachers: Rivera, Ana (a.rivera@example.org) or Okafor, Jude (j.okafor@example.org); choose who is meant [a.rivera@example.org j.okafor@example.org]`}},
		{name: "a teacher who is a placeholder is looked for", columns: number + `"Class Name": {"from": "class"}, "Teacher Email": {"from": "teacher", "lookup": "teacher-of", "ifEmpty": "a.rivera@example.org"}`,
			row:  "004646,N/A,English 9,,",
			want: ",,004646,,D.Kowalski@example.org,English 9"},
		{name: "a teacher who is named", columns: number + `"Class Name": {"from": "class"}, "Teacher Email": {"from": "teacher", "lookup": "teacher-of"}`,
			row:  `004646,"Okafor, Jude",English 9,,`,
			want: ",,004646,,j.okafor@example.org,English 9"},
		{name: "of a class looked up", columns: number + `"Class Name": {"from": "class", "lookup": "class"}, "Teacher Email": {"lookup": "teacher-of"}`,
			row:    "004191,,c02,,\n004191,,nonsense,,",
			want:   ",,004191,,j.okafor@example.org,Algebra 1",
			issues: []string{`C3 lookup-none there is no class "nonsense" in the roster: check the spelling; if it is right, tell your data person what the class is called in Otus []`}},

		// parts of cells
		{name: "a number in parentheses", columns: number + `"Class Name": {"from": "class"}, "Teacher Email": {"from": "teacher", "extract": "\\(([0-9]+)\\)", "lookup": "teacher"}`,
			row:  "004191,Somebody Else (9001),x,,\n004191,9001,x,,\n004191,A (9001) or B (9004),x,,",
			want: ",,004191,,a.rivera@example.org,x",
			issues: []string{
				`B3 value-unmapped only a part of "9001" is needed, and it is missing or there twice: enter that part alone, or tell your data person which Teacher Email is meant []`,
				`B4 value-unmapped only a part of "A (9001) or B (9004)" is needed, and it is missing or there twice: enter that part alone, or tell your data person which Teacher Email is meant []`}},
		{name: "values for a text as a whole and for its part", row: "004191,9001 Rivera,x,,\n004191,The OFFICE,x,,\n004191,0007 Sub,x,,\n004191,,x,,\n004191,N/A,x,,",
			columns: number + `"Class Name": {"from": "class"}, "Teacher Email": {"from": "teacher", "extract": "^([0-9]+) ", "values": {"the office": "m.lee@example.org", "0007": "sub@example.org"},
				"lookup": "teacher", "ifEmpty": "j.okafor@example.org"}`,
			want: ",,004191,,a.rivera@example.org,x\n,,004191,,m.lee@example.org,x\n,,004191,,sub@example.org,x\n,,004191,,j.okafor@example.org,x\n,,004191,,j.okafor@example.org,x",
			issues: []string{`B5 defaulted the cell is empty, so "j.okafor@example.org" was entered: check it []`,
				`B6 defaulted the cell says "N/A", so "j.okafor@example.org" was entered: check it []`}},
		{name: "a student in a text", columns: who + `"SIS ID": {"from": "student", "extract": "#([0-9]+)", "pad": 6, "lookup": "student"}`,
			row:  "Tran #4191,t,x,,\n#4191 and #4646,t,x,,\nTran,t,x,,",
			want: ",s01,,,t,x",
			issues: []string{
				`A3 value-unmapped only a part of this text is needed, and it is missing or there twice: enter that part alone, or tell your data person which SIS ID is meant []`,
				`A4 value-unmapped only a part of this text is needed, and it is missing or there twice: enter that part alone, or tell your data person which SIS ID is meant []`}},
		{name: "a class of a student who is in no part", columns: `"Student Number": {"from": "student", "extract": "#([0-9]+)"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"}, "Class Name": {"lookup": "class-of"}`,
			row:    `004191,"Okafor, Jude",,,`,
			issues: []string{`A2 value-unmapped only a part of this text is needed, and it is missing or there twice: enter that part alone, or tell your data person which Student Number is meant []`}},

		// student
		{name: "a number to the SIS ID", columns: who + `"SIS ID": {"from": "student", "lookup": "student"}`, row: "004191,t,x,,\n7700191,t,x,,\nltran,t,x,,\nL.Tran@example.org,t,x,,\n4191,t,x,,",
			want: ",s01,,,t,x\n,s01,,,t,x\n,s01,,,t,x\n,s01,,,t,x\n,s01,,,t,x"},
		{name: "to the e-mail address", columns: who + `"Student Email": {"from": "student", "lookup": "student"}`, row: "s01,t,x,,\ns02,t,x,,",
			want:   "l.tran@example.org,,,,t,x",
			issues: []string{`A3 lookup-none the roster has no Student Email for the student: tell your data person []`}},
		{name: "no such student", columns: who + `"SIS ID": {"from": "student", "lookup": "student"}`, row: "5,t,x,,\nt01,t,x,,\n,t,x,,",
			want: ",,,,t,x",
			issues: []string{
				`A2 lookup-none no student in that year's roster has this: correct it, or ask for the student to be added to the roster []`,
				`A3 lookup-none no student in that year's roster has this: correct it, or ask for the student to be added to the roster []`,
			}},
		{name: "siblings", columns: who + `"SIS ID": {"from": "student", "lookup": "student"}`, row: "jansen.family@example.org,t,x,,",
			issues: []string{`A2 lookup-several several students in the roster have this: enter a number or e-mail that only this student has []`}},
		{name: "siblings told apart by another identifier", columns: who + `"SIS ID": {"from": "student", "lookup": "student"}, "Student Number": {"from": "period"}`, row: "jansen.family@example.org,t,x,004576,",
			want: ",s04,004576,,t,x"},
		{name: "identifiers of two students", columns: who + `"SIS ID": {"from": "student", "lookup": "student"}, "Student Number": {"from": "period"}`, row: "s01,t,x,004576,",
			issues: []string{`A2 lookup-several the row has cells of different students: find out which one is meant, and correct or clear the others []`}},
		{name: "filled in", columns: who + number + `"SIS ID": {"lookup": "student"}, "State ID": {"lookup": "student"}, "Student Email": {"lookup": "student"}`, row: "004191,t,x,,\n004660,t,x,,",
			want: "l.tran@example.org,s01,004191,7700191,t,x\n,s02,004660,7700660,t,x"},
		{name: "filled in for nobody", columns: who + number + `"SIS ID": {"lookup": "student"}, "State ID": {"lookup": "student"}`, row: "5,t,x,,\n,t,x,,",
			want:   ",,,,t,x",
			issues: []string{`row 2 lookup-none no student in that year's roster has this: correct it, or ask for the student to be added to the roster []`}},
		{name: "filled in for siblings", columns: who + `"Student Email": {"from": "student"}, "SIS ID": {"lookup": "student"}, "State ID": {"lookup": "student"}`, row: "jansen.family@example.org,t,x,,",
			issues: []string{`row 2 lookup-several several students in the roster have this: enter a number or e-mail that only this student has []`}},
	}
	people := districtRoster(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := job.Builder{Mapping: lookupMapping(t, tt.columns), Validator: mappingAlone(t), Rosters: []*roster.Roster{people}}
			text := "student,teacher,class,period,day\n"
			for row := range strings.Lines(tt.row) {
				if row = strings.TrimSuffix(row, "\n"); strings.HasSuffix(row, ",") {
					row += "2023-10-02"
				}
				text += row + "\n"
			}
			got := build(t, b, csvSource(text))
			if got.err != nil {
				t.Fatal(got.err)
			}
			if diff := cmp.Diff(tt.want, withoutConstants(t, got.template)); diff != "" {
				t.Errorf("template (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.issues, lookupIssues(got.report)); diff != "" {
				t.Errorf("issues (-want +got):\n%s", diff)
			}
			for _, is := range got.report.Issues {
				ofRoster := strings.Contains(is.Message, "the roster has no ") && !strings.Contains(is.Message, "class") || strings.Contains(is.Message, "ask your data person which one")
				if got := is.SettledBy(); ofRoster != (got == schema.SettlerDataPerson) && is.Code != schema.CodeValueUnmapped {
					t.Errorf("%s is settled by %v: %s", is.Code, got, is.Message)
				}
			}
		})
	}
}

// A bundleTable is one file of a OneRoster bundle.
type bundleTable struct {
	all  []map[string]string
	byID map[string]map[string]string
}

func bundleRows(t *testing.T, dir, name string) bundleTable {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, name+".csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	table := bundleTable{byID: make(map[string]map[string]string)}
	for _, row := range rows[1:] {
		r := make(map[string]string)
		for i, label := range rows[0] {
			r[label] = row[i]
		}
		table.all = append(table.all, r)
		table.byID[r["sourcedId"]] = r
	}
	return table
}

func BenchmarkLookups(b *testing.B) {
	const rows = 20_000
	var export strings.Builder
	export.WriteString("student,teacher,period,day\n")
	for i := range rows {
		fmt.Fprintf(&export, "%s,10/%d/2023\n",
			[]string{`4191,"Rivera, Ana",3`, `4646,"Okafor, Jude",4`, `4576,"Kowalski, Dana",`, `4660,"Okafor, Jude",6`}[i%4], 1+i%31)
	}
	builder := job.Builder{
		Mapping: lookupMapping(b, `"Student Number": {"from": "student", "pad": 6}, "SIS ID": {"lookup": "student"},
			"Teacher Email": {"from": "teacher", "lookup": "teacher"}, "Class Name": {"lookup": "class-of", "period": "period"}`),
		Rosters: []*roster.Roster{districtRoster(b)},
	}
	b.SetBytes(int64(export.Len()))
	b.ReportAllocs()
	for b.Loop() {
		rep, err := builder.Build(b.Context(), csvSource(export.String()), sheet.NewWriter(io.Discard, nil))
		if err != nil || rep.Build.Written != rows {
			b.Fatal(err, *rep.Build)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// Whoever a shortened name may mean is named, and where they are many, how many more.
func TestLookupsNameAllWhoFit(t *testing.T) {
	for _, n := range []int{1, 2, 5, 6, 12} {
		for _, text := range []string{"Smith, K.", "K. Smith", "smith, k", "Smith", "Mr. Smith", "Smith, K. M."} {
			users := "sourcedId,status,enabledUser,orgSourcedIds,role,username,givenName,familyName,email\n"
			for i := range n {
				users += fmt.Sprintf("t%02d,,true,o1,teacher,k%[1]d,K%[2]c,Smith,k%[1]d@example.org\n", i, 'a'+i)
			}
			users += "t90,,true,o1,teacher,jo,Jo,Smithers,jo@example.org\nt91,,true,o1,teacher,lk,Lou,Smit,lou@example.org\ns1,,true,o1,student,s1,Kit,Smith,kit@example.org\n"
			people, err := roster.Load(t.Context(), fstest.MapFS{
				"users.csv":            {Data: []byte(users)},
				"classes.csv":          {Data: []byte("sourcedId,title\nc1,Art\n")},
				"enrollments.csv":      {Data: []byte("classSourcedId,userSourcedId,role\nc1,s1,student\n")},
				"academicSessions.csv": {Data: []byte("sourcedId,startDate,endDate\n")},
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			m := lookupMapping(t, `"SIS ID": {"from": "student"}, "Teacher Email": {"from": "teacher", "lookup": "teacher"}, "Class Name": {"const": "Art"}`)
			got := build(t, job.Builder{Mapping: m, Rosters: []*roster.Roster{people}}, csvSource("student,teacher,day\ns1,\""+text+"\",2023-10-04\n"))
			var is check.Issue
			for _, i := range got.report.Issues {
				if i.Code == schema.CodeLookupNone && n == 1 || i.Code == schema.CodeLookupSeveral && n > 1 {
					is = i
				}
			}
			if named := strings.Count(is.Message, "@example.org"); named != min(n, 5) || len(is.Fixes) != min(n, 10) {
				t.Errorf("%s, %d who fit: %d named, %d fixes: %s", text, n, named, len(is.Fixes), is.Message)
			}
			if more := fmt.Sprintf(" and %d more", n-5); strings.Contains(is.Message, " more") != (n > 5) || n > 5 && !strings.Contains(is.Message, more) {
				t.Errorf("%s, %d who fit: not told how many more: %s", text, n, is.Message)
			}
			if strings.Contains(is.Message, "jo@") || strings.Contains(is.Message, "lou@") || strings.Contains(is.Message, "kit@") {
				t.Errorf("%s: somebody who does not fit is named: %s", text, is.Message)
			}
		}
	}
}
