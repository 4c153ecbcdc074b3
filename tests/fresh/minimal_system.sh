# shellcheck shell=bash
# Sourced by run: minimal systems, made from the mirror that this machine's own apt configuration names.

# mirror_of RELEASE
mirror_of() {
  local origin=Debian mirror
  [[ $1 != noble ]] || origin=Ubuntu
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Origin: $origin" "Label: $origin" | head -n 1)
  [[ -n $mirror ]] && echo "$mirror"
}

# make_system RELEASE FOLDER MIRROR: a system with nothing but sudo, and a user named visitor who may use it.
make_system() {
  local system=$2 parts=main script=$1
  [[ $1 != noble ]] || parts=main,universe
  # Older than the release; all of Ubuntu's are made in one way.
  [[ -e /usr/share/debootstrap/scripts/$1 ]] || script=gutsy
  debootstrap --variant=minbase --include=sudo --components="$parts" "$1" "$system" "$3" "$script" >"$system.log" 2>&1 ||
    { cat "$system.log" >&2; return 1; }
  rm "$system.log"
  # What the way to the packages needs here: names, and certificates of the network's own.
  cp -L /etc/resolv.conf /etc/hosts "$system/etc/"
  mkdir -p "$system/usr/local/share/ca-certificates"
  find /usr/local/share/ca-certificates -name '*.crt' -exec cp -L {} "$system/usr/local/share/ca-certificates/" \;
  chroot "$system" useradd --create-home --shell /bin/bash visitor
  echo 'visitor ALL=(ALL) NOPASSWD: ALL' >"$system/etc/sudoers.d/visitor"
}
