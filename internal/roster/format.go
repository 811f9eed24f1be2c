package roster

// A Format is whose files a roster is in.
type Format uint8

// The formats.
const (
	FormatAuto      Format = iota // found out
	FormatOneRoster               // 1.0 to 1.2
	FormatClever                  // what a district uploads to Clever
	FormatSDS                     // Microsoft School Data Sync 2.1
	numFormats
)

// String names the format.
func (f Format) String() string {
	switch f {
	case FormatOneRoster:
		return "OneRoster"
	case FormatClever:
		return "Clever"
	case FormatSDS:
		return "School Data Sync"
	}
	return "roster"
}

// marks says by which files the format is known.
func (f Format) marks() string {
	switch f {
	case FormatOneRoster, FormatSDS:
		return usersFile
	case FormatClever:
		return "students.csv, teachers.csv and sections.csv"
	}
	return "users.csv (OneRoster, School Data Sync) and no students.csv with sections.csv (Clever)"
}

// marked returns which format the files are in by their names, School Data Sync and
// OneRoster being one if neither is asked for, and FormatAuto if they are not in the
// one asked for.
func (f Format) marked(files map[string]bundleFile) Format {
	clever := 0
	for _, name := range []string{studentsFile, teachersFile, sectionsFile} {
		if _, ok := files[name]; ok {
			clever++
		}
	}
	_, users := files[usersFile]
	switch {
	case users && (f == FormatOneRoster || f == FormatSDS):
		return f
	case users && f == FormatAuto:
		return FormatOneRoster
	case clever > 1 && (f == FormatClever || f == FormatAuto):
		return FormatClever
	}
	return FormatAuto
}
