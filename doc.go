// Package otustemplate fills in, checks and repairs Otus's "Upload Student
// Recognitions" CSV template.
package otustemplate
