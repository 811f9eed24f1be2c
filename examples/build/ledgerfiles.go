package main

import (
	"errors"

	"example.com/otustemplate"
)

// ledgerFiles are the files that a build writes with a ledger.
type ledgerFiles []*otustemplate.PendingFile

// ledgerFiles starts them, if there is a ledger.
func (b *build) ledgerFiles(builder *otustemplate.Builder) (files ledgerFiles, err error) {
	if builder.Ledger == nil {
		return nil, nil
	}
	for _, name := range []string{"changes.csv", "removals.csv"} {
		f, err := otustemplate.CreateFile(b.path(name))
		if err != nil {
			return nil, errors.Join(err, files.close())
		}
		files = append(files, f)
	}
	builder.Changes, builder.Removals = files[0], files[1]
	return files, nil
}

func (files ledgerFiles) commit() error {
	for _, f := range files {
		if err := f.Commit(); err != nil {
			return err
		}
	}
	return nil
}

func (files ledgerFiles) close() (err error) {
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	return err
}
