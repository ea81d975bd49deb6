# Seed: two accounts, the settings of the bench, the demo challenges.

# make_account FILE ARGUMENTS…: keep what berthctl prints in $VAR/secrets/FILE
make_account() {
	local file=$VAR/secrets/$1
	shift
	[ ! -s "$file" ] || return 0
	(umask 077 && ctl "$@" >"$file.new") && mv "$file.new" "$file" ||
	    die "berthctl $* failed; ./dev down --purge starts afresh"
}

seed_accounts() {
	make_account admin_password user add admin --admin --random-password
	make_account admin_token token add admin
	make_account player_password user add player --random-password
	write_if_new "$VAR/dev.env" 0600 root <<-ENV || true
	BERTH_URL=$URL
	BERTH_ADMIN_NAME=admin
	BERTH_ADMIN_PASSWORD=$(cat "$VAR/secrets/admin_password")
	BERTH_ADMIN_TOKEN=$(cat "$VAR/secrets/admin_token")
	BERTH_PLAYER_NAME=player
	BERTH_PLAYER_PASSWORD=$(cat "$VAR/secrets/player_password")
	ENV
}

# Settings that a person changed in the browser stay as they are.
seed_settings() {
	[ ! -e "$VAR/secrets/seeded" ] || return 0
	ctl settings set docker_base_url "$ENGINE_URL" >/dev/null
	ctl settings set docker_hostname localhost >/dev/null
	touch "$VAR/secrets/seeded"
}

# api METHOD PATH [curl options]: as the admin
api() {
	local method=$1 path=$2
	shift 2
	curl -sS --fail-with-body -X "$method" -H @- "$@" "$URL$path" \
	    <<<"Authorization: Token $(cat "$VAR/secrets/admin_token")"
}

# api_json METHOD PATH: the same with the JSON on standard input; the answer is
# in seed.log
api_json() {
	local body
	body=$(cat)
	api "$1" "$2" -H 'Content-Type: application/json' \
	    --data-binary "$body" >"$VAR/log/seed.log" ||
	    { cat "$VAR/log/seed.log"; die "$2 has refused $body"; }
}

# Each demo once: one that the admin deleted does not come back.
seed_challenges() {
	local file name id flag
	for file in "$top"/demo/*/challenge.json; do
		name=$(basename "$(dirname "$file")")
		[ ! -e "$VAR/secrets/seeded-$name" ] || continue
		step "adding challenge \"$(jq -r .name "$file")\""
		jq 'del(.flags)' "$file" | api_json POST /api/v1/challenges
		id=$(jq .data.id "$VAR/log/seed.log")
		jq -c '.flags // [] | .[]' "$file" | while read -r flag; do
			api_json POST /api/v1/flags <<<"{\"challenge_id\":
			    $id, \"type\": \"static\", \"content\": $flag}"
		done
		touch "$VAR/secrets/seeded-$name"
	done
}
