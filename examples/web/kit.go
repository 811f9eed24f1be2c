package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"example.com/otustemplate"
	"example.com/otustemplate/examples/internal/cli"
	"example.com/otustemplate/examples/web/desk"
)

// A kitPacker packs the kit from a folder of the data person.
type kitPacker struct {
	folder, out string
	first, last otustemplate.Date
}

// parts are the files and folders that go into a kit.
var parts = []string{
	desk.MappingFile, desk.MissingFile, desk.OptionsFile, desk.LayoutFile, desk.RecognitionsFile, desk.TeachersFile, desk.ClassesFile, desk.ExcludeFile,
	desk.RosterFolder, desk.EarlierFolder, desk.SharedFolder,
}

// pack writes the kit, after opening it as the page will.
func (k *kitPacker) pack(ctx context.Context, stdout io.Writer) error {
	if _, err := os.Stat(k.folder); err != nil {
		return err
	}
	files, leftOut, err := k.read(os.DirFS(k.folder))
	if err != nil {
		return err
	}
	packed, err := zipOf(files)
	if err != nil {
		return err
	}
	asZip, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		return err
	}
	kit, err := desk.OpenKit(ctx, asZip)
	if err != nil {
		return err
	}
	for _, problem := range kit.Problems {
		fmt.Fprintln(stdout, problem)
	}
	if err := cli.WriteFile(k.out, nil, func(w io.Writer) error { _, err := w.Write(packed); return err }); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s holds:\n", k.out)
	for _, file := range files {
		fmt.Fprintf(stdout, "  %s\n", file.Name)
	}
	if len(leftOut) > 0 {
		fmt.Fprintf(stdout, "Not in it: %s\n", strings.Join(leftOut, ", "))
	}
	_, err = fmt.Fprintln(stdout, "It is data about students: give it only to those who may see the roster.")
	return err
}

// read returns the files that go into the kit, and the names of those that do not.
func (k *kitPacker) read(folder fs.FS) (files []desk.File, leftOut []string, err error) {
	err = fs.WalkDir(folder, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		top, _, _ := strings.Cut(name, "/")
		if !slices.Contains(parts, top) || strings.HasPrefix(path.Base(name), ".") {
			leftOut = append(leftOut, name)
			return nil
		}
		data, err := fs.ReadFile(folder, name)
		files = append(files, desk.File{Name: name, Data: data})
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	if len(files) == 0 {
		return nil, nil, fmt.Errorf("the folder %s has none of %s", k.folder, strings.Join(parts, ", "))
	}
	if k.first.IsZero() && k.last.IsZero() {
		return files, leftOut, nil
	}
	files, err = k.withDays(files)
	return files, leftOut, err
}

// withDays puts the days of the flags into the options.
func (k *kitPacker) withDays(files []desk.File) ([]desk.File, error) {
	at := slices.IndexFunc(files, func(f desk.File) bool { return f.Name == desk.OptionsFile })
	if at < 0 {
		at = len(files)
		files = append(files, desk.File{Name: desk.OptionsFile, Data: []byte("{}")})
	}
	var options map[string]any
	if err := json.Unmarshal(files[at].Data, &options); err != nil || options == nil {
		return nil, errors.New(desk.OptionsFile + " is not a JSON object")
	}
	for key, day := range map[string]otustemplate.Date{"firstDate": k.first, "lastDate": k.last} {
		if !day.IsZero() {
			options[key] = day
		}
	}
	text, err := json.MarshalIndent(options, "", "  ")
	files[at].Data = append(text, '\n')
	return files, err
}

// zipOf packs files, the same ones always into the same bytes.
func zipOf(files []desk.File) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, file := range files {
		w, err := z.Create(file.Name)
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(file.Data); err != nil {
			return nil, err
		}
	}
	err := z.Close()
	return b.Bytes(), err
}
