package roster

import (
	"archive/zip"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"example.com/otustemplate/internal/celltext"
	"example.com/otustemplate/internal/phrase"
	"example.com/otustemplate/internal/sheet"
)

// Limits of a zip or folder, where Options say none.
const (
	defaultRosterBytes = 4 << 30
	defaultRosterFiles = 1000
	rosterFolders      = 16 // folders within the one given, for each file that there may be
)

// A bundle is the files of a roster.
type bundle struct {
	format Format
	files  map[string]bundleFile // by name in lower case, without the folder
	left   int64                 // bytes that may still be read
	limit  int64
}

// A bundleFile is a file that has not been opened.
type bundleFile struct {
	name string // within the folder or zip
	size int64  // unpacked, as the zip says; zips may lie
	open func() (io.ReadCloser, error)
}

// openBundle lists the files of a folder or zip and finds where those of a roster
// lie.
func openBundle(ctx context.Context, fsys fs.FS, opts *Options, problems *problemList) (*bundle, error) {
	maxFiles := opts.MaxFiles
	if maxFiles == 0 {
		maxFiles = defaultRosterFiles
	}
	var all []bundleFile
	var err error
	zipped, odd := true, 0
	switch z := fsys.(type) {
	case *zip.Reader:
		all, odd, err = zipFiles(z, maxFiles, problems)
	case *zip.ReadCloser:
		all, odd, err = zipFiles(&z.Reader, maxFiles, problems)
	case nil:
		return nil, errors.New("there is no folder to read; give one such as os.DirFS, or a *zip.Reader")
	default:
		zipped = false
		all, err = listFolder(ctx, fsys, maxFiles)
	}
	if err != nil {
		return nil, err
	}
	b := &bundle{limit: opts.MaxBytes}
	if b.limit == 0 {
		b.limit = defaultRosterBytes
	}
	b.left = b.limit
	if err := b.choose(all, opts.Format, problems); err != nil || b.files != nil {
		return b, err
	}
	none := "there is no " + opts.Format.marks()
	switch {
	case odd > 0:
		err = fmt.Errorf("%s; the names of %s in the zip are absolute, lead out of it with .., or are no paths, "+
			"and are not read: pack the roster's CSV files again, by their names alone", none, phrase.Plural(int64(odd), "file"))
	case zipped && len(all) == 0:
		err = fmt.Errorf("%s; the zip is empty", none)
	default:
		err = fmt.Errorf("%s; %s", none, looksLike(all))
	}
	return b, err
}

// zipFiles lists the files of a zip. Names that lead out of it, as an attack
// has them, are left out and counted: nothing is ever written, but two files could
// pass for one.
func zipFiles(z *zip.Reader, maxFiles int, problems *problemList) (all []bundleFile, odd int, err error) {
	files := 0
	for _, f := range z.File {
		name := strings.ReplaceAll(f.Name, `\`, "/") // as some tools of Windows write them
		if strings.HasSuffix(name, "/") {
			continue
		}
		if files++; files > maxFiles {
			continue
		}
		if name = insidePath(name); name == "" {
			odd++
			problems.add("", 0, "the zip holds a file whose name leads out of it or is no path; it is not read")
			continue
		}
		size := int64(min(f.UncompressedSize64, 1<<62))
		all = append(all, bundleFile{name: name, size: size, open: f.Open})
	}
	if files > maxFiles {
		return nil, 0, fmt.Errorf("the zip holds %s, more than %s; pack the roster's CSV files alone, or raise RosterOptions.MaxFiles", phrase.Plural(int64(files), "file"), phrase.Thousands(int64(maxFiles)))
	}
	return all, odd, nil
}

// insidePath returns the name as the path that it is unpacked to, or "" where that
// is none within: an absolute one, also of Windows, or one with "..".
func insidePath(name string) string {
	if len(name) > 1 && name[1] == ':' && celltext.IsLetter(name[0]) || strings.HasPrefix(name, "/") {
		return ""
	}
	if slices.Contains(strings.Split(name, "/"), "..") {
		return ""
	}
	if name = path.Clean(name); name == "." || !fs.ValidPath(name) { // "./users.csv" lies where it says
		return ""
	}
	return name
}

// listFolder is folderFiles for as long as the context lasts.
func listFolder(ctx context.Context, fsys fs.FS, maxFiles int) ([]bundleFile, error) {
	type listed struct {
		all []bundleFile
		err error
	}
	got, err := sheet.Await(ctx, func() listed {
		all, err := folderFiles(ctx, fsys, maxFiles)
		return listed{all, err}
	})
	return got.all, cmp.Or(err, got.err)
}

// folderFiles lists the files of a folder and those within, however deep, as a
// zip of them would have them.
func folderFiles(ctx context.Context, fsys fs.FS, maxFiles int) (all []bundleFile, err error) {
	folders := 0
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && name != "." && d != nil && d.IsDir():
			return fs.SkipDir // a folder within that may not be read is none of the roster's
		case err != nil:
			return err
		}
		if d.IsDir() {
			folders++
		}
		if len(all) == maxFiles && !d.IsDir() || folders/rosterFolders > maxFiles {
			return fmt.Errorf("the folder holds more than %s; give the folder of the roster's CSV files alone, or raise RosterOptions.MaxFiles", phrase.Plural(int64(maxFiles), "file"))
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		all = append(all, bundleFile{name: name, size: info.Size(), open: func() (io.ReadCloser, error) { return fsys.Open(name) }})
		return nil
	})
	return all, err
}

// choose keeps the files of the folder that a roster lies in. Without one it keeps
// none.
func (b *bundle) choose(all []bundleFile, format Format, problems *problemList) error {
	folders := byFolder(all, problems)
	var rosters []string
	for folder, files := range folders {
		if format.marked(files) != FormatAuto {
			rosters = append(rosters, folder)
		}
	}
	if slices.Contains(rosters, "") {
		rosters = []string{""}
	}
	switch len(rosters) {
	case 0:
		return nil
	case 1:
		b.files = folders[rosters[0]]
		b.format = format.marked(b.files)
		if format == FormatAuto && FormatOneRoster.marked(b.files) != FormatAuto && FormatClever.marked(b.files) != FormatAuto {
			return errors.New("the files of OneRoster and of Clever lie in one folder; say by RosterOptions.Format which are meant")
		}
		return nil
	}
	slices.Sort(rosters)
	return fmt.Errorf("rosters lie in %d folders, %s and %s among them; give one of them", len(rosters), rosters[0], rosters[1])
}

// byFolder returns the files of each folder, by name in lower case.
func byFolder(all []bundleFile, problems *problemList) map[string]map[string]bundleFile {
	slices.SortFunc(all, func(a, b bundleFile) int { return strings.Compare(a.name, b.name) })
	folders := make(map[string]map[string]bundleFile)
	for _, f := range all {
		folder, base := path.Split(f.name)
		if strings.HasPrefix(folder, "__MACOSX/") || strings.HasPrefix(base, ".") {
			continue // what macOS puts beside the files of a zip
		}
		if folders[folder] == nil {
			folders[folder] = make(map[string]bundleFile)
		}
		key := strings.ToLower(base)
		if old, ok := folders[folder][key]; ok {
			problems.add(f.name, 0, "two files have this name in different case; the one in lower case is read")
			if old.name == folder+key {
				continue
			}
		}
		folders[folder][key] = f
	}
	return folders
}

// others are what folders without a roster hold, by the names of their files or *.ext,
// one of them or all, and what to do.
var others = []struct {
	all  bool
	has  []string
	says string
}{
	{false, []string{studentsFile, teachersFile, sectionsFile}, "the files look like some of Clever's, which has students.csv, teachers.csv, sections.csv and enrollments.csv"},
	{false, []string{classesFile, enrollmentsFile}, "the files look like some of OneRoster's, which has users.csv, classes.csv, enrollments.csv and academicSessions.csv"},
	{true, []string{"student.csv", "section.csv", "school.csv"}, "the files look like Microsoft School Data Sync, version 1" + exportOther},
	{false, []string{"*.zip"}, "the folder holds a zip: open it with archive/zip and give that, or unpack it"},
	{false, []string{"*.xlsx", "*.xls"}, "the files look like workbooks" + exportOther},
	{false, []string{"*.xml"}, "the files look like XML, as of IMS Enterprise" + exportOther},
	{false, []string{"*.json"}, "the files look like answers of an API" + exportOther},
	{false, []string{"*.csv"}, "the files are CSV of another kind" + exportOther},
}

const exportOther = "; export the roster as CSV of OneRoster, Clever or School Data Sync 2.1 instead"

// looksLike says what a folder without a roster is, and what to do.
func looksLike(all []bundleFile) string {
	if len(all) == 0 {
		return "the folder is empty"
	}
	has := make(map[string]bool)
	for _, f := range all {
		base := strings.ToLower(path.Base(f.name))
		has[base] = true
		has["*"+path.Ext(base)] = true
	}
	for _, o := range others {
		n := 0
		for _, name := range o.has {
			if has[name] {
				n++
			}
		}
		if n == len(o.has) || n > 0 && !o.all {
			return o.says
		}
	}
	return "the files are not a roster's" + exportOther
}

// has reports whether the file is there.
func (b *bundle) has(name string) bool { _, ok := b.files[name]; return ok }
