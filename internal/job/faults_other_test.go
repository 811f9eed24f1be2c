//go:build !unix

package job_test

import "errors"

func makePipe(string) error { return errors.ErrUnsupported }
