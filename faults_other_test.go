//go:build !unix

package otustemplate_test

import "errors"

func makePipe(string) error { return errors.ErrUnsupported }
