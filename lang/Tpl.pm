# The messages of a template.
#
# A message is what a person reads as one piece: the text between two tags that
# begin a block, with the inline tags, {{MARKERS}} and {{#SECTIONS}} that stand
# inside of it.  Where nothing but sections and tags stands between two blocks,
# each of them is a message of its own.  Tags lose their attributes on the way
# to the translator: <a href="…"> is <a>, and <a1>, <a2> where there are several.
#
# Beside text there are the attributes that people read.  An inline
# element with translate="no" and the content of code, kbd and samp are as they
# are unless they stand inside of a sentence; that of pre and textarea always.
package Tpl;
use strict;
use warnings;

my %inline = map { $_ => 1 }
    qw(a abbr b bdi br code del em i kbd mark q samp small span strong sub sup
    time var wbr);
my %void = map { $_ => 1 } qw(br wbr);
my %verbatim = map { $_ => 1 } qw(code kbd samp);

my $tag = qr{</?[a-zA-Z](?:"[^"]*"|'[^']*'|\{\{.*?\}\}|[^>"'])*>}s;
my $attributes = qr/title|aria-label|placeholder|alt|label|data-[a-z-]+/;

# ------------------------------------------------------------------- tokens

# Each is {raw, kind, name}; kinds: text, var, open, close, void (inline
# tags), section, end, and hard and verbatim, which no message goes across.
sub tokens {
	my ($text) = @_;
	my @tokens;
	my $add = sub { push @tokens, { kind => $_[0], raw => $_[1], name => $_[2] } };
	pos($text) = 0;
	while (pos($text) < length $text) {
		if ($text =~ /\G(\{\{[!%>].*?\}\})/gcs) {
			$add->('hard', $1);
		} elsif ($text =~ /\G(\{\{#(\w+)\}\})/gc) {
			$add->('section', $1, $2);
		} elsif ($text =~ /\G(\{\{\/(\w+)\}\})/gc) {
			$add->('end', $1, $2);
		} elsif ($text =~ /\G(\{\{.*?\}\})/gcs) {
			$add->('var', $1);
		} elsif ($text =~ /\G(<(script|style|textarea|pre|svg)\b)/gc) {
			my $name = $2;
			pos($text) -= length $1;
			$text =~ /\G($tag)/gc or die "<$name> is not closed\n";
			$add->('hard', $1, $name);
			$text =~ /\G(.*?<\/$name>)/gcs or die "<$name> is not closed\n";
			$add->('verbatim', $1);
		} elsif ($text =~ /\G(<!.*?>)/gcs) {
			$add->('hard', $1);
		} elsif ($text =~ /\G($tag)/gc) {
			my $raw = $1;
			my ($end, $name) = $raw =~ /^<(\/?)([a-zA-Z0-9]+)/;
			$add->(!$inline{$name} ? 'hard' : $end ? 'close' :
			    $void{$name} ? 'void' : 'open', $raw, $name);
		} elsif ($text =~ /\G((?:[^<{]|\{(?!\{)|<(?![!\/a-zA-Z]))+)/gc) {
			$add->('text', $1);
		} else {
			die "cannot be read: " . substr($text, pos $text, 40) . "\n";
		}
	}
	return @tokens;
}

# Pairs that have something hard between them, or that cross, are hard.
sub harden {
	my (@tokens) = @_;
	my (@open, $hard, @hard_before);
	for my $i (0 .. $#tokens) {
		my $t = $tokens[$i];
		$hard_before[$i] = $hard // 0;
		if ($t->{kind} eq 'open' || $t->{kind} eq 'section') {
			push @open, $i;
		} elsif ($t->{kind} eq 'close' || $t->{kind} eq 'end') {
			my $want = $t->{kind} eq 'close' ? 'open' : 'section';
			my $from = @open ? $open[-1] : undef;
			my $o = defined $from ? $tokens[$from] : undef;
			if (!$o || $o->{kind} ne $want || $o->{name} ne $t->{name}) {
				die "$t->{raw} closes " . ($o ? $o->{raw} : 'nothing') . "\n";
			}
			pop @open;
			if ($hard_before[$i] > $hard_before[$from]) {
				$_->{kind} = 'hard' for $o, $t;
			}
		} elsif ($t->{kind} eq 'hard' || $t->{kind} eq 'verbatim') {
			$hard++;
		}
	}
	die "$tokens[$open[-1]]{raw} is not closed\n" if @open;
}

# The tree of a run of tokens: nodes with {kind, raw}, and for pairs {kids,
# raw_end}.
sub tree {
	my (@tokens) = @_;
	my @stack = ({ kids => [] });
	for my $t (@tokens) {
		if ($t->{kind} eq 'open' || $t->{kind} eq 'section') {
			my $node = { %$t, kids => [] };
			push @{ $stack[-1]{kids} }, $node;
			push @stack, $node;
		} elsif ($t->{kind} eq 'close' || $t->{kind} eq 'end') {
			$stack[-1]{raw_end} = $t->{raw};
			pop @stack;
		} else {
			push @{ $stack[-1]{kids} }, {%$t};
		}
	}
	return @{ $stack[0]{kids} };
}

# ------------------------------------------------------------------ messages

sub has_words {
	my ($s) = @_;
	$s =~ s/\{\{.*?\}\}//gs;
	$s =~ s/&#?\w+;//g;
	return $s =~ /\p{L}/;
}

# Attributes of a tag, translated.
sub attributes {
	my ($raw, $translate) = @_;
	return $raw if $raw !~ /^<[a-zA-Z]/;
	my $is_button = $raw =~ /^<input\b.*\btype="(?:submit|button|reset)"/s;
	$raw =~ s{(\s)($attributes|value)="([^"]*)"}{
		my ($space, $name, $value) = ($1, $2, $3);
		my $for_people = $name eq 'value' ? $is_button :
		    $name =~ /^data-(?!label)/ ? $value =~ /\s/ : 1;
		$value = $translate->($value) // $value
		    if $for_people && has_words($value);
		qq($space$name="$value")
	}ge;
	return $raw;
}

# The short names of the tags in a message: raw → name with its number, if it
# needs one.
sub short_names {
	my ($nodes, $seen) = @_;
	$seen //= { order => [], by_name => {} };
	for my $n (@$nodes) {
		if ($n->{kind} eq 'open' || $n->{kind} eq 'void') {
			my $of = $seen->{by_name}{ $n->{name} } //= [];
			push @$of, $n->{raw} if !grep { $_ eq $n->{raw} } @$of;
		}
		short_names($n->{kids}, $seen) if $n->{kids};
	}
	return $seen;
}

sub short {
	my ($seen, $n) = @_;
	my $of = $seen->{by_name}{ $n->{name} };
	return $n->{name} if @$of == 1;
	my ($i) = grep { $of->[$_] eq $n->{raw} } 0 .. $#$of;
	return $n->{name} . ($i + 1);
}

sub message {
	my ($nodes, $seen, $tags) = @_;
	my $out = '';
	for my $n (@$nodes) {
		if ($n->{kind} eq 'open') {
			my $short = short($seen, $n);
			$tags->{"<$short>"} = $n->{raw};
			$tags->{"</$short>"} = $n->{raw_end};
			$out .= "<$short>" . message($n->{kids}, $seen, $tags) . "</$short>";
		} elsif ($n->{kind} eq 'void') {
			my $short = short($seen, $n);
			$tags->{"<$short>"} = $n->{raw};
			$out .= "<$short>";
		} elsif ($n->{kind} eq 'section') {
			$out .= $n->{raw} . message($n->{kids}, $seen, $tags) . $n->{raw_end};
		} else {
			$out .= $n->{raw};
		}
	}
	return $out;
}

# One sentence: to the translator with short tags, and back.
sub sentence {
	my ($nodes, $translate) = @_;
	my %tags;
	my $id = message($nodes, short_names($nodes), \%tags);
	my ($before, $after) = $id =~ /^(\s*).*?(\s*)$/s;
	$id =~ s/^\s+|\s+$//g;
	$id =~ s/\s+/ /g;
	my $said = $translate->($id);
	$_ = attributes($_, $translate) for values %tags;
	$said //= $id;
	$said =~ s/(<\/?[a-z]+\d*>)/$tags{$1} \/\/ $1/ge;
	return $before . $said . $after;
}

sub nodes {
	my ($nodes, $translate) = @_;
	return sentence($nodes, $translate)
	    if grep { $_->{kind} eq 'text' && has_words($_->{raw}) } @$nodes;
	my $out = '';
	for my $n (@$nodes) {
		my $raw = $n->{kind} eq 'open' || $n->{kind} eq 'void' ?
		    attributes($n->{raw}, $translate) : $n->{raw};
		if (!$n->{kids}) {
			$out .= $raw;
		} elsif ($n->{kind} eq 'open' && ($verbatim{ $n->{name} } ||
		    $n->{raw} =~ /\stranslate="no"/)) {
			my %tags;
			my $inside = message($n->{kids}, short_names($n->{kids}), \%tags);
			$inside =~ s/(<\/?[a-z]+\d*>)/$tags{$1} \/\/ $1/ge;
			$out .= $raw . $inside . $n->{raw_end};
		} else {
			$out .= $raw . nodes($n->{kids}, $translate) . $n->{raw_end};
		}
	}
	return $out;
}

# walk(TEXT, FUNCTION): the template with every message replaced by what
# FUNCTION says for it; undef leaves it.
sub walk {
	my ($text, $translate) = @_;
	my @tokens = tokens($text);
	my ($out, @run) = ('');
	my $flush = sub {
		$out .= nodes([tree(@run)], $translate) if @run;
		@run = ();
	};
	harden(@tokens);
	for my $t (@tokens) {
		if ($t->{kind} eq 'hard' || $t->{kind} eq 'verbatim') {
			$flush->();
			$out .= $t->{kind} eq 'hard' ?
			    attributes($t->{raw}, $translate) : $t->{raw};
		} else {
			push @run, $t;
		}
	}
	$flush->();
	return $out;
}

# What must be the same in a message and in its translation.
sub skeleton {
	my ($text) = @_;
	return join ' ', sort $text =~ /(\{\{.*?\}\}|<[^>]*>)/g;
}

# Options whose text is their value: translated, they would send German.
sub bare_options {
	my ($text) = @_;
	my @found;
	while ($text =~ /<option((?:\{\{.*?\}\}|[^>])*)>(.*?)<\/option>/gs) {
		my ($attributes, $said) = ($1, $2);
		push @found, $& if $attributes !~ /\svalue=/ && has_words($said);
	}
	return @found;
}

1;
