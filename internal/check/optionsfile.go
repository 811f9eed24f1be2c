package check

import (
	"errors"
	"fmt"
	"io"
	"math"

	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/jsontree"
	"example.com/otustemplate/internal/schema"
	"example.com/otustemplate/internal/sheet"
)

// optionKeys are the keys of a file of options.
var optionKeys = []string{"firstDate", "lastDate", "today", "noteLimit", "sensitiveWords", "severity", "maxErrors"}

// ReadOptions reads options from JSON. The error lists all that is wrong with it, each
// with its key.
func ReadOptions(r io.Reader) (*Options, error) {
	if r == nil {
		return nil, sheet.ErrNoReader
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	tree, wrong := jsontree.Parse(text)
	if wrong != nil {
		return nil, fmt.Errorf("otustemplate: options, line %d: %w", max(1, wrong.Line), wrong)
	}
	var o Options
	p := optionsParser{opts: &o}
	for _, m := range p.Object(tree) {
		p.key(m)
	}
	if !o.FirstDate.IsZero() && !o.LastDate.IsZero() && o.FirstDate.Compare(o.LastDate) > 0 {
		p.Problems = append(p.Problems, jsontree.Problem{Path: "lastDate", Message: "the day is before firstDate"})
	}
	var errs []error
	for _, problem := range p.Problems {
		at := ""
		if problem.Path != "" {
			at = ", " + problem.Path
		}
		errs = append(errs, fmt.Errorf("otustemplate: options%s: %s", at, problem.Message))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return &o, nil
}

// An optionsParser reads options and gathers what is wrong with them.
type optionsParser struct {
	jsontree.Reader
	opts *Options
}

func (p *optionsParser) key(m jsontree.Member) {
	switch m.Key {
	case "firstDate":
		p.opts.FirstDate = p.day(m.Node)
	case "lastDate":
		p.opts.LastDate = p.day(m.Node)
	case "today":
		p.opts.Today = p.day(m.Node)
	case "noteLimit":
		p.opts.NoteLimit = int(p.count(m.Node, math.MaxInt32))
	case "sensitiveWords":
		p.opts.SensitiveWords = p.words(m.Node)
	case "maxErrors":
		p.opts.MaxErrors = p.count(m.Node, math.MaxInt64)
	case "severity":
		p.severities(m.Node)
	default:
		p.Unknown(m, optionKeys...)
	}
}

// day returns a day written as YYYY-MM-DD.
func (p *optionsParser) day(n jsontree.Node) (d dates.Date) {
	before := len(p.Problems)
	text := p.Text(n)
	if len(p.Problems) > before {
		return d
	}
	if err := d.UnmarshalText([]byte(text)); err != nil || d.IsZero() {
		p.Add(n, "write a day that exists as YYYY-MM-DD")
	}
	return d
}

// words returns a list of words and phrases.
func (p *optionsParser) words(n jsontree.Node) []string {
	before := len(p.Problems)
	words := p.Texts(n, p.Text)
	if len(p.Problems) > before {
		return nil
	}
	if _, empty := topicsOf(words); empty >= 0 {
		p.Add(n, "word %d of the list has no letter or digit; write a word or a phrase, or remove it", empty+1)
	}
	return words
}

// count returns a number from 0.
func (p *optionsParser) count(n jsontree.Node, most int64) int64 {
	before := len(p.Problems)
	i := p.Int(n)
	if len(p.Problems) == before && (i < 0 || i > most) {
		p.Add(n, "write a number from 0 to %d; 0 means no limit", most)
	}
	return i
}

// severities reads the severity of each code. A code that is not in the table may be
// that of a check of the caller's own, which only NewChecker knows.
func (p *optionsParser) severities(n jsontree.Node) {
	p.opts.Severity = make(map[schema.Code]Severity)
	for _, m := range p.Object(n) {
		code := schema.Code(m.Key)
		if at, known := RuleOrder[code]; known && Rules[at].Ends {
			p.Add(m.Node, "the check ends the run, and its severity cannot be changed; leave the key out")
		} else if !known && !isOwnCode(code) {
			p.Add(m.Node, "the key is not a code%s", p.opts.nearCode(code))
		}
		before := len(p.Problems)
		text := p.Text(m.Node)
		if len(p.Problems) > before {
			continue
		}
		var severity Severity
		if err := severity.UnmarshalText([]byte(text)); err != nil || severity == 0 {
			p.Add(m.Node, `write "off", "warning" or "error"`)
		}
		p.opts.Severity[code] = severity
	}
}
