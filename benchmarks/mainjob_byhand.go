package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"hash/maphash"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"example.com/otustemplate/benchmarks/gen"
	"example.com/otustemplate/benchmarks/proc"
)

// A handRoster is a roster as a user would hold it who has encoding/csv, maps
// and a day. All are addressed by sourcedId except for the first two.
type handRoster struct {
	students map[string]string      // sourcedId by student number
	teachers map[string]handTeacher // by "Last, First"
	titles   map[string]string      // of classes
	shared   map[handPair]handClass
}

type handTeacher struct {
	id, email string
	several   bool // of that name
}

type handPair struct{ student, teacher string }

type handClass struct {
	title       string
	several     bool // classes of other titles
	first, last string
}

func loadByHandRoster(dir string) (*handRoster, error) {
	h := &handRoster{map[string]string{}, map[string]handTeacher{}, map[string]string{}, map[handPair]handClass{}}
	err := h.readUsers(filepath.Join(dir, gen.RosterFolder, "users.csv"))
	if err == nil {
		err = eachRow(filepath.Join(dir, gen.RosterFolder, "classes.csv"), func(c []string) error {
			h.titles[strings.Clone(c[0])] = strings.Clone(c[3])
			return nil
		})
	}
	if err == nil {
		err = h.readEnrollments(filepath.Join(dir, gen.RosterFolder, "enrollments.csv"))
	}
	return h, err
}

func (h *handRoster) readUsers(path string) error {
	return eachRow(path, func(c []string) error {
		switch c[5] {
		case "student":
			h.students[strings.Clone(c[11])] = strings.Clone(c[0])
		case "teacher":
			name := c[9] + ", " + c[8]
			_, several := h.teachers[name]
			h.teachers[name] = handTeacher{strings.Clone(c[0]), strings.Clone(c[12]), several}
		}
		return nil
	})
}

func (h *handRoster) readEnrollments(path string) error {
	type enrollment struct{ user, class, first, last string }
	teachers := make(map[string][]enrollment) // by class
	var students []enrollment
	err := eachRow(path, func(c []string) error {
		e := enrollment{strings.Clone(c[5]), strings.Clone(c[3]), strings.Clone(c[8]), strings.Clone(c[9])}
		switch c[6] {
		case "student":
			students = append(students, e)
		case "teacher":
			teachers[e.class] = append(teachers[e.class], e)
		}
		return nil
	})
	for _, s := range students {
		for _, t := range teachers[s.class] {
			pair, class := handPair{s.user, t.user}, handClass{title: h.titles[s.class], first: max(s.first, t.first), last: min(s.last, t.last)}
			if old, ok := h.shared[pair]; ok && old.title != class.title {
				class.several = true
			}
			h.shared[pair] = class
		}
	}
	return err
}

// loadByHand loads a roster into maps.
func loadByHand(cmd proc.Command) (proc.Outcome, error) {
	watch := proc.Start()
	h, err := loadByHandRoster(cmd.Dir)
	if err != nil {
		return proc.Outcome{}, err
	}
	watch.Loaded()
	return watch.Stop(map[string]int64{
		proc.Students: int64(len(h.students)), proc.Teachers: int64(len(h.teachers)), proc.Classes: int64(len(h.titles)),
	}), nil
}

// readRoster reads the files of a roster and does nothing with them.
func readRoster(cmd proc.Command) (proc.Outcome, error) {
	watch := proc.Start()
	var rows int64
	for _, name := range gen.RosterFiles {
		err := eachRow(filepath.Join(cmd.Dir, gen.RosterFolder, name), func([]string) error {
			rows++
			return nil
		})
		if err != nil {
			return proc.Outcome{}, err
		}
	}
	watch.Loaded()
	return watch.Stop(map[string]int64{proc.Rows: rows}), nil
}

// buildByHand does what build does with encoding/csv and maps, and checks only
// what is needed to fill in the template.
func buildByHand(cmd proc.Command) (out proc.Outcome, err error) {
	watch := proc.Start()
	roster, err := loadByHandRoster(cmd.Dir)
	if err != nil {
		return out, err
	}
	watch.Loaded()
	b := handBuild{roster: roster, codes: make(map[string]string), seed: maphash.MakeSeed(), seen: make(map[uint64]bool)}
	err = eachRow(filepath.Join(cmd.Dir, gen.RecognitionsFile), func(c []string) error {
		b.codes[strings.Clone(c[0])] = strings.Clone(c[1])
		return nil
	})
	if err != nil {
		return out, err
	}
	err = toFiles(cmd.Out, func(template, rejects io.Writer) error {
		b.template, b.rejects = csv.NewWriter(bufio.NewWriterSize(template, 1<<16)), csv.NewWriter(rejects)
		if err := b.template.Write(strings.Split(strings.TrimSpace(gen.Header), ",")); err != nil {
			return err
		}
		if err := eachRow(filepath.Join(cmd.Dir, gen.ExportFile), b.row); err != nil {
			return err
		}
		b.template.Flush()
		b.rejects.Flush()
		out = watch.Stop(map[string]int64{proc.Rows: b.rows, proc.Bad: b.bad, proc.Repeated: b.repeated})
		return errors.Join(b.template.Error(), b.rejects.Error())
	})
	return out, err
}

// A handBuild is a build on its way.
type handBuild struct {
	roster              *handRoster
	codes               map[string]string
	template, rejects   *csv.Writer
	seed                maphash.Seed
	seen                map[uint64]bool
	record              [9]string
	rows, bad, repeated int64
}

// row builds the record of a row of the export: student number, date, code,
// teacher, period, subject, entry.
func (b *handBuild) row(c []string) error {
	b.rows++
	student, isStudent := b.roster.students[c[0]]
	recognition, isCode := b.codes[c[2]]
	teacher, isTeacher := b.roster.teachers[c[3]]
	class, isClass := b.roster.shared[handPair{student, teacher.id}]
	_, err := time.Parse(time.DateOnly, c[1])
	problem := ""
	switch {
	case !isStudent:
		problem = "student"
	case !isCode:
		problem = "code"
	case !isTeacher || teacher.several:
		problem = "teacher"
	case err != nil || c[1] < "2023-08-14" || c[1] > "2024-06-07":
		problem = "date"
	case !isClass || class.several || c[1] < class.first || c[1] > class.last:
		problem = "class"
	}
	if problem != "" {
		b.bad++
		return b.rejects.Write(append(c[:7:7], strconv.FormatInt(b.rows, 10), problem))
	}
	note := c[5]
	if c[6] != "" {
		note += ": " + c[6]
	}
	b.record = [9]string{2: c[0], 4: recognition, 5: teacher.email, 6: class.title, 7: c[1], 8: note}
	b.count()
	return b.template.Write(b.record[:])
}

// count counts the record if it is an earlier one again.
func (b *handBuild) count() {
	var h maphash.Hash
	h.SetSeed(b.seed)
	for _, cell := range b.record {
		h.WriteString(cell)
		h.WriteByte(0)
	}
	sum := h.Sum64()
	if b.seen[sum] {
		b.repeated++
	}
	b.seen[sum] = true
}

// eachRow calls row for every row of a file below its header. The cells are
// used again for the next row.
func eachRow(path string, row func(cells []string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	r := csv.NewReader(bufio.NewReaderSize(f, 1<<20))
	r.ReuseRecord = true
	if _, err := r.Read(); err != nil {
		return err
	}
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if err := row(cells); err != nil {
			return err
		}
	}
}
