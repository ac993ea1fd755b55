#!/bin/sh
# Does shared work on this machine, as many units at once as it has processors, and prints the answer:
#   knotwork plan NET --box=-1:1 -o run && Examples/Distributed/shell.sh run
# Several machines that share the folder may run it at once; whoever is killed is run again. KNOTWORK is the tool.
set -u
run=${1:?the folder that knotwork plan has made}
knotwork=${KNOTWORK:-knotwork}
list=$(mktemp)
trap 'rm -f "$list"' EXIT
while :; do
  "$knotwork" gather "$run" --next >"$list" 2>"$list.said"
  code=$?
  if [ "$code" != 2 ]; then
    cat "$list"
    cat "$list.said" >&2
    rm -f "$list.said"
    exit "$code"
  fi
  rm -f "$list.said"
  xargs -P "$(getconf _NPROCESSORS_ONLN)" -I {} "$knotwork" work {} -o "$run/receipts" <"$list" || exit $?
done
