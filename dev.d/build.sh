# Build: out of tree, and installed below $VAR/root.

# build FOLDER TARGETS [configure options]: bring $VAR/FOLDER up to date.  The
# lock is for benches side by side that share the checkout.
build() {
	local dir=$VAR/$1 targets=$2 log=$VAR/log/$1.log
	shift 2
	mkdir -p "$dir"
	exec 9>"/var/lock/berth-$(hash_of "$top").lock"
	flock 9
	configure_tree "$dir" "$@" >"$log" 2>&1 &&
	    make -C "$dir" -s -j"$(nproc)" $targets >>"$log" 2>&1 || {
		tail -n 40 "$log" >&2
		die "the build failed (log: $log)"
	}
	exec 9>&-
}

# configure_tree DIR [options]: where it was not done, or for other options
configure_tree() {
	local dir=$1
	shift
	local options=(--prefix="$VAR/root" --sysconfdir="$VAR/root/etc"
	    --runstatedir="$VAR/run" --localstatedir="$VAR" "$@")
	if [ ! -e "$top/configure" ] || [ ! -e "$top/Makefile.in" ] ||
	    [ "$top/configure.ac" -nt "$top/configure" ] ||
	    [ "$top/m4/berth.m4" -nt "$top/configure" ]; then
		(cd "$top" && autoreconf -i)
	fi
	[ -e "$dir/Makefile" ] &&
	    [ "$(cat "$dir/options" 2>/dev/null)" = "${options[*]}" ] ||
	    (cd "$dir" && "$top/configure" -q "${options[@]}" &&
		echo "${options[*]}" >options)
}

# install_tree FOLDER: make $VAR/root what `make install` makes; fails (1) if
# nothing has changed
install_tree() {
	local stage=$VAR/stage
	rm -rf "$stage"
	make -C "$VAR/$1" -s install DESTDIR="$stage" \
	    >>"$VAR/log/$1.log" 2>&1 || die "make install failed (log:" \
	    "$VAR/log/$1.log)"
	if diff -rq "$stage$VAR/root" "$VAR/root" >/dev/null 2>&1; then
		rm -rf "$stage"
		return 1
	fi
	rm -rf "$VAR/root"
	mv "$stage$VAR/root" "$VAR/root"
	rm -rf "$stage"
}
