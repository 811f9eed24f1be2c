package ledger

import (
	"errors"
	"os"
	"syscall"
)

// errSharing is what Windows says of a file that another program has to itself.
const errSharing = syscall.Errno(32)

// openLocked opens the file, which it makes if need be, for one program at a time: no
// other one may open it meanwhile. The system closes it when the program ends, however
// it does.
func openLocked(path string) (*os.File, error) {
	name, err := syscall.UTF16PtrFromString(path)
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: path, Err: err}
	}
	const shareNothing = 0
	h, err := syscall.CreateFile(name, syscall.GENERIC_READ|syscall.GENERIC_WRITE, shareNothing, nil,
		syscall.OPEN_ALWAYS, syscall.FILE_ATTRIBUTE_NORMAL, 0)
	if errors.Is(err, errSharing) {
		err = ErrInUse
	}
	if err != nil {
		return nil, &os.PathError{Op: "lock", Path: path, Err: err}
	}
	return os.NewFile(uintptr(h), path), nil
}
