#!/bin/sh
# Runs a command with two builds in turns, each in its own copy of a project, and prints seconds.
#
#   src/test/shell/turns.sh OLD.jar NEW.jar ROUNDS PROJECT COMMAND [name=value ...]
#
# PROJECT is copied anew for each run; a folder that does not exist stands for an empty project.
# JAVA_OPTS is given to Java. GNU time (package "time") is needed.
set -eu
old=$1; new=$2; rounds=$3; project=$4; command=$5
shift 5
copies=$(mktemp -d)
trap 'rm -rf "$copies"' EXIT
round=1
while [ "$round" -le "$rounds" ]; do
  for jar in "$old" "$new"; do
    rm -rf "$copies/project"
    if [ -d "$project" ]; then cp -r "$project" "$copies/project"; fi
    /usr/bin/time -o "$copies/time" -f '%e s, %U + %S s of CPU, %M kB' \
      java ${JAVA_OPTS:-} -Djava.awt.headless=true -jar "$jar" "$command" "project=$copies/project" "$@" \
      > "$copies/out" 2> "$copies/err" || true
    echo "$jar $command: $(tail -1 "$copies/time"); $(tail -1 "$copies/out")"
  done
  round=$((round + 1))
done
