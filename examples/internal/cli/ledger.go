package cli

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"example.com/otustemplate"
)

// A Ledger is the ledger that a program is told of by flags.
type Ledger struct{ Path, Key string }

// Flags adds the flags: -ledger and -ledger-key.
func (l *Ledger) Flags(flags *flag.FlagSet) {
	flags.StringVar(&l.Path, "ledger", "", "")
	flags.StringVar(&l.Key, "ledger-key", "", "")
}

// Open opens the ledger; nil if none is asked for. The first time it makes a key. What
// people must know of it goes to told.
func (l *Ledger) Open(told io.Writer) (*otustemplate.Ledger, error) {
	if l.Path == "" {
		if l.Key != "" {
			return nil, errors.New("-ledger-key goes with -ledger")
		}
		return nil, nil
	}
	key, err := l.key(told)
	if err != nil {
		return nil, err
	}
	ledger, err := otustemplate.OpenLedger(l.Path, key)
	if errors.Is(err, otustemplate.ErrLedgerKey) {
		return nil, fmt.Errorf("%s is not the key of %s: say with -ledger-key FILE where that is", l.keyPath(), l.Path)
	}
	if err == nil && ledger.Recovered() != "" {
		fmt.Fprintf(told, "%s: %s.\n", l.Path, ledger.Recovered())
	}
	return ledger, err
}

// keyPath returns the file of the key: beside the ledger, if no other one is named.
func (l *Ledger) keyPath() string {
	if l.Key != "" {
		return l.Key
	}
	return l.Path + ".key"
}

// key reads the key. If there is neither a key nor a ledger it makes one.
func (l *Ledger) key(told io.Writer) ([]byte, error) {
	text, err := os.ReadFile(l.keyPath())
	if errors.Is(err, fs.ErrNotExist) {
		if info, err := os.Stat(l.Path); err == nil && info.Size() > 0 {
			return nil, fmt.Errorf("the key of %s is not in %s: say with -ledger-key FILE where it is. Without it nobody can read the ledger", l.Path, l.keyPath())
		}
		return l.newKey(told)
	}
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, fmt.Errorf("%s is not the key of a ledger: it has 64 digits and letters from a to f", l.keyPath())
	}
	return key, nil
}

// newKey draws a key and keeps it.
func (l *Ledger) newKey(told io.Writer) ([]byte, error) {
	key := make([]byte, 32)
	_, _ = rand.Read(key) // it never fails
	write := func(w io.Writer) error {
		_, err := fmt.Fprintf(w, "%x\n", key)
		return err
	}
	if err := WriteFile(l.keyPath(), nil, write); err != nil {
		return nil, err
	}
	fmt.Fprintf(told, "A key was made for the ledger: %s. Keep a copy of it, apart from the ledger: without it the ledger cannot be read.\n", l.keyPath())
	return key, nil
}
