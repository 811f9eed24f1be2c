#!/usr/bin/env bash
# Lets other programs read what the Writer writes, and reads what they write:
# LibreOffice, Python's csv module and SQLite's .import. What is not there and
# cannot be installed is skipped, with a message.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# install PROGRAM PACKAGE: Debian's package, where this is Debian and root runs it.
install() {
	if command -v "$1" >/dev/null; then
		return
	fi
	if ! command -v apt-get >/dev/null || [[ $(id -u) != 0 ]]; then
		echo "skipped: there is no $1, and no right to install it"
		return
	fi
	echo "installing $2"
	if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive timeout 300 \
		apt-get install -y -qq --no-install-recommends "$2"; } >/dev/null 2>&1; then
		echo "skipped: $2 could not be installed"
	fi
}

install python3 python3
install sqlite3 sqlite3
install soffice libreoffice-calc
OTUSTEMPLATE_CLIENTS=1 go test -count=1 -v -timeout 5m -run '^Test(Python|SQLite|LibreOffice)' ./... |
	grep -E '^(---|ok|FAIL|panic)|is not installed|mismatch|_test.go' || { echo "the clients' tests failed"; exit 1; }
