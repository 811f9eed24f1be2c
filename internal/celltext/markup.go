package celltext

import (
	"html"
	"regexp"
	"strings"
)

// MarkupBytes are those of which any markup has one.
const MarkupBytes = "<>&[("

// tagForm is a tag of a web page: <a href="…">, </a>, <br/>. An address between
// angle brackets is none.
var tagForm = regexp.MustCompile(`</?[A-Za-z][A-Za-z0-9:.-]*(?:\s(?:"[^"]*"|'[^']*'|[^<>"'])*)?/?>`)

// linkForms are other ways in which programs write a link; the first group is
// what they show.
var linkForms = []*regexp.Regexp{
	regexp.MustCompile(`^(?i:=HYPERLINK)\(\s*"[^"]*"\s*[,;]\s*"?([^"(),;]*)"?\s*\)$`),
	regexp.MustCompile(`^\[([^\[\]]*)\]\([^()]*\)$`),
}

// HasMarkup reports whether an identifier of the kind, without stray spaces, has
// the markup of a web page in or around it, of which the text may be told from
// withoutMarkup. No identifier but an address holds angle brackets.
func HasMarkup(kind Kind, text string) bool {
	if strings.ContainsAny(text, "<>") && (kind&Address == 0 || tagForm.MatchString(text)) {
		return true
	}
	_, ok := withoutMarkup(text)
	return ok
}

// withoutMarkup returns the one text that stands between the tags and entities of
// a web page, or in a link. It reports false where there are none, or not just one
// such text.
func withoutMarkup(text string) (inner string, ok bool) {
	if !strings.ContainsAny(text, MarkupBytes) {
		return "", false
	}
	for _, form := range linkForms {
		if m := form.FindStringSubmatch(text); m != nil {
			inner = strings.TrimSpace(m[1])
			return inner, inner != ""
		}
	}
	page := html.UnescapeString(text)
	for _, part := range tagForm.Split(page, -1) {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		if inner != "" {
			return "", false // which of them is it?
		}
		inner = part
	}
	// What is unescaped within is not around the text.
	if inner == "" || inner == text || strings.ContainsAny(inner, "<>") || !strings.Contains(text, inner) {
		return "", false
	}
	return inner, true
}

// isIdentifierText reports whether what markup is around may be an identifier, or
// stands where one is lacking: a link may as well show a name, or say View.
func isIdentifierText(text string) bool {
	return strings.ContainsAny(text, "0123456789@") || IsPlaceholder(text)
}

// withoutTag takes the outermost layer off a text that withoutMarkup tells of: the
// tag in front with the one behind, what the link is around, or what is escaped.
func withoutTag(text string) string {
	for _, form := range linkForms {
		if m := form.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	if page := html.UnescapeString(text); page != text {
		return page
	}
	tags := tagForm.FindAllStringIndex(text, -1)
	if n := len(tags); n > 0 && tags[n-1][1] == len(text) {
		text = text[:tags[n-1][0]]
	}
	if len(tags) > 0 && tags[0][0] == 0 {
		text = text[tags[0][1]:]
	}
	return text
}
