package job

import (
	"example.com/otustemplate/internal/check"
	"example.com/otustemplate/internal/roster"
)

// A Validator checks whole files.
type Validator struct {
	*check.Checker
	blockSize int // bytes a worker takes at a time; small in tests, 0: rows are read one by one
}

// NewValidator returns a Validator for refs.
func NewValidator(refs roster.References, opts *check.Options) (*Validator, error) {
	c, err := check.NewChecker(refs, opts)
	if err != nil {
		return nil, err
	}
	return &Validator{c, blockSize}, nil
}

// made returns v, or one that knows of nothing where v is a zero one.
func (v *Validator) made() *Validator {
	if v.Checker != nil {
		return v
	}
	return &Validator{v.Checker.Made(), blockSize}
}

// blockSize is how many bytes of text a worker takes at a time.
const blockSize = 64 << 10
