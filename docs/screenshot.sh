#!/usr/bin/env bash
# Makes docs/report.png, the top of the sample's report, docs/browser.png, the sample in
# the page of examples/web, and docs/workbook.png, the sheet of rows to correct that
# examples/workbook makes of it: bash docs/screenshot.sh
#
# It needs Go, chromium, or what CHROMIUM names, and LibreOffice (soffice), whose HTML of
# the workbook is what the last picture shows.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# shot PAGE PICTURE SIZE. Without a sandbox, as it runs as root in containers; the page is
# our own.
shot() {
	"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-quic \
		--no-first-run --disable-background-networking --disable-component-update \
		--disable-sync --hide-scrollbars --user-data-dir="$tmp/profile" \
		--window-size="$3" --screenshot="$tmp/shot.png" "file://$1" 2>"$tmp/log" ||
		{
			cat "$tmp/log" >&2
			exit 1
		}
	mv "$tmp/shot.png" "$2"
}

go run ./examples/build -out "$tmp/out" >"$tmp/report.txt"
shot "$tmp/out/report.html" docs/report.png 1280,1600

(cd internal/browsertest && OTUSTEMPLATE_SHOTS=$tmp/shots go test -count=1 -run TestWebCorrects .)
mv "$tmp/shots/web-window.png" docs/browser.png

# Of the HTML, only the sheet of rows to correct; the mark of a comment is a red square, and
# one comment is shown as it is under the mouse.
(cd examples/workbook && go run . -out "$tmp/out" >"$tmp/workbook.txt")
soffice "-env:UserInstallation=file://$tmp/office" --headless --convert-to html --outdir "$tmp" "$tmp/out/rows-to-correct.xlsx" >"$tmp/log" 2>&1
{
	echo '<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Rows to correct</title><style>
		body { margin: 0; width: 1420px } h1, comment { display: none } table { border-collapse: collapse }
		td, comment { font: 11px sans-serif; color: #222 } font { font-family: sans-serif }
		a.comment-indicator { background: #c00; display: inline-block; width: 5px; height: 5px }
		tr:nth-child(8) comment { background: #ffd; border: 1px solid #444; padding: 6px; position: absolute; display: block; width: 230px; margin-left: 75px }
		</style>'
	sed -n '/<A NAME="table1">/,/<A NAME="table2">/p' "$tmp/rows-to-correct.html" | sed '$d'
} >"$tmp/workbook.html"
shot "$tmp/workbook.html" docs/workbook.png 1420,640
ls -l docs/report.png docs/browser.png docs/workbook.png
