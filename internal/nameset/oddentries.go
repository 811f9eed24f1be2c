package nameset

import (
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
)

// Problems tells of the entries of the set that are most likely none: in a list
// of e-mail addresses, what is no address or has something around it; in any
// other list a placeholder such as N/A or a spreadsheet's error. They are in the
// set nevertheless. The order is that of the list, File is "", and Line is where
// the row starts in a list that sheet.ReadSet read, else 0. A nil Set has none. The
// slice is the caller's own.
func (s *Set) Problems() []Problem {
	if s == nil {
		return nil
	}
	return slices.Clone(s.odd)
}

// oddEntries finds them among the names, which stand in the lines given, where
// those are known.
func oddEntries(names []string, lines []int64, email bool) (odd []Problem) {
	tell := func(i int, message string) {
		p := Problem{Message: message}
		if lines != nil {
			p.Line = lines[i]
		}
		odd = append(odd, p)
	}
	email = email || MostAreAddresses(names)
	for i, name := range names {
		switch address, bare := addressOf(name); {
		case strings.TrimFunc(name, celltext.Unseen) == "": // is dropped
		case email && address == "":
			tell(i, "the entry is no e-mail address, as the list is one of addresses: correct it, or take it out")
		case email && !bare:
			tell(i, "the entry has something around its e-mail address: write the address alone")
		case !email && celltext.IsPlaceholder(name):
			tell(i, "the entry is a placeholder such as N/A, and rows that hold it are taken for right: take it out")
		}
	}
	return odd
}

// MostAreAddresses reports whether a list is one of e-mail addresses. A
// placeholder tells neither.
func MostAreAddresses(names []string) bool {
	addresses, others := 0, 0
	for _, name := range names {
		if address, _ := addressOf(name); address != "" {
			addresses++
		} else if !celltext.IsPlaceholder(name) {
			others++
		}
	}
	return addresses > others
}

// addressOf returns the e-mail address that an entry of a list stands for, "" for
// none, and whether that is all it holds. A domain of one label, or another that
// celltext.IsAddress does not know, is the list's affair.
func addressOf(entry string) (address string, bare bool) {
	if clean, _ := celltext.Clean(celltext.Address, entry); celltext.IsAddress(clean) {
		return clean, clean == entry
	}
	at := strings.IndexByte(entry, '@')
	if at < 1 || at == len(entry)-1 || strings.Count(entry, "@") > 1 || strings.Trim(entry, "'") != entry ||
		strings.ContainsAny(entry, `<>,;:"`+"\u2018\u2019\u201c\u201d") || strings.ContainsFunc(entry, notInEntry) {
		return "", false
	}
	return entry, true
}

func notInEntry(r rune) bool { return celltext.Unseen(r) || celltext.IsControl(r) }

// OfAddresses returns the set as one of e-mail addresses alone, each bare: s itself
// where it is that. Of entries of which none is an address all are kept.
func (s *Set) OfAddresses() *Set {
	if s == nil || s.Email && len(s.odd) == 0 {
		return s
	}
	var addresses []string
	for _, name := range s.Names {
		if address, _ := addressOf(name); address != "" {
			addresses = append(addresses, address)
		}
	}
	if addresses == nil {
		addresses = s.Names
	}
	return NewEmailSet(addresses...)
}

// A Problem is something in a roster's files, or in a list of names, that is not
// as it should be, and what became of it. Its text holds no cell.
type Problem struct {
	File    string // as named in the folder or zip; "": the list of a Set
	Line    int64  // the text line, from 1; 0: the file as a whole, or not known
	Message string // one sentence
}
