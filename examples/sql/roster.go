package main

import (
	"context"
	"database/sql"
	"iter"

	"example.com/otustemplate"
)

// readRoster makes the roster of the tables of a student information system: a query
// for each of its four parts. For a database of your own change the queries.
func readRoster(ctx context.Context, db *sql.DB) (*otustemplate.Roster, error) {
	return otustemplate.NewRoster(ctx, otustemplate.RosterData{
		Sessions: query(ctx, db, `SELECT id, first_day, last_day FROM terms`, scanSession),
		People: query(ctx, db, `SELECT id, role, number, COALESCE(state_id, ''), COALESCE(email, ''), COALESCE(username, ''),
			first_name, COALESCE(middle_name, ''), last_name, has_left FROM people`, scanPerson),
		Classes:     query(ctx, db, `SELECT id, title, code, type, COALESCE(term_id, ''), COALESCE(period, ''), has_ended FROM classes`, scanClass),
		Enrollments: query(ctx, db, `SELECT class_id, person_id, role, is_primary, COALESCE(first_day, ''), COALESCE(last_day, '') FROM enrollments`, scanEnrollment),
	})
}

// query yields what scan makes of each row. The query is made when the rows are asked
// for, and an error ends them.
func query[T any](ctx context.Context, db *sql.DB, text string, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		rows, err := db.QueryContext(ctx, text)
		if err != nil {
			yield(none, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			if row, err := scan(rows); !yield(row, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(none, err)
		}
	}
}

// The words of the tables for roles.
var roles = map[string]otustemplate.Role{
	"student": otustemplate.RoleStudent, "teacher": otustemplate.RoleTeacher, "administrator": otustemplate.RoleAdministrator,
}

func scanSession(rows *sql.Rows) (s otustemplate.Session, err error) {
	var first, last string
	if err := rows.Scan(&s.ID, &first, &last); err != nil {
		return s, err
	}
	s.First, s.Last, err = days(first, last)
	return s, err
}

func scanPerson(rows *sql.Rows) (p otustemplate.Person, err error) {
	var role, number string
	if err := rows.Scan(&p.ID, &role, &number, &p.StateID, &p.Email, &p.Username, &p.Given, &p.Middle, &p.Family, &p.Deleted); err != nil {
		return p, err
	}
	p.Roles = []otustemplate.Role{roles[role]}
	if role == "student" { // what the template asks for
		p.SISID, p.StudentNumber = p.ID, number
	} else {
		p.Number = number
	}
	return p, nil
}

func scanClass(rows *sql.Rows) (c otustemplate.Class, err error) {
	var term, period string
	if err := rows.Scan(&c.ID, &c.Title, &c.Code, &c.Type, &term, &period, &c.Deleted); err != nil {
		return c, err
	}
	if term != "" {
		c.SessionIDs = []string{term}
	}
	if period != "" {
		c.Periods = []string{period}
	}
	return c, nil
}

func scanEnrollment(rows *sql.Rows) (e otustemplate.Enrollment, err error) {
	var role, first, last string
	if err := rows.Scan(&e.ClassID, &e.PersonID, &role, &e.Primary, &first, &last); err != nil {
		return e, err
	}
	e.Role = roles[role]
	e.First, e.Last, err = days(first, last)
	return e, err
}

// days reads two dates, of which each may be missing.
func days(first, last string) (a, b otustemplate.Date, err error) {
	if first != "" {
		if a, err = otustemplate.ParseDate(first); err != nil {
			return a, b, err
		}
	}
	if last != "" {
		b, err = otustemplate.ParseDate(last)
	}
	return a, b, err
}
