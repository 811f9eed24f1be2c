#!/usr/bin/env bash
# Makes docs/report.png, the top of the sample's report, and docs/browser.png, the sample
# in the page of examples/web: bash docs/screenshot.sh
#
# It needs Go and chromium, or what CHROMIUM names.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
go run ./examples/build -out "$tmp/out" >"$tmp/report.txt"

# Without a sandbox, as it runs as root in containers; the page is our own.
"${CHROMIUM:-chromium}" --headless --no-sandbox --disable-gpu --disable-quic \
	--no-first-run --disable-background-networking --disable-component-update \
	--disable-sync --hide-scrollbars --user-data-dir="$tmp/profile" \
	--window-size=1280,1600 --screenshot="$tmp/report.png" "file://$tmp/out/report.html" 2>"$tmp/log" ||
	{
		cat "$tmp/log" >&2
		exit 1
	}
mv "$tmp/report.png" docs/report.png
(cd internal/browsertest && OTUSTEMPLATE_SHOTS=$tmp/shots go test -count=1 -run TestWebCorrects .)
mv "$tmp/shots/web-window.png" docs/browser.png
ls -l docs/report.png docs/browser.png
