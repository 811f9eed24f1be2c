package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// A book is a workbook that is open for reading.
type book struct {
	name    string
	file    *os.File
	archive *zip.Reader
	sheets  *excelize.File
}

// Limits of what is unpacked: a zip may hold far more than it seems to. What does not fit
// into memory goes to the folder of the outputs, and nowhere else.
type limits struct {
	unpacked int64 // all of the workbook
	inMemory int64 // one part of it
	text     int   // between two tags: a cell has 32,767 characters at most
}

var usualLimits = limits{unpacked: 4 << 30, inMemory: 32 << 20, text: 16 << 20}

// asWorkbook says how to make a workbook that is read.
const asWorkbook = "open it in Excel and save it with File > Save As as \"Excel Workbook (*.xlsx)\""

// openBook opens the workbook at path; folder is for what does not fit into memory.
func openBook(path, folder string) (*book, error) { return openBookWithin(path, folder, usualLimits) }

func openBookWithin(path, folder string, most limits) (*book, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	b, err := readBook(f, folder, most)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	b.name = path
	return b, nil
}

func readBook(f *os.File, folder string, most limits) (*book, error) {
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(f, info.Size())
	if err != nil {
		return nil, errors.New("this is no .xlsx workbook, or only a part of one: copy it once more, or " + asWorkbook)
	}
	if what := otherZip(archive); what != "" {
		return nil, errors.New("this is " + what)
	}
	if err := checkTexts(archive, most); err != nil {
		return nil, err
	}
	sheets, err := excelize.OpenReader(io.NewSectionReader(f, 0, info.Size()), excelize.Options{
		UnzipSizeLimit: most.unpacked, UnzipXMLSizeLimit: most.inMemory, TmpDir: folder,
	})
	if err != nil {
		return nil, fmt.Errorf("the workbook cannot be read: %w; %s again", err, asWorkbook)
	}
	return &book{"", f, archive, sheets}, nil
}

func (b *book) Close() error { return errors.Join(b.sheets.Close(), b.file.Close()) }

// otherZip says what a zip is that is no workbook, and what to do; "" if it is one.
func otherZip(archive *zip.Reader) string {
	has := func(prefix string) bool {
		return slices.ContainsFunc(archive.File, func(f *zip.File) bool { return strings.HasPrefix(strings.ToLower(f.Name), prefix) })
	}
	switch {
	case has("xl/workbook.xml"):
		return ""
	case has("xl/workbook.bin"):
		return "a binary workbook (.xlsb): " + asWorkbook
	case has("content.xml"):
		return "a workbook of LibreOffice or OpenOffice (.ods): open it there and save it with File > Save As as \"Excel 2007-365 (.xlsx)\""
	case has("index/"):
		return "a workbook of Numbers: open it there and choose File > Export To > Excel"
	case has("word/"):
		return "a Word document: give the workbook or CSV file that the export made"
	}
	return "a zip archive, and no workbook: unpack it, and give the workbook or CSV file in it"
}

// otherFile says what a file is that is neither a workbook nor a CSV, and what to do; "" if
// it may be a CSV.
func otherFile(path string) (string, error) {
	isOld, err := startsAs(path, "\xd0\xcf\x11\xe0")
	if err != nil || !isOld {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	// A workbook with a password is a file of the old form that has the new one within.
	text, err := io.ReadAll(io.LimitReader(f, usualLimits.inMemory))
	if err != nil {
		return "", err
	}
	var name []byte
	for _, letter := range []byte("EncryptedPackage") {
		name = append(name, letter, 0)
	}
	if bytes.Contains(text, name) {
		return "the workbook has a password: open it in Excel, remove the password (File > Info > Protect Workbook > Encrypt with Password, and empty the box), and save it", nil
	}
	return "this is a workbook of an old Excel (.xls): " + asWorkbook, nil
}

// checkTexts checks that a workbook is not one made to fill the memory of whoever reads it.
func checkTexts(archive *zip.Reader, most limits) error {
	total := int64(0)
	for _, f := range archive.File {
		total += int64(f.UncompressedSize64) //nolint:gosec // below zero is too much as well
		if total < 0 || total > most.unpacked {
			return errors.New("unpacked, the workbook is far too large: it is damaged, or made to do harm; ask whoever made it")
		}
	}
	for _, f := range archive.File {
		if f.UncompressedSize64 <= uint64(most.text) { //nolint:gosec // it is positive
			continue
		}
		if err := checkText(f, most.text); err != nil {
			return err
		}
	}
	return nil
}

// checkText checks that no text of a part is longer than so many bytes.
func checkText(f *zip.File, most int) error {
	part, err := f.Open()
	if err != nil {
		return err
	}
	defer part.Close()
	buf := make([]byte, 64<<10)
	run := 0
	for {
		n, err := part.Read(buf)
		for i, piece := range bytes.Split(buf[:n], []byte("<")) {
			if i > 0 {
				run = 0
			}
			if run += len(piece); run > most {
				return errors.New("the workbook has a text far too long for a cell: it is damaged, or made to do harm; ask whoever made it")
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("the workbook is damaged: %w", err)
		}
	}
}
