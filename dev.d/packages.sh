# Packages: what the bench needs from Debian, installed only where missing.

build_packages=(gcc g++ make perl autoconf automake pkg-config libfcgi-dev
	libcurl4-openssl-dev libyajl-dev libmariadb-dev libctemplate-dev
	libsodium-dev libtalloc-dev libmicrohttpd-dev libcmark-dev libicu-dev
	libpcre2-dev libseccomp-dev libyaml-dev libarchive-dev
	libcmocka-dev)
run_packages=(nginx mariadb-server-core mariadb-client-core spawn-fcgi
	multiwatch busybox-static curl jq ca-certificates openssh-client)
test_packages=(chromium clang clang-tidy cppcheck docker-registry
	gettext libfaketime)

# install_packages NAME…
install_packages() {
	local missing=() p
	for p in "$@"; do
		is_installed "$p" || missing+=("$p")
	done
	# Node.js may come from elsewhere than Debian, and brings npm then.
	command -v node >/dev/null || missing+=(nodejs)
	command -v npm >/dev/null || missing+=(npm)
	[ ${#missing[@]} -gt 0 ] || return 0
	step "installing ${missing[*]} (log: $VAR_LINK/log/apt.log)"
	forbid_services
	apt_install "${missing[@]}" || {
		tail -n 20 "$VAR/log/apt.log" >&2
		die "apt-get failed"
	}
}

apt_install() {
	local rc=0
	{
		apt-get update &&
		    DEBIAN_FRONTEND=noninteractive apt-get install -y \
			--no-install-recommends "$@"
	} >>"$VAR/log/apt.log" 2>&1 </dev/null || rc=$?
	allow_services
	return $rc
}

is_installed() {
	[ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = \
	    installed ]
}

# The bench runs an nginx of its own: Debian's must not start just because it
# is installed (policy-rc.d, see invoke-rc.d(8)).
forbid_services() {
	[ -e /usr/sbin/policy-rc.d ] && return
	printf '#!/bin/sh\n# berth bench, while apt-get runs\nexit 101\n' \
	    >/usr/sbin/policy-rc.d
	chmod 755 /usr/sbin/policy-rc.d
}

allow_services() {
	if grep -qs '^# berth bench' /usr/sbin/policy-rc.d; then
		rm /usr/sbin/policy-rc.d
	fi
}
