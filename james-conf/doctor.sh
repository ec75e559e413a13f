#!/bin/sh
# Reads the configuration of an Apache James and says where it breaks what REQUIRETLS promises.
#
#     ./doctor.sh /path/to/james
#
# Changes nothing. Exit status: 0 nothing is wrong, 1 something was found, 2 wrong usage.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)

exec sh "$here/install.sh" "$@" --doctor
