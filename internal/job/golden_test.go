package job_test

import "flag"

// update makes golden tests write what they got; review the diff like code.
var update = flag.Bool("update", false, "rewrite golden files")
