#!/bin/sh
# The man page and the README say the keys that the program has.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
echo 1..2
scripts/write-docs "$VIGIL" "$folder" || echo "# write-docs failed"
if diff -u docs/vigil.1 "$folder/vigil.1" >"$folder/diff" 2>&1; then
    echo "ok 1 /docs/the man page has the program's keys"
else
    echo "not ok 1 /docs/the man page has the program's keys (make docs)"
    sed 's/^/# /' "$folder/diff" | head -n 20
fi
if diff -u README.md "$folder/README.md" >"$folder/diff" 2>&1; then
    echo "ok 2 /docs/the README has the program's keys"
else
    echo "not ok 2 /docs/the README has the program's keys (make docs)"
    sed 's/^/# /' "$folder/diff" | head -n 20
fi
