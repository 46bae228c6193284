#!/bin/sh
# What the command line says when it cannot: what was wrong, where, and what to do.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0
says() { # says STATUS WORDS NAME ARGUMENTS...
    number=$((number + 1))
    status=$1 words=$2 name=$3
    shift 3
    env -u SENTRY_AUTH_TOKEN -u SENTRY_URL HOME="$folder" XDG_DATA_HOME="$folder" XDG_CONFIG_HOME="$folder" \
        "$VIGIL" "$@" </dev/null >"$folder/out" 2>&1
    got=$?
    if [ "$got" = "$status" ] && grep -qF -- "$words" "$folder/out"; then
        echo "ok $number /cli/$name"
    else
        echo "not ok $number /cli/$name"
        sed "s/^/# $got: /" "$folder/out"
    fi
}
echo 1..11
printf '\3757zXZ' >"$folder/old.log.xz"
says 2 'vigil open FILE...' 'without a file it says what to give' open
says 1 'missing.log: No such file' 'a file that is not there is named' open "$folder/missing.log"
says 1 '/*.log' 'of a folder its files are to be named' open "$folder"
says 1 'xz -dc' 'what is compressed otherwise says how to read it' open "$folder/old.log.xz"
says 2 '500M or 2G' 'a size that is none is said' open --keep much "$folder/missing.log"
says 2 'needs a terminal' 'without a terminal it says so' open "$0"
says 2 'Start vigil serve first' 'where no local server ever was it says to start one' --url http://127.0.0.1:8969
says 2 'a port from 1 to 65535' 'a port that is none is not taken for what is left of it' serve --port 99999
says 2 'not "8969"' 'what is no option of a subcommand is refused' serve 8969
says 0 'vigil open FILE' 'help names every subcommand' help
mkdir -p "$folder/vigil" && (umask 077 && printf '[sentry]\nurl = http://127.0.0.1:1\ntoken = x\n[console]\nsince = never\n' >"$folder/vigil/config")
says 2 'vigil/config:5: since = never: expected a period' 'what is wrong in the config is named by its line' --org local
