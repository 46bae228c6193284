#!/bin/sh
# The house's rules that no compiler holds: no writable globals but those with a reason, includes that run one way.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
number=0
tell() {
    number=$((number + 1))
    if [ "$1" = 0 ]; then
        echo "ok $number /house/$2"
    else
        echo "not ok $number /house/$2"
        sed 's/^/# /' "$folder/said"
    fi
}
echo 1..3
scripts/check-globals "$(dirname "$VIGIL")" >"$folder/said" 2>&1
tell $? "no writable global without a reason"
scripts/check-includes >"$folder/said" 2>&1
tell $? "includes run one way"
printf 'static int kept;\nint *where(void);\nint *where(void) { static int also = 3; return kept ? &kept : &also; }\n' >"$folder/main.c"
cc -c -o "$folder/main.o" "$folder/main.c" && scripts/check-globals "$folder" >"$folder/said" 2>&1
[ $? = 1 ] && [ "$(grep -c 'main.c: writable global' "$folder/said")" = 2 ]
tell $? "a global that is written would be found"
