# The messages of C and of JavaScript: string literals at known places of known
# functions.
package Code;
use strict;
use warnings;

# Function → the arguments that are messages; those of trn() are a singular and
# a plural.  What an admin or player never sees is left out: ERR_INTERNAL is a
# sentence for the log, and so are the errors of the folders not named here.
my %functions = (
	tr => [1],
	trn => [1, 2],
	N_ => [1],
	# said by service/control_client.c
	control_error => [3],
	control_error_of => [3],
);
my %errors = (
	err_set => [4],
	err_say => [4],
);
my $errors_in = qr{^fcgi_app/
    (?:db|domain|engine|http|httpc|json|service|store|tar|web|yaml)/}x;

# What berthctl alone does.
my $operators = qr{/(?:migrate|transfer_dir|transfer_files)[.]c$};

my $c_string = qr/"(?:[^"\\\n]|\\.)*"/;
my %formats = (PRId64 => 'ld', PRIu64 => 'lu', PRIx64 => 'lx');
my %escaped = (n => "\n", t => "\t", r => "\r", '"' => '"', '\\' => '\\', "'" => "'");

sub unquote {
	my ($s) = @_;
	$s = substr $s, 1, -1;
	$s =~ s/\\x([0-9a-fA-F]{2})/chr hex $1/ge;
	$s =~ s/\\(.)/$escaped{$1} \/\/ die "unknown escape \\$1\n"/ge;
	return $s;
}

# Comments and character constants away, strings kept.
sub strip {
	my ($text, $quotes) = @_;
	$text =~ s{($quotes)|/\*.*?\*/|//[^\n]*|'(?:[^'\\\n]|\\.)'}{$1 // ' '}gse;
	return $text;
}

# The arguments of the call whose "(" is before pos.
sub arguments {
	my ($text, $from, $string) = @_;
	my ($depth, @arguments) = (1, '');
	pos($text) = $from;
	while ($depth > 0) {
		if ($text =~ /\G($string)/gc) {
			$arguments[-1] .= $1;
		} elsif ($text =~ /\G([(\[{])/gc) {
			$depth++;
			$arguments[-1] .= $1;
		} elsif ($text =~ /\G([)\]}])/gc) {
			$depth--;
			$arguments[-1] .= $1 if $depth > 0;
		} elsif ($text =~ /\G,/gc) {
			if ($depth == 1) {
				push @arguments, '';
			} else {
				$arguments[-1] .= ',';
			}
		} elsif ($text =~ /\G(.)/gcs) {
			$arguments[-1] .= $1;
		} else {
			last;
		}
	}
	return @arguments;
}

# The literals in an argument; those that stand side by side are one.
sub literals {
	my ($argument) = @_;
	my @found;
	$argument =~ s/("\s*)(PRI[dux]64)\b/$1"$formats{$2}"/g;
	while ($argument =~ /($c_string(?:\s*$c_string)*)/g) {
		push @found, join '', map { unquote($_) } $1 =~ /($c_string)/g;
	}
	return @found;
}

sub is_message { return $_[0] =~ s/%[-0-9.*]*(?:hh|h|ll|l|z|j)?[a-z]//gr =~ /\p{L}/; }

# c(FILE, TEXT, FUNCTION): call FUNCTION with each message, and its plural if
# it has one.
sub c {
	my ($file, $text, $found) = @_;
	my %here = %functions;
	my $all;
	%here = (%here, %errors)
	    if $file =~ $errors_in && $file !~ $operators;
	# "wrong:3" in a comment "messages:" names a file's own function
	while ($text =~ /\bmessages: ([\w: ,]+)/g) {
		for (split /[\s,]+/, $1) {
			my ($name, @arguments) = split /:/;
			$here{$name} = \@arguments;
		}
	}
	$text = strip($text, $c_string);
	# "INVALID" before a literal is one of the file's own
	my %texts = $text =~ /^#define (\w+)\s+($c_string)$/mg;
	$text =~ s/(?<!define )\b($_)\b/$texts{$1}/g for keys %texts;
	settings($text, $found);
	$all = join '|', sort keys %here;
	while ($text =~ /(?<![\w.>])($all)\s*\(/g) {
		my ($name, $from) = ($1, pos $text);
		my @a = arguments($text, $from, $c_string);
		next if $name =~ /^err_/ && ($a[1] // '') =~ /ERR_INTERNAL/;
		my @messages = map { [literals($a[$_ - 1] // '')] }
		    @{ $here{$name} };
		if ($name eq 'trn') {
			my ($one, $many) = map { $_->[0] } @messages;
			$found->($one, $many) if defined $one && defined $many;
			next;
		}
		$found->($_) for grep { is_message($_) } map { @$_ } @messages;
	}
}

# Rows of domain/settings.c: label, unit, choices and help of each.
sub settings {
	my ($text, $found) = @_;
	while ($text =~ /\[SETTING_\w+\]\s*=\s*\{/g) {
		my ($key, $label, undef, undef, undef, undef, $unit, $choices,
		    undef, $help) = arguments($text, pos $text, $c_string);
		$found->($_) for grep { is_message($_) }
		    map { literals($_) } $label, $unit, $help // '';
		# a choice of languages is one of names
		$found->($_) for grep { !/^[a-z]{2}$/ || $_ eq 'no' }
		    map { split /\|/ } literals($choices);
	}
}

sub js {
	my ($file, $text, $found) = @_;
	$text = strip($text, qr/$c_string|`(?:[^`\\]|\\.)*`/);
	while ($text =~ /(?<![\w.])(tn?)\(/g) {
		my ($name, $from) = ($1, pos $text);
		my @a = arguments($text, $from, $c_string);
		my ($one) = literals($a[0]);
		if ($name eq 'tn') {
			my ($many) = literals($a[1] // '');
			$found->($one, $many) if defined $one && defined $many;
		} else {
			$found->($_) for literals($a[0]);
		}
	}
}

# What a person would see in English whatever the catalogue has: literals that
# go to a page without tr(), a message that is shown where its translation lies
# beside it, and a sentence that is handed to err_set() as an argument.
sub bare {
	my ($file, $text) = @_;
	my @found;
	$text = strip($text, $c_string);
	while ($text =~ /(?<![\w.>])(tpl_str|tpl_fmt|tpl_global|page_new|err_set)\s*\(/g) {
		my ($name, $from) = ($1, pos $text);
		my @a = arguments($text, $from, $c_string);
		if ($name eq 'err_set') {
			push @found, "err_say() instead of err_set(): $a[4]"
			    if $file =~ $errors_in && @a > 4 &&
			    $a[3] =~ /^\s*"%s"$/ && $a[4] !~ /strerror/;
			next;
		}
		next if $file !~ m{/web/};
		my $shown = $a[$name eq 'page_new' ? 1 : 2] // '';
		push @found, "err_said() instead of $shown"
		    if $shown =~ /\berror\.message\b/;
		next if $shown =~ /\btrn?\s*\(/;
		for (literals($shown)) {
			push @found, "shown, but not in tr(): \"$_\""
			    if is_message($_) && /\p{Lu}| /;
		}
	}
	return @found;
}

# Texts that a script shows without t().
sub bare_js {
	my ($text) = @_;
	my @found;
	$text = strip($text, qr/$c_string|`(?:[^`\\]|\\.)*`/);
	while ($text =~ /(?:(?:textContent|innerText|title|placeholder|ariaLabel)\s*=\s*|announce\()([`"](?:[^`"\\]|\\.)*[`"])/g) {
		my $shown = $1;
		push @found, "shown, but not in t(): $shown"
		    if $shown =~ s/\$\{.*?\}//gr =~ /\p{Ll}{2}/;
	}
	return @found;
}

# The conversion specifications of a C format, in the order of the arguments.
sub conversions {
	my ($format) = @_;
	my (@found, $n);
	$format =~ s/%%//g;
	while ($format =~ /%(?:(\d+)\$)?[-+ #0]*(\*|\d+)?(?:\.(?:\*|\d+))?(hh|h|ll|l|z|j|t)?([a-zA-Z])/g) {
		$found[defined $1 ? $1 - 1 : $n++ // 0] = ($3 // '') . $4;
	}
	return join ' ', map { $_ // '?' } @found;
}

# The {names} of a JavaScript message.
sub names {
	my ($text) = @_;
	return join ' ', sort $text =~ /\{\w+\}/g;
}

1;
