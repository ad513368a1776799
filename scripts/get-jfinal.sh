#!/usr/bin/env bash
# Fetches JFinal from Maven Central into .cache, for the comparison with the original in examples/jfinal-app.
# Maven checks what it gets; a jar that is there already is kept.
set -euo pipefail
cd "$(dirname "$0")/.."

version=5.2.4
[ -e .cache/jfinal.jar ] && exit 0
mkdir -p .cache
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy \
  "-Dartifact=com.jfinal:jfinal:$version" -DoutputDirectory="$PWD/.cache" -Dmdep.stripVersion=true
