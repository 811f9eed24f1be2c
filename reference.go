package otustemplate

// References are what exists in Otus. A nil set is not known: no check is made
// against it. References may be shared between goroutines once built.
type References struct {
	Recognitions *Set
	Teachers     *Set // e-mail addresses
	Classes      *Set
}

// A Set is a reference set of names.
type Set struct{}
