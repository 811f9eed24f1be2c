package main

import (
	"fmt"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// tables has the files of the roster as they are.
func (s *script) tables() {
	for i, table := range []string{"sessions", "users", "classes", "enrollments"} {
		s.exec(fmt.Sprintf(`CREATE TABLE %s AS FROM read_csv({%s}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"')`,
			table, gen.RosterFiles[i]))
	}
}

// load has the roster in tables, and looks for what may be wrong with it.
func load(cmd proc.Command) (out proc.Outcome, err error) {
	watch := proc.Start()
	err = run(cmd, func(s *script) {
		s.tables()
		for what, query := range map[string]string{
			"enrollments of nobody or in no class": `SELECT count(*) FROM enrollments e LEFT JOIN users u ON u.sourcedId = e.userSourcedId
				LEFT JOIN classes c ON c.sourcedId = e.classSourcedId WHERE u.sourcedId IS NULL OR c.sourcedId IS NULL`,
			"users twice":       `SELECT count(*) - count(DISTINCT sourcedId) FROM users`,
			"identifiers twice": `SELECT count(*) - count(DISTINCT identifier) FROM users`,
			"user names twice":  `SELECT count(*) - count(DISTINCT username) FROM users`,
			"bad dates":         `SELECT count(*) FROM enrollments WHERE try_cast(beginDate AS DATE) IS NULL OR try_cast(endDate AS DATE) IS NULL`,
		} {
			if n := s.count(query); n > 0 && s.err == nil {
				s.err = fmt.Errorf("%d %s", n, what)
			}
		}
		watch.Loaded()
		out = watch.Stop(map[string]int64{
			proc.Students: s.count(`SELECT count(*) FROM users WHERE role = 'student'`),
			proc.Teachers: s.count(`SELECT count(*) FROM users WHERE role = 'teacher'`),
			proc.Classes:  s.count(`SELECT count(*) FROM classes`),
		})
	})
	return out, err
}

// outside says that a day does not exist or is not in the school year.
const outside = `try_strptime(%[1]s, '%%Y-%%m-%%d') IS NULL OR %[1]s < '2023-08-14' OR %[1]s > '2024-06-07'`

// build makes the template of the export.
func build(cmd proc.Command) (out proc.Outcome, err error) {
	watch := proc.Start()
	err = run(cmd, func(s *script) {
		s.tables()
		watch.Loaded()
		s.exec(`CREATE TABLE students AS SELECT identifier, sourcedId FROM users WHERE role = 'student'`)
		s.exec(`CREATE TABLE teachers AS SELECT familyName || ', ' || givenName AS name, any_value(email) AS email,
			any_value(sourcedId) AS sourcedId, count(*) AS n FROM users WHERE role = 'teacher' GROUP BY 1`)
		s.exec(`CREATE TABLE shared AS SELECT t.userSourcedId AS teacher, s.userSourcedId AS student, any_value(c.title) AS title,
			count(DISTINCT c.title) AS n, min(greatest(s.beginDate, t.beginDate)) AS first, max(least(s.endDate, t.endDate)) AS last
			FROM enrollments s JOIN enrollments t ON s.classSourcedId = t.classSourcedId AND s.role = 'student' AND t.role = 'teacher'
			JOIN classes c ON c.sourcedId = s.classSourcedId GROUP BY 1, 2`)
		s.exec(`CREATE TABLE codes AS FROM read_csv({codes}, header = true, all_varchar = true, delim = ',')`)
		s.exec(`CREATE TABLE built AS
			WITH e AS (SELECT row_number() OVER () AS n, * FROM read_csv({export}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"'))
			SELECT e.*, s.identifier, r.name AS recognition, t.email, sh.title, concat_ws(': ', Subject, Entry) AS note, CASE
				WHEN s.identifier IS NULL THEN 'student'
				WHEN r.name IS NULL THEN 'code'
				WHEN t.email IS NULL OR t.n > 1 THEN 'teacher'
				WHEN ` + fmt.Sprintf(outside, "Entry_Date") + ` THEN 'date'
				WHEN sh.title IS NULL OR sh.n > 1 OR Entry_Date < sh.first OR Entry_Date > sh.last THEN 'class' END AS problem
			FROM e LEFT JOIN students s ON s.identifier = e.Student_Number LEFT JOIN codes r ON r.code = e.Subtype
			LEFT JOIN teachers t ON t.name = e.Entry_Author LEFT JOIN shared sh ON sh.teacher = t.sourcedId AND sh.student = s.sourcedId`)
		s.exec(`COPY (SELECT NULL AS "Student Email", NULL AS "SIS ID", identifier AS "Student Number", NULL AS "State ID", recognition AS "Recognition",
			email AS "Teacher Email", title AS "Class Name", Entry_Date AS "Date", note AS "Note" FROM built WHERE problem IS NULL ORDER BY n) TO {built} (HEADER)`)
		s.exec(`COPY (SELECT Student_Number, Entry_Date, Subtype, Entry_Author, Period, Subject, Entry, n AS "row", problem
			FROM built WHERE problem IS NOT NULL ORDER BY n) TO {rejects} (HEADER)`)
		out = watch.Stop(map[string]int64{
			proc.Rows: s.count(`SELECT count(*) FROM built`),
			proc.Bad:  s.count(`SELECT count(*) FROM built WHERE problem IS NOT NULL`),
			proc.Repeated: s.count(`SELECT sum(k - 1) FROM (SELECT count(*) AS k FROM built WHERE problem IS NULL
				GROUP BY identifier, recognition, email, title, Entry_Date, note)`),
		})
	})
	return out, err
}

// validate checks a template.
func validate(cmd proc.Command) (out proc.Outcome, err error) {
	watch := proc.Start()
	err = run(cmd, func(s *script) {
		s.tables()
		watch.Loaded()
		s.exec(`CREATE TABLE recognitions AS SELECT DISTINCT name FROM read_csv({codes}, header = true, all_varchar = true, delim = ',')`)
		s.exec(`CREATE TABLE teachers AS SELECT DISTINCT email AS name FROM users WHERE role = 'teacher'`)
		s.exec(`CREATE TABLE titles AS SELECT DISTINCT title AS name FROM classes`)
		s.exec(`CREATE TABLE students AS SELECT identifier, any_value(sourcedId) AS id FROM users WHERE role = 'student' GROUP BY 1`)
		for table, who := range map[string]string{"attends": "identifier", "teaches": "email"} {
			s.exec(fmt.Sprintf(`CREATE TABLE %s AS SELECT DISTINCT u.%s AS who, c.title FROM enrollments e
				JOIN users u ON u.sourcedId = e.userSourcedId JOIN classes c ON c.sourcedId = e.classSourcedId`, table, who))
		}
		s.exec(`CREATE TABLE checked AS SELECT x.*,
			s.id IS NULL OR r.name IS NULL OR t.name IS NULL OR c.name IS NULL OR ` + fmt.Sprintf(outside, `x."Date"`) + ` AS bad,
			a.title IS NULL OR b.title IS NULL AS mismatched
			FROM read_csv({template}, header = true, all_varchar = true, delim = ',', quote = '"', escape = '"') x
			LEFT JOIN recognitions r ON r.name = "Recognition" LEFT JOIN teachers t ON t.name = "Teacher Email"
			LEFT JOIN titles c ON c.name = "Class Name" LEFT JOIN students s ON s.identifier = "Student Number"
			LEFT JOIN attends a ON a.who = "Student Number" AND a.title = "Class Name"
			LEFT JOIN teaches b ON b.who = "Teacher Email" AND b.title = "Class Name"`)
		out = watch.Stop(map[string]int64{
			proc.Rows:       s.count(`SELECT count(*) FROM checked`),
			proc.Bad:        s.count(`SELECT count(*) FROM checked WHERE bad`),
			proc.Mismatched: s.count(`SELECT count(*) FROM checked WHERE mismatched AND NOT bad`),
			proc.Repeated: s.count(`SELECT sum(k - 1) FROM (SELECT count(*) AS k FROM checked WHERE NOT bad GROUP BY "Student Email", "SIS ID",
				"Student Number", "State ID", "Recognition", "Teacher Email", "Class Name", "Date", "Note")`),
		})
	})
	return out, err
}
