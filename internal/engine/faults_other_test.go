//go:build !unix

package engine_test

import "errors"

func makePipe(string) error { return errors.ErrUnsupported }
