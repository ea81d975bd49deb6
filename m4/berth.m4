# BERTH_FLAGS(VARIABLE, FLAGS): append to VARIABLE each of FLAGS that the
# compiler of the current language takes without a word.
AC_DEFUN([BERTH_FLAGS], [
	for berth_flag in m4_normalize([$2]); do
		AC_MSG_CHECKING([whether $_AC_CC accepts $berth_flag])
		berth_save=$[]_AC_LANG_PREFIX[]FLAGS
		_AC_LANG_PREFIX[]FLAGS="$berth_save -Werror $berth_flag"
		AC_LINK_IFELSE([AC_LANG_PROGRAM(
			[[@%:@include <stdio.h>]],
			[[return putchar('.') < 0;]])],
			[AC_MSG_RESULT([yes])
			$1="$$1 $berth_flag"],
			[AC_MSG_RESULT([no])])
		_AC_LANG_PREFIX[]FLAGS=$berth_save
	done
])

# BERTH_MISSING(WHAT, PACKAGE): note that WHAT is missing and which package of
# Debian has it; BERTH_MISSING_REPORT tells all at once.
AC_DEFUN([BERTH_MISSING], [
	berth_missing="$berth_missing
  $1: apt-get install $2"
	berth_packages="$berth_packages $2"
])

# BERTH_PKG(VARIABLE-PREFIX, MODULE, PACKAGE): find MODULE by pkg-config.
AC_DEFUN([BERTH_PKG], [
	PKG_CHECK_MODULES([$1], [$2], [
		BERTH_CFLAGS="$BERTH_CFLAGS $$1[]_CFLAGS"
		BERTH_LIBS="$BERTH_LIBS $$1[]_LIBS"],
		[BERTH_MISSING([$2], [$3])])
])

# BERTH_LIB(LIBRARY, PROGRAM, PACKAGE): find a library that pkg-config does not
# know by linking PROGRAM, made with AC_LANG_PROGRAM.
AC_DEFUN([BERTH_LIB], [
	AC_MSG_CHECKING([for $1])
	berth_save=$LIBS
	LIBS="-l$1 $LIBS"
	AC_LINK_IFELSE([$2],
		[AC_MSG_RESULT([yes])
		BERTH_LIBS="$BERTH_LIBS -l$1"],
		[AC_MSG_RESULT([no])
		BERTH_MISSING([$1], [$3])])
	LIBS=$berth_save
])

AC_DEFUN([BERTH_MISSING_REPORT], [
	AS_IF([test -n "$berth_missing"], [
		AC_MSG_ERROR([this is missing:
$berth_missing

All at once: apt-get install$berth_packages])])
])
