package desk

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// What else the kit of the sample may have.
func TestKit(t *testing.T) {
	template := files(t, openDistrict(t))[TemplateFile]
	for _, tt := range []struct {
		name, file, text string
		ready, wrong     int
	}{
		{"as it is", "other.txt", "", 215, 20},
		{"who is not to be in the template", ExcludeFile, "Student Number,Why\n004198,moved\n", 215, 19},
		{"what was shared", SharedFolder + "/march.csv", template, 0, 235},
		{"own teachers", TeachersFile, "a.rivera@northfield.example.org\n", 25, 210},
		{"a header of Otus", LayoutFile, "Class Name,Student Number,Recognition,Teacher Email,Date,Note\n", 215, 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			kit := districtFiles(t)
			kit[tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
			d := open(t, openKit(t, kit), string(districtExport(t)))
			if o := d.Overview(); int(o.Ready) != tt.ready || len(o.Wrong) != tt.wrong {
				t.Errorf("%d rows are ready and %d wrong, want %d and %d", o.Ready, len(o.Wrong), tt.ready, tt.wrong)
			}
			if tt.file == LayoutFile && !strings.HasPrefix(files(t, d)[TemplateFile], tt.text[:len(tt.text)-1]) {
				t.Errorf("the template begins with %.80s", files(t, d)[TemplateFile])
			}
		})
	}
}

// Rosters of earlier years are looked up in.
func TestEarlierRosters(t *testing.T) {
	kit := districtFiles(t)
	for _, name := range []string{"users.csv", "classes.csv", "enrollments.csv", "academicSessions.csv", "manifest.csv"} {
		text := string(kit[RosterFolder+"/"+name].Data)
		kit[EarlierFolder+"/2022-23/"+name] = &fstest.MapFile{Data: []byte(strings.NewReplacer("2024-", "2023-", "2023-", "2022-").Replace(text))}
	}
	d := open(t, openKit(t, kit), string(districtExport(t)))
	if o := d.Overview(); slices.Contains(o.Wrong, 80) {
		t.Errorf("the row of the year before: %+v", view(t, d, 80).Problems)
	}
}

func TestNoKit(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files fstest.MapFS
		want  string
	}{
		{"nothing", fstest.MapFS{}, "not a kit"},
		{"only options", fstest.MapFS{OptionsFile: {Data: []byte("{}")}}, "not a kit"},
		{"a wrong shared file", fstest.MapFS{SharedFolder + "/x.csv": {Data: []byte("PK\x03\x04")}}, "shared/x.csv: "},
		{"a wrong list of students", fstest.MapFS{ExcludeFile: {Data: []byte("a,a\n1,2\n")}}, "exclude.csv: "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := OpenKit(t.Context(), tt.files); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want one with %q", err, tt.want)
			}
		})
	}
}
