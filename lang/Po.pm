# Reading and writing catalogues in gettext's PO format.
package Po;
use strict;
use warnings;

my %escaped = (n => "\n", t => "\t", '"' => '"', '\\' => '\\');

sub unquote {
	my ($s) = @_;
	$s =~ s/\\(.)/$escaped{$1} \/\/ die "unknown escape \\$1\n"/ge;
	return $s;
}

sub quote {
	my ($s) = @_;
	$s =~ s/(["\\])/\\$1/g;
	$s =~ s/\n/\\n/g;
	$s =~ s/\t/\\t/g;
	return qq("$s");
}

# What tells one message from another.
sub key {
	my ($m) = @_;
	return defined $m->{ctxt} ? "$m->{ctxt}\x04$m->{id}" : $m->{id};
}

# read(FILE): the header's text, and the messages in the order of the file.  A
# message is {id, ctxt, plural, str => [one or several], refs => [files],
# fuzzy, comments => [lines]}.
sub read {
	my ($file) = @_;
	my ($header, @messages, $m, $target);
	my $end = sub {
		return if !$m || !defined $m->{id};
		if ($m->{id} eq '') {
			$header = $m->{str}[0];
		} else {
			push @messages, $m;
		}
		undef $m;
	};
	open my $f, '<:encoding(UTF-8)', $file or die "$file: $!\n";
	while (my $line = <$f>) {
		chomp $line;
		$end->() if $line =~ /^(#|msgctxt|msgid ")/ && $m && $m->{str};
		$m //= { refs => [], comments => [] };
		if ($line =~ /^#:\s*(.*)/) {
			push @{ $m->{refs} }, split ' ', $1;
		} elsif ($line =~ /^#,(.*)/) {
			$m->{fuzzy} = 1 if $1 =~ /\bfuzzy\b/;
		} elsif ($line =~ /^#~/) {
			die "$file:$.: obsolete messages are not kept\n";
		} elsif ($line =~ /^#/) {
			push @{ $m->{comments} }, $line;
		} elsif ($line =~ /^msgctxt "(.*)"$/) {
			$m->{ctxt} = unquote($1);
			$target = \$m->{ctxt};
		} elsif ($line =~ /^msgid "(.*)"$/) {
			$m->{id} = unquote($1);
			$target = \$m->{id};
		} elsif ($line =~ /^msgid_plural "(.*)"$/) {
			$m->{plural} = unquote($1);
			$target = \$m->{plural};
		} elsif ($line =~ /^msgstr(?:\[(\d)\])? "(.*)"$/) {
			my $n = $1 // 0;
			$m->{str}[$n] = unquote($2);
			$target = \$m->{str}[$n];
		} elsif ($line =~ /^"(.*)"$/) {
			$$target .= unquote($1);
		} elsif ($line ne '') {
			die "$file:$.: not PO: $line\n";
		}
	}
	$end->();
	return ($header, @messages);
}

# A text of the file, in pieces that fit on a line.
sub field {
	my ($name, $text) = @_;
	my $whole = "$name " . quote($text);
	return "$whole\n" if length $whole <= 80 && $text !~ /\n./;
	my @lines;
	for my $line (split /(?<=\n)/, $text) {
		my $piece = '';
		for my $word (split /(?<= )/, $line) {
			if ($piece ne '' && length(quote($piece . $word)) > 80) {
				push @lines, $piece;
				$piece = '';
			}
			$piece .= $word;
		}
		push @lines, $piece;
	}
	return "$name \"\"\n" . join('', map { quote($_) . "\n" } @lines);
}

sub write {
	my ($file, $top, $header, @messages) = @_;
	open my $f, '>:encoding(UTF-8)', "$file.new" or die "$file.new: $!\n";
	print $f $top, field('msgid', ''), field('msgstr', $header);
	for my $m (@messages) {
		print $f "\n", map { "$_\n" } @{ $m->{comments} };
		print $f "#: $_\n" for @{ $m->{refs} };
		print $f "#, c-format\n" if $m->{c_format};
		print $f field('msgctxt', $m->{ctxt}) if defined $m->{ctxt};
		print $f field('msgid', $m->{id});
		if (defined $m->{plural}) {
			print $f field('msgid_plural', $m->{plural});
			print $f field("msgstr[$_]", $m->{str}[$_] // '')
			    for 0 .. 1;
		} else {
			print $f field('msgstr', $m->{str}[0] // '');
		}
	}
	close $f or die "$file.new: $!\n";
	rename "$file.new", $file or die "$file: $!\n";
}

1;
