package otustemplate

import (
	_ "github.com/google/go-cmp/cmp"
	_ "golang.org/x/text/unicode/norm"
)
