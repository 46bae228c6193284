#!/bin/sh
# What vigil open says when it cannot: what was wrong, where, and what to do.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0
says() { # says STATUS WORDS NAME ARGUMENTS...
    number=$((number + 1))
    status=$1 words=$2 name=$3
    shift 3
    "$VIGIL" open "$@" </dev/null >"$folder/out" 2>&1
    got=$?
    if [ "$got" = "$status" ] && grep -qF -- "$words" "$folder/out"; then
        echo "ok $number /open/$name"
    else
        echo "not ok $number /open/$name"
        sed "s/^/# $got: /" "$folder/out"
    fi
}
echo 1..6
printf '\3757zXZ' >"$folder/old.log.xz"
says 2 'vigil open FILE...' 'without a file it says what to give'
says 1 'missing.log: No such file' 'a file that is not there is named' "$folder/missing.log"
says 1 '/*.log' 'of a folder its files are to be named' "$folder"
says 1 'xz -dc' 'what is compressed otherwise says how to read it' "$folder/old.log.xz"
says 2 '500M or 2G' 'a size that is none is said' --keep much "$folder/missing.log"
says 2 'needs a terminal' 'without a terminal it says so' "$0"
