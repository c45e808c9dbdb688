#!/usr/bin/env bash
# Copies the plugin and the libraries that a Fiji lacks into that Fiji.
#
#   update-site/install-into-fiji.sh /path/to/Fiji.app [target]
#
# Names are compared without versions, so nothing that Fiji brings is replaced; an older copy of the
# plugin itself is. Run it again after each build. To take the plugin out, delete what it printed.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
fiji=${1:-}
target=${2:-$here/../target}

fail() {
  echo "install-into-fiji: $1" >&2
  exit 1
}

[ -n "$fiji" ] || fail "name Fiji's folder: $0 /path/to/Fiji.app"
[ -d "$fiji/jars" ] || fail "\"$fiji\" has no folder jars, so it is no Fiji; name the folder Fiji.app"
[ -f "$target/attrimil.jar" ] || fail "\"$target\" has no attrimil.jar; build first: mvn package"

# The name of an artifact: all before the first hyphen that a digit follows.
artifact() {
  basename "$1" | sed -E 's/-[0-9].*$|\.jar$//'
}

# Natives go where only their platform's launcher looks.
folder() {
  case "$1" in
    *-linux-x86_64.jar) echo jars/linux64 ;;
    *-linux-aarch64.jar) echo jars/linux-arm64 ;;
    *-win-x86_64.jar) echo jars/win64 ;;
    *-osx-aarch64.jar) echo jars/macos-arm64 ;;
    *) echo jars ;;
  esac
}

has=$(find "$fiji/jars" "$fiji/plugins" -name '*.jar' 2>/dev/null | while read -r jar; do artifact "$jar"; done)
version=$(unzip -p "$target/attrimil.jar" META-INF/MANIFEST.MF | tr -d '\r' \
  | sed -n 's/^Implementation-Version: //p')
[ -n "$version" ] || fail "\"$target/attrimil.jar\" states no version; build again: mvn package"

for old in "$fiji"/jars/attrimil-*.jar "$fiji"/plugins/attrimil*.jar; do
  if [ -e "$old" ]; then
    rm "$old"
    echo "removed ${old#"$fiji"/}"
  fi
done
cp "$target/attrimil.jar" "$fiji/jars/attrimil-$version.jar"
echo "copied  jars/attrimil-$version.jar"

# Those of this build: the folder lib may hold jars of earlier ones, too.
libraries=$(unzip -p "$target/attrimil.jar" META-INF/MANIFEST.MF | tr -d '\r' \
  | awk '/^ / { printf "%s", substr($0, 2); next } { printf "\n%s", $0 }' \
  | sed -n 's/^Class-Path: //p')
for library in $libraries; do
  jar=$target/$library
  name=$(artifact "$jar")
  # Fiji has Bio-Formats in parts; the package would bring its classes a second time.
  if [ "$name" = bioformats_package ] || grep -qxF "$name" <<<"$has"; then
    echo "kept    $name, which Fiji has"
    continue
  fi
  into=$(folder "$jar")
  mkdir -p "$fiji/$into"
  case "$into" in
    jars) cp "$jar" "$fiji/$into/" ;;
    *) java "$here/Site.java" native "$jar" "$fiji/$into/$(basename "$jar")" ;;
  esac
  echo "copied  $into/$(basename "$jar")"
done
echo "Restart Fiji; the commands are in Plugins > AttriMIL."
