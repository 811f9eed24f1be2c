module example.com/otustemplate/benchmarks

go 1.26.0

require (
	example.com/otustemplate v0.0.0
	github.com/gocarina/gocsv v0.0.0-20240520201108-78e41c74b4b1
	github.com/google/go-cmp v0.7.0
	github.com/jszwec/csvutil v1.10.0
)

require golang.org/x/text v0.43.0 // indirect

replace example.com/otustemplate => ../
