#!/usr/bin/env bash
# Installs the Debian packages that the tests play against, if they are missing, then builds and tests everything.
set -euo pipefail
cd "$(dirname "$0")/.."

# command -> package that brings it
declare -A peers=(
  [unbound]=unbound [nsd]=nsd [ldns-signzone]=ldnsutils [ldns-keygen]=ldnsutils [swaks]=swaks
  [rabbitmq-server]=rabbitmq-server
)

missing=()
for command in "${!peers[@]}"; do
  if ! PATH="$PATH:/usr/sbin:/sbin" command -v "$command" >/dev/null; then
    missing+=("${peers[$command]}")
  fi
done

if [ ${#missing[@]} -gt 0 ]; then
  mapfile -t packages < <(printf '%s\n' "${missing[@]}" | sort -u)
  echo "Installing ${packages[*]} (the tests use them as independent peers, on loopback only)"
  as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "verify.sh: ${packages[*]} must be installed; run this as root, or: apt-get install ${packages[*]}" >&2
      exit 1
    }
    as_root=(sudo)
  fi
  "${as_root[@]}" apt-get update -qq
  # The tests start their own copies with their own configuration: the packages must not start services.
  policy=/usr/sbin/policy-rc.d
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | "${as_root[@]}" tee "$policy" >/dev/null
    "${as_root[@]}" chmod +x "$policy"
    trap '"${as_root[@]}" rm -f "$policy"' EXIT
  fi
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${packages[@]}"
  if [ -n "$(trap -p EXIT)" ]; then
    "${as_root[@]}" rm -f "$policy"
    trap - EXIT
  fi
fi

mvn -B verify
