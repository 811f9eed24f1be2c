package page

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/dates"
	"example.com/otustemplate/internal/schema"
)

// What WriteJSON writes. The root's Report.WriteJSON says what the keys mean.

// jsonVersion is the version of the layout. It changes when a key changes its meaning
// or goes, not when one is added.
const jsonVersion = 1

type jsonReport struct {
	Version        int                    `json:"version"`
	OK             bool                   `json:"ok"`
	Complete       bool                   `json:"complete"`
	Title          string                 `json:"title"`
	Redacted       bool                   `json:"redacted"`
	Rows           int64                  `json:"rows"`
	Bytes          int64                  `json:"bytes"`
	Errors         int64                  `json:"errors"`
	Warnings       int64                  `json:"warnings"`
	Repairs        int64                  `json:"repairs"`
	RowsWithErrors int64                  `json:"rowsWithErrors"`
	Blocking       int64                  `json:"blocking"`
	Stopped        string                 `json:"stopped"`
	Counts         map[schema.Code]int64  `json:"counts"` // encoding/json sorts keys
	Groups         []jsonGroup            `json:"groups"`
	First          *jsonIssue             `json:"first"`
	Issues         []jsonIssue            `json:"issues"`
	IssuesLeftOut  int64                  `json:"issuesLeftOut"`
	Labels         []string               `json:"labels"`
	Columns        []schema.Column        `json:"columns"`
	Samples        []jsonSample           `json:"samples"`
	Unchecked      []schema.Code          `json:"unchecked"`
	Summary        jsonSummary            `json:"summary"`
	Build          *jsonBuild             `json:"build"`
	Missing        []jsonMissing          `json:"missing,omitempty"`
	Undecided      []jsonUndecided        `json:"undecided,omitempty"`
	Suspects       []jsonSuspect          `json:"suspects,omitempty"`
	ByPlace        []int                  `json:"byPlace,omitempty"`
	Titles         map[schema.Code]string `json:"titles,omitempty"`
}

type jsonSuspect struct {
	Column  schema.Column `json:"column"`
	Filled  int64         `json:"filled"`
	Unknown int64         `json:"unknown"`
	KnownAs schema.Column `json:"knownAs"`
	Unfed   bool          `json:"unfed"`
	Message string        `json:"message"`
}

type jsonMissing struct {
	Column schema.Column `json:"column"`
	Names  []jsonCount   `json:"names"`
}

type jsonUndecided struct {
	Label  string      `json:"label"`
	Field  int         `json:"field"`
	Values []jsonCount `json:"values"`
}

type jsonGroup struct {
	Code        schema.Code    `json:"code"`
	Severity    check.Severity `json:"severity"`
	Column      schema.Column  `json:"column"`
	Value       string         `json:"value"`
	OtherValues bool           `json:"otherValues"`
	Count       int64          `json:"count"`
	Repaired    int64          `json:"repaired"`
	Cells       []string       `json:"cells"`
	Rows        []int64        `json:"rows"`
	Fields      []int          `json:"fields"`
	Places      []jsonPlace    `json:"places"`
	Varies      bool           `json:"varies"`
	Message     string         `json:"message"`
	Fixes       []jsonFix      `json:"fixes"`
	Related     []int64        `json:"related"`
}

type jsonPlace struct {
	In    check.PlaceIn `json:"in"`
	Row   int64         `json:"row"`
	Field int           `json:"field"`
}

type jsonIssue struct {
	Code     schema.Code    `json:"code"`
	Severity check.Severity `json:"severity"`
	Column   schema.Column  `json:"column"`
	Row      int64          `json:"row"`
	Line     int64          `json:"line"`
	Field    int            `json:"field"`
	Cell     string         `json:"cell"`
	At       jsonPlace      `json:"at"`
	Value    string         `json:"value"`
	Message  string         `json:"message"`
	Fixes    []jsonFix      `json:"fixes"`
	Related  []int64        `json:"related"`
	Repaired bool           `json:"repaired"`
	Unsplit  bool           `json:"unsplit"`
}

type jsonFix struct {
	Column schema.Column `json:"column"`
	Old    string        `json:"old"`
	New    string        `json:"new"`
	Safe   bool          `json:"safe"`
}

type jsonSample struct {
	Row     int64    `json:"row"`
	Cells   []string `json:"cells"`
	Unsplit bool     `json:"unsplit"`
}

type jsonSummary struct {
	FirstDate      dates.Date  `json:"firstDate"`
	LastDate       dates.Date  `json:"lastDate"`
	Recognitions   []jsonCount `json:"recognitions"`
	Teachers       []jsonCount `json:"teachers"`
	Classes        []jsonCount `json:"classes"`
	Months         []jsonCount `json:"months"`
	ErrorRows      []int64     `json:"errorRows"`
	RowsPerStretch int64       `json:"rowsPerStretch"`
	Repeat         jsonRepeat  `json:"repeat"`
}

type jsonCount struct {
	Name  string `json:"name"`
	Other bool   `json:"other"`
	Rows  int64  `json:"rows"`
}

type jsonRepeat struct {
	Row   int64 `json:"row"`
	Of    int64 `json:"of"`
	Count int64 `json:"count"`
}

type jsonBuild struct {
	Read      int64 `json:"read"`
	LeftOut   int64 `json:"leftOut"`
	Records   int64 `json:"records"`
	Written   int64 `json:"written"`
	Rejected  int64 `json:"rejected"`
	Repaired  int64 `json:"repaired"`
	Defaulted int64 `json:"defaulted"`
}
