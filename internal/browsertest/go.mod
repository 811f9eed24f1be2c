module example.com/otustemplate/internal/browsertest

go 1.26.0

require (
	example.com/otustemplate v0.0.0
	github.com/chromedp/cdproto v0.159.0
	github.com/chromedp/chromedp v0.23.0
)

require (
	github.com/go-json-experiment/json v0.0.0-20260213210345-44df1a37e875 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace example.com/otustemplate => ../../
