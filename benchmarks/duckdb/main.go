// Duckdb does the jobs that a district waits for as a data engineer would with
// DuckDB: files into tables, joins, and files out of them. The benchmarks build
// it and start it; it is a module of its own, as DuckDB needs cgo.
package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"

	_ "github.com/duckdb/duckdb-go/v2"
)

var jobs = proc.Jobs{
	"build":    proc.Job(build),
	"validate": proc.Job(validate),
	"load":     proc.Job(load),
}

func main() {
	proc.Serve(jobs)
	fmt.Fprintln(os.Stderr, "duckdb: started by the benchmarks: cd .. && go run . -mainjob")
	os.Exit(2)
}

// A script runs statements one after the other, up to the first that fails.
type script struct {
	proc.Command
	db  *sql.DB
	err error
}

// run starts a database in memory, and has a script use it.
func run(cmd proc.Command, use func(s *script)) error {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	s := &script{Command: cmd, db: db}
	s.exec(fmt.Sprintf("SET threads = %d", cmd.Workers))
	use(s)
	return s.err
}

// exec runs a statement. In it {name} stands for the path of a file.
func (s *script) exec(statement string) {
	if s.err != nil {
		return
	}
	if _, err := s.db.Exec(s.paths().Replace(statement)); err != nil {
		s.err = fmt.Errorf("%s: %w", statement, err)
	}
}

// count returns the number that a query gives.
func (s *script) count(query string) int64 {
	var n sql.NullInt64
	if s.err == nil {
		if err := s.db.QueryRow(s.paths().Replace(query)).Scan(&n); err != nil {
			s.err = fmt.Errorf("%s: %w", query, err)
		}
	}
	return n.Int64
}

func (s *script) paths() *strings.Replacer {
	var pairs []string
	add := func(name string, path ...string) {
		pairs = append(pairs, "{"+name+"}", "'"+strings.ReplaceAll(filepath.Join(path...), "'", "''")+"'")
	}
	for _, name := range gen.RosterFiles {
		add(name, s.Dir, gen.RosterFolder, name)
	}
	add("codes", s.Dir, gen.RecognitionsFile)
	add("export", s.Dir, gen.ExportFile)
	add("template", s.Dir, gen.TemplateFile)
	add("built", s.Out, "template.csv")
	add("rejects", s.Out, "rejects.csv")
	return strings.NewReplacer(pairs...)
}
