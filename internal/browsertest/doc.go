// Package browsertest holds no code of its own: its tests open the page of
// Report.WriteHTML and that of examples/web in Chromium, and look at them and work
// with them as a person would. It is a module apart, so that the library needs neither
// a browser nor the code that drives one.
//
// The tests skip where no Chromium is on the path. CHROMIUM names the browser's
// program, and then they do not skip. With OTUSTEMPLATE_SHOTS set to a folder
// they leave pictures of the page there, at the widths of a desktop, a telephone
// and paper, and the page as printed:
//
//	OTUSTEMPLATE_SHOTS=$PWD/shots go test -count=1 ./...
package browsertest
