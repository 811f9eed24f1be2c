package main

import (
	"context"
	"database/sql"
	"embed"
	"io/fs"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver: SQLite in plain Go

	"example.com/otustemplate"
)

// district holds a made-up district: its incidents, the query and the mapping
// that read them, its recognitions and its roster.
//
//go:embed district
var district embed.FS

// open makes the database and fills it.
func open(ctx context.Context) (*sql.DB, error) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // each connection has a memory of its own
	for _, name := range []string{"district/incidents.sql", "district/roster.sql"} {
		schema, err := fs.ReadFile(district, name)
		if err == nil {
			_, err = db.ExecContext(ctx, string(schema))
		}
		if err != nil {
			db.Close()
			return nil, err
		}
	}
	return db, nil
}

// build fills in the template in the folder out, and the rejects beside it.
func build(ctx context.Context, out string) (*otustemplate.Report, error) {
	db, err := open(ctx)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	b, err := builder(ctx, db)
	if err != nil {
		return nil, err
	}
	query, err := fs.ReadFile(district, "district/query.sql")
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, string(query))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return write(ctx, b, rows, out)
}

// builder makes a Builder of the mapping, the recognitions and the roster.
func builder(ctx context.Context, db *sql.DB) (*otustemplate.Builder, error) {
	roster, err := readRoster(ctx, db)
	if err != nil {
		return nil, err
	}
	list, err := district.Open("district/recognitions.csv")
	if err != nil {
		return nil, err
	}
	defer list.Close()
	recognitions, err := otustemplate.ReadSet(list, "Recognition")
	if err != nil {
		return nil, err
	}
	validator, err := otustemplate.NewValidator(roster.References(recognitions), nil)
	if err != nil {
		return nil, err
	}
	text, err := district.Open("district/mapping.json")
	if err != nil {
		return nil, err
	}
	defer text.Close()
	mapping, err := otustemplate.ReadMapping(text)
	if err != nil {
		return nil, err
	}
	return &otustemplate.Builder{Mapping: mapping, Validator: validator, Repair: true}, nil
}

// write builds the template from the rows, which are a Source as they are.
func write(ctx context.Context, b *otustemplate.Builder, rows *sql.Rows, out string) (*otustemplate.Report, error) {
	if err := os.MkdirAll(out, 0o700); err != nil {
		return nil, err
	}
	template, err := otustemplate.Create(filepath.Join(out, "template.csv"), nil)
	if err != nil {
		return nil, err
	}
	defer template.Close() // without Commit the old files stay
	rejects, err := otustemplate.CreateFile(filepath.Join(out, "rejects.csv"))
	if err != nil {
		return nil, err
	}
	defer rejects.Close()
	b.Rejects = rejects
	report, err := b.Build(ctx, rows, template)
	if err != nil {
		return nil, err
	}
	if err := rejects.Commit(); err != nil {
		return nil, err
	}
	return report, template.Commit()
}
