# The templates, one a line; `make check` fails when one is missing here.
templates = \
	templates/account.tpl \
	templates/account_score.tpl \
	templates/audit.tpl \
	templates/board.tpl \
	templates/challenge.tpl \
	templates/challenge_form.tpl \
	templates/challenges.tpl \
	templates/containment.tpl \
	templates/dashboard.tpl \
	templates/error.tpl \
	templates/event.tpl \
	templates/files.tpl \
	templates/files_admin.tpl \
	templates/flag_form.tpl \
	templates/flags_admin.tpl \
	templates/foot.tpl \
	templates/head.tpl \
	templates/hints.tpl \
	templates/hints_admin.tpl \
	templates/images.tpl \
	templates/instance.tpl \
	templates/instance_card.tpl \
	templates/instances.tpl \
	templates/list.tpl \
	templates/login.tpl \
	templates/pulls.tpl \
	templates/register.tpl \
	templates/scoreboard.tpl \
	templates/settings.tpl \
	templates/solves.tpl \
	templates/start.tpl \
	templates/team.tpl \
	templates/team_form.tpl \
	templates/team_join.tpl \
	templates/teams.tpl \
	templates/test.tpl \
	templates/user_form.tpl \
	templates/user_made.tpl \
	templates/users.tpl \
	templates/users_import.tpl \
	templates/users_made.tpl

nobase_dist_pkgdata_DATA += $(templates)
