# Sourced by the scripts beside it: installs what this machine lacks of Debian's packages.

# What the programs are built with and run on; reasons: docs/dependencies.md.
build_packages=(
  g++ cmake ninja-build pkg-config gzip ca-certificates
  libpistache-dev libssl-dev libcrypt-dev libboost-dev libexpected-dev
  libyaml-cpp-dev nlohmann-json3-dev libcli11-dev libspdlog-dev
  libcurl4-openssl-dev libarchive-dev zlib1g-dev libpcre2-dev libpugixml-dev
  libopenblas-dev libdlib-dev libjpeg-dev libpng-dev
  libfreetype-dev fonts-dejavu-core libfmt-dev
  libprotobuf-dev protobuf-compiler libonnx-dev
)
# What Debian packages are made with, besides.
package_packages=(help2man dpkg-dev file)
# What the tests need besides.
test_packages=(
  bubblewrap haproxy
  catch2 curl jq procps 'chromium?' clang clang-format clang-tidy libclang-rt-dev json-schema-test-suite
  git man-db libopenmpi-dev openmpi-bin "${package_packages[@]}"
)

say() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() { say "$*"; exit 1; }

is_installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

as_root() {
  if [[ $(id -u) == 0 ]]; then "$@"
  elif command -v sudo >/dev/null; then sudo "$@"
  else die "packages are missing and neither root nor sudo is at hand: run as root: $*"
  fi
}

# can_be_had NAME: as far as apt knows at the moment.
can_be_had() { [[ -n $(apt-cache policy "$1" | sed -n 's/^ *Candidate: \([^(].*\)/\1/p') ]]; }

# install_packages NAME...: asks the package system only for what is missing. NAME? is left out where it can't be had, as
# chromium can't on Ubuntu (a snap alone); what needs it says so.
install_packages() {
  command -v apt-get >/dev/null || die "this script installs packages with apt-get, which this system does not have; the packages are: $*"
  local missing=() wanted=() name lists
  # Without lists apt knows of nothing, and what it does not know may be had.
  lists=$(compgen -G '/var/lib/apt/lists/*_Packages*' || true)
  for name in "$@"; do
    if is_installed "${name%\?}"; then continue; fi
    if [[ $name == *\? && -n $lists ]] && ! can_be_had "${name%\?}"; then continue; fi
    missing+=("$name")
  done
  # Node.js may come from elsewhere than Debian; what counts is that npm runs.
  command -v npm >/dev/null || missing+=(npm)
  [[ ${#missing[@]} == 0 ]] && return
  say "installing ${missing[*]%\?}"
  as_root apt-get update -qq || die "apt-get update failed (is the network there?)"
  for name in "${missing[@]}"; do
    if can_be_had "${name%\?}"; then wanted+=("${name%\?}")
    elif [[ $name == *\? ]]; then say "going on without ${name%\?}, which this machine's package sources don't have"
    else die "the package $name can't be had from this machine's package sources (Debian 12 or 13, Raspberry Pi OS, or Ubuntu 24.04 with universe)"
    fi
  done
  [[ ${#wanted[@]} == 0 ]] && return
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null ||
    die "apt-get could not install: ${wanted[*]}"
}

# configure PRESET [cmake option...]
configure() {
  say "configuring ($1)"
  cmake --preset "$@" >"$log" 2>&1 || { cat "$log" >&2; die "cmake --preset $* failed"; }
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  say "building ($preset)"
  cmake --build --preset "$preset" ${1:+--target "$@"} >"$log" 2>&1 || { cat "$log" >&2; die "the build failed"; }
}

# prepare_cross ARCHITECTURE [PACKAGE...]: what building for another architecture of Debian takes: its compiler, the folder
# of its packages (PACKAGEs among them), and the generator, which runs here.
prepare_cross() {
  local architecture=$1
  shift
  case $architecture in
    arm64) install_packages g++-aarch64-linux-gnu ;;
    armhf) install_packages g++-arm-linux-gnueabihf ;;
    *) die "on $(dpkg --print-architecture) there are builds for arm64 and armhf besides its own, and none for $architecture" ;;
  esac
  tests/cross/sysroot "$architecture" "build/sysroot/$architecture" "$@"
  [[ -f build/release/build.ninja ]] || configure release -DGASWORKS_TESTS=OFF
  build release gasworks
}

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
