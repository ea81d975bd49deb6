/*
 * The application as one table.  A row is made by the macros below, so that
 * what rows have in common is said once: PAGE and FORM are HTML, READ and
 * WRITE are the API, PLUGIN is CONTRACT.md under both of its prefixes.
 */
#include "base/limits.h"
#include "web/handlers.h"

#define BODY_CHALLENGE ((size_t)256 * 1024)
#define BODY_HINT      ((size_t)64 * 1024)

#define PAGE(path, who, fn, about)                                       \
	{                                                                \
		HTTP_GET, "/containers/" path, ACCESS_##who, SHAPE_PAGE, \
		    BODY_NONE, 0, RATE_NONE, false, fn, about            \
	}
#define FORM(path, who, rate, limit, fn, about)                           \
	{                                                                 \
		HTTP_POST, "/containers/" path, ACCESS_##who, SHAPE_PAGE, \
		    BODY_FORM, limit, RATE_##rate, true, fn, about        \
	}

#define READ(path, who, fn, about)                                             \
	{                                                                      \
		HTTP_GET, "/api/v1/" path, ACCESS_##who, SHAPE_API, BODY_NONE, \
		    0, RATE_NONE, false, fn, about                             \
	}
#define WRITE(verb, path, who, body, rate, limit, fn, about)           \
	{                                                              \
		HTTP_##verb, "/api/v1/" path, ACCESS_##who, SHAPE_API, \
		    BODY_##body, limit, RATE_##rate, true, fn, about   \
	}

#define PLUGIN_AT(prefix, verb, path, who, body, rate, changes, fn, about) \
	{                                                                  \
		HTTP_##verb, prefix path, ACCESS_##who, SHAPE_PLUGIN,      \
		    BODY_##body, 0, RATE_##rate, changes, fn, about        \
	}
#define PLUGIN(...)                      \
	PLUGIN_AT("/api/", __VA_ARGS__), \
	    PLUGIN_AT("/containers/api/", __VA_ARGS__)

const struct web_route web_routes[] = {
    /* people */
    PAGE("login", ANYONE, page_login, "The form to log in"),
    FORM("login", ANYONE, NONE, 0, page_login_post, "Log in"),
    PAGE("register", ANYONE, page_register, "The form to register"),
    FORM("register", ANYONE, NONE, 0, page_register_post, "Register"),
    FORM("logout", ANYONE, NONE, 0, page_logout_post, "Log out"),
    PAGE("account", PLAYER, page_account, "Account, sessions and API tokens"),
    FORM("account/profile", PLAYER, WRITE, 0, page_profile_post,
	"Change name and address"),
    FORM("account/password", PLAYER, WRITE, 0, page_password_post,
	"Change the password"),
    FORM("account/sessions/end", PLAYER, WRITE, 0, page_sessions_end_post,
	"End all other sessions"),
    FORM("account/sessions/{id}/end", PLAYER, WRITE, 0, page_session_end_post,
	"End a session"),
    FORM("account/tokens", PLAYER, WRITE, 0, page_token_post,
	"Make an API token"),
    FORM("account/tokens/{id}/delete", PLAYER, WRITE, 0, page_token_delete_post,
	"Delete an API token"),

    /* one's own team */
    PAGE("team", PLAYER, page_team, "My team"),
    FORM("team/create", PLAYER, WRITE, 0, page_team_create_post,
	"Make a team"),
    PAGE("team/join/{key}", PLAYER, page_team_join, "Whether to join a team"),
    FORM("team/join", PLAYER, WRITE, 0, page_team_join_post, "Join a team"),
    FORM("team/leave", PLAYER, WRITE, 0, page_team_leave_post,
	"Leave the team"),
    FORM("team/invite", PLAYER, WRITE, 0, page_team_invite_post,
	"Make a new invite link"),
    FORM("team/invite/close", PLAYER, WRITE, 0, page_team_invite_close_post,
	"Close the team to links"),
    FORM("team/rename", PLAYER, WRITE, 0, page_team_rename_post,
	"Rename the team"),
    FORM("team/members/{id}/remove", PLAYER, WRITE, 0, page_team_remove_post,
	"Remove a member"),
    FORM("team/members/{id}/captain", PLAYER, WRITE, 0, page_team_captain_post,
	"Make a member captain"),

    /* playing */
    PAGE("", PLAYER, page_board, "The challenge board"),
    PAGE("challenges/{id}", PLAYER, page_challenge, "One challenge"),
    FORM("challenges/{id}/{key}", PLAYER, WRITE, 0, page_challenge_action,
	"Start, renew, reset or stop an instance"),
    FORM("flags/{id}", PLAYER, WRITE, 0, page_challenge_flag, "Hand in a flag"),
    /* nginx asks, and understands 204 and 403 only: no way to the log-in */
    {HTTP_GET, "/containers/files/{id}/{key}", ACCESS_PLAYER, SHAPE_API,
	BODY_NONE, 0, RATE_NONE, false, page_file,
	"Whether nginx may serve a file"},
    FORM("hints/{id}/unlock", PLAYER, WRITE, 0, page_hint_unlock_post,
	"Unlock a hint"),
    PAGE("scoreboard", ANYONE, page_scoreboard, "The scoreboard"),
    PAGE("scoreboard/csv", ANYONE, page_scoreboard_csv,
	"The scoreboard for a spreadsheet"),
    PAGE("accounts/users/{id}", ANYONE, page_account_user,
	"A player's solves"),
    PAGE("accounts/teams/{id}", ANYONE, page_account_team, "A team's solves"),
    PAGE("instances", PLAYER, page_instances, "My instances"),

    /* admins */
    PAGE("dashboard", ADMIN, page_dashboard, "Live instances"),
    FORM("dashboard/kill/{key}", ADMIN, WRITE, 0, page_dashboard_kill,
	"Remove an instance"),
    FORM("dashboard/purge", ADMIN, WRITE, 0, page_dashboard_purge,
	"Remove all instances"),
    PAGE("settings", ADMIN, page_settings, "Settings"),
    PAGE("admin/start", ADMIN, page_start, "First steps"),
    PAGE("admin/instances/{key}", ADMIN, page_instance,
	"Timeline, log and load of an instance"),
    FORM("admin/instances/{key}/retry", ADMIN, WRITE, 0, page_instance_retry,
	"Try an instance's next step now"),
    FORM("admin/instances/{key}/force", ADMIN, WRITE, 0, page_instance_force,
	"End an instance without the engine's word"),
    PAGE("admin/images", ADMIN, page_images, "The engine's images"),
    PAGE("admin/audit", ADMIN, page_audit, "The audit log"),
    PAGE("admin/challenges", ADMIN, page_challenges, "All challenges"),
    PAGE("admin/challenges/new", ADMIN, page_challenge_new,
	"The form for a new challenge"),
    FORM("admin/challenges/new", ADMIN, WRITE, BODY_CHALLENGE,
	page_challenge_new_post, "Create a challenge"),
    PAGE("admin/challenges/{id}", ADMIN, page_challenge_edit,
	"The form of a challenge"),
    FORM("admin/challenges/{id}", ADMIN, WRITE, BODY_CHALLENGE,
	page_challenge_edit_post, "Change a challenge"),
    FORM("admin/challenges/{id}/flags", ADMIN, WRITE, 0, page_flag_add_post,
	"Add a flag"),
    FORM("admin/flags/{id}", ADMIN, WRITE, 0, page_flag_post, "Change a flag"),
    FORM("admin/flags/{id}/delete", ADMIN, WRITE, 0, page_flag_delete_post,
	"Delete a flag"),
    FORM("admin/challenges/{id}/hints", ADMIN, WRITE, BODY_HINT,
	page_hint_add_post, "Add a hint"),
    FORM("admin/hints/{id}", ADMIN, WRITE, BODY_HINT, page_hint_post,
	"Change a hint"),
    FORM("admin/hints/{id}/delete", ADMIN, WRITE, 0, page_hint_delete_post,
	"Delete a hint"),
    FORM("admin/files/{id}/delete", ADMIN, WRITE, 0, page_file_delete_post,
	"Delete a file"),
    PAGE("admin/contest/{key}", ADMIN, page_list,
	"Submissions, solves, awards or shared flags"),
    PAGE("admin/contest/{key}/csv", ADMIN, page_list_csv,
	"One of these lists for a spreadsheet"),
    FORM("admin/awards", ADMIN, WRITE, 0, page_award_post,
	"Give or take points"),
    FORM("admin/awards/{id}/delete", ADMIN, WRITE, 0,
	page_award_delete_post, "Delete an award"),
    FORM("admin/challenges/state", ADMIN, WRITE, 0, page_challenges_state_post,
	"Show or hide several challenges"),
    FORM("admin/challenges/{id}/clone", ADMIN, WRITE, 0,
	page_challenge_clone_post, "Copy a challenge"),
    FORM("admin/challenges/{id}/delete", ADMIN, WRITE, 0,
	page_challenge_delete_post, "Delete a challenge"),

    /* admins: people */
    PAGE("admin/users", ADMIN, page_users, "All accounts"),
    PAGE("admin/users.csv", ADMIN, page_users_csv, "All accounts as CSV"),
    PAGE("admin/users/new", ADMIN, page_user_new,
	"The form for a new account"),
    FORM("admin/users/new", ADMIN, WRITE, 0, page_user_new_post,
	"Make an account"),
    PAGE("admin/users/import", ADMIN, page_users_import,
	"The form for accounts in bulk"),
    FORM("admin/users/import", ADMIN, WRITE, LIMIT_BODY,
	page_users_import_post, "Make accounts in bulk"),
    PAGE("admin/users/{id}", ADMIN, page_user_edit, "The form of an account"),
    FORM("admin/users/{id}", ADMIN, WRITE, 0, page_user_edit_post,
	"Change an account"),
    FORM("admin/users/{id}/delete", ADMIN, WRITE, 0, page_user_delete_post,
	"Delete an account"),
    PAGE("admin/teams", ADMIN, page_teams, "All teams"),
    PAGE("admin/teams.csv", ADMIN, page_teams_csv, "All teams as CSV"),
    PAGE("admin/teams/new", ADMIN, page_team_new, "The form for a new team"),
    FORM("admin/teams/new", ADMIN, WRITE, 0, page_team_new_post,
	"Make a team for others"),
    PAGE("admin/teams/{id}", ADMIN, page_team_edit, "The form of a team"),
    FORM("admin/teams/{id}", ADMIN, WRITE, 0, page_team_edit_post,
	"Change a team"),
    FORM("admin/teams/{id}/add", ADMIN, WRITE, 0, page_team_add_post,
	"Put an account into a team"),
    FORM("admin/teams/{id}/drop", ADMIN, WRITE, 0, page_team_drop_post,
	"Take an account out of a team"),
    FORM("admin/teams/{id}/delete", ADMIN, WRITE, 0, page_team_delete_post,
	"Delete a team"),

    /* CONTRACT.md */
    PLUGIN(POST, "running", PLAYER, JSON, CONTRACT, true, plugin_running,
	"Whether the caller's instance of a challenge runs"),
    PLUGIN(POST, "request", PLAYER, JSON, CONTRACT, true, plugin_request,
	"Start an instance and wait until it runs"),
    PLUGIN(POST, "renew", PLAYER, JSON, CONTRACT, true, plugin_renew,
	"Extend an instance's time"),
    PLUGIN(POST, "reset", PLAYER, JSON, CONTRACT, true, plugin_reset,
	"Replace an instance by a fresh one"),
    PLUGIN(POST, "stop", PLAYER, JSON, CONTRACT, true, plugin_stop,
	"Stop an instance"),
    PLUGIN(POST, "kill", ADMIN, JSON, CONTRACT, true, plugin_kill,
	"Remove a container by the engine's id"),
    PLUGIN(POST, "purge", ADMIN, NONE, CONTRACT, true, plugin_purge,
	"Remove all containers"),
    PLUGIN(GET, "images", ADMIN, NONE, NONE, false, plugin_images,
	"The tags of the engine's images"),
    PLUGIN(POST, "settings/update", ADMIN, FORM, CONTRACT, true,
	plugin_settings_update, "Change settings"),

    /* challenges in CTFd's shape */
    READ("challenges", PLAYER, api_challenges, "List challenges"),
    WRITE(POST, "challenges", ADMIN, JSON, WRITE, BODY_CHALLENGE,
	api_challenge_create, "Create a challenge"),
    READ("challenges/{id}", PLAYER, api_challenge, "One challenge"),
    WRITE(PATCH, "challenges/{id}", ADMIN, JSON, WRITE, BODY_CHALLENGE,
	api_challenge_update, "Change a challenge"),
    WRITE(DELETE, "challenges/{id}", ADMIN, NONE, WRITE, 0,
	api_challenge_delete, "Delete a challenge"),
    WRITE(POST, "markdown", ADMIN, JSON, NONE, BODY_CHALLENGE, api_markdown,
	"Markdown as HTML, for previews"),

    WRITE(POST, "challenges/{id}/clone", ADMIN, NONE, WRITE, 0,
	api_challenge_clone, "Copy a challenge"),
    WRITE(POST, "challenges/state", ADMIN, JSON, WRITE, 0, api_challenges_state,
	"Show or hide several challenges"),

    /* the contest in CTFd's shape */
    WRITE(POST, "challenges/attempt", PLAYER, JSON, WRITE, 0, api_attempt,
	"Hand in a flag"),
    READ("scoreboard", ANYONE, api_scoreboard, "The standings"),
    READ("scoreboard/top/{id}", ANYONE, api_scoreboard_top,
	"The first of the standings with their solves"),
    READ("ctftime", ANYONE, api_ctftime, "The feed for CTFtime"),
    READ("challenges/{id}/solves", PLAYER, api_challenge_solves,
	"Who has solved a challenge"),
    READ("challenges/{id}/files", PLAYER, api_challenge_files,
	"The files of a challenge"),
    WRITE(PUT, "challenges/{id}/files", ADMIN, NONE, WRITE, 0, api_file_upload,
	"Add a file: the body, called ?name="),
    WRITE(DELETE, "files/{id}", ADMIN, NONE, WRITE, 0, api_file_delete,
	"Delete a file"),
    READ("challenges/{id}/hints", PLAYER, api_challenge_hints,
	"The hints of a challenge"),
    WRITE(POST, "hints", ADMIN, JSON, WRITE, BODY_HINT, api_hint_create,
	"Add a hint to a challenge"),
    READ("hints/{id}", PLAYER, api_hint, "One hint"),
    WRITE(PATCH, "hints/{id}", ADMIN, JSON, WRITE, BODY_HINT, api_hint_update,
	"Change a hint"),
    WRITE(DELETE, "hints/{id}", ADMIN, NONE, WRITE, 0, api_hint_delete,
	"Delete a hint"),
    WRITE(POST, "unlocks", PLAYER, JSON, WRITE, 0, api_unlock,
	"Unlock a hint"),
    WRITE(POST, "awards", ADMIN, JSON, WRITE, 0, api_award_create,
	"Give or take points"),
    WRITE(DELETE, "awards/{id}", ADMIN, NONE, WRITE, 0, api_award_delete,
	"Delete an award"),
    READ("challenges/{id}/flags", ADMIN, api_challenge_flags,
	"The flags of a challenge"),
    WRITE(POST, "flags", ADMIN, JSON, WRITE, 0, api_flag_create,
	"Add a flag to a challenge"),
    READ("flags/{id}", ADMIN, api_flag, "One flag"),
    WRITE(PATCH, "flags/{id}", ADMIN, JSON, WRITE, 0, api_flag_update,
	"Change a flag"),
    WRITE(DELETE, "flags/{id}", ADMIN, NONE, WRITE, 0, api_flag_delete,
	"Delete a flag"),

    /* instances */
    READ("instances", PLAYER, api_instances, "My live instances"),
    READ("challenges/{id}/instance", PLAYER, api_instance,
	"My instance of a challenge"),
    WRITE(POST, "challenges/{id}/instance", PLAYER, NONE, WRITE, 0,
	api_instance_start, "Start an instance; answers at once"),
    WRITE(PATCH, "challenges/{id}/instance", PLAYER, NONE, WRITE, 0,
	api_instance_renew, "Extend an instance's time"),
    WRITE(PUT, "challenges/{id}/instance", PLAYER, NONE, WRITE, 0,
	api_instance_reset, "Replace an instance by a fresh one"),
    WRITE(DELETE, "challenges/{id}/instance", PLAYER, NONE, WRITE, 0,
	api_instance_stop, "Stop an instance"),

    /* admins and accounts */
    WRITE(POST, "engine/test", ADMIN, JSON, WRITE, 0, api_engine_test,
	"Ask an engine for its version"),
    READ("admin/instances", ADMIN, api_admin_instances,
	"All live instances, with search and offset"),
    WRITE(DELETE, "admin/instances/{key}", ADMIN, NONE, WRITE, 0,
	api_instance_kill, "Stop and remove an instance"),
    WRITE(POST, "admin/instances/{key}/retry", ADMIN, NONE, WRITE, 0,
	api_instance_retry, "Try an instance's next step now"),
    WRITE(POST, "admin/instances/{key}/force", ADMIN, NONE, WRITE, 0,
	api_instance_force, "End an instance without the engine's word"),
    READ("admin/instances/{key}/logs", ADMIN, api_instance_logs,
	"The last lines of an instance's log"),
    READ("admin/instances/{key}/stats", ADMIN, api_instance_stats,
	"The load of an instance"),
    READ("tokens", PLAYER, api_tokens, "My API tokens"),
    WRITE(POST, "tokens", PLAYER, JSON, WRITE, 0, api_token_create,
	"Make an API token"),
    WRITE(DELETE, "tokens/{id}", PLAYER, NONE, WRITE, 0, api_token_delete,
	"Delete an API token"),

    /* people in CTFd's shape */
    READ("users", PLAYER, api_users, "List accounts"),
    WRITE(POST, "users", ADMIN, JSON, WRITE, 0, api_user_create,
	"Make an account"),
    READ("users/me", PLAYER, api_me, "Who the caller is"),
    WRITE(PATCH, "users/me", PLAYER, JSON, WRITE, 0, api_me_update,
	"Change the caller's name, address or password"),
    WRITE(POST, "users/import", ADMIN, JSON, WRITE, LIMIT_BODY,
	api_users_import, "Make accounts of CSV text"),
    READ("users/{id}", PLAYER, api_user, "One account"),
    WRITE(PATCH, "users/{id}", ADMIN, JSON, WRITE, 0, api_user_update,
	"Change an account"),
    WRITE(DELETE, "users/{id}", ADMIN, NONE, WRITE, 0, api_user_delete,
	"Delete an account"),
    READ("teams", PLAYER, api_teams, "List teams"),
    WRITE(POST, "teams", PLAYER, JSON, WRITE, 0, api_team_create,
	"Make a team: an admin any, a player the own one"),
    READ("teams/me", PLAYER, api_my_team, "The caller's team"),
    WRITE(PATCH, "teams/me", PLAYER, JSON, WRITE, 0, api_my_team_update,
	"Rename the caller's team, or hand it over"),
    WRITE(POST, "teams/me/members", PLAYER, NONE, WRITE, 0, api_my_team_invite,
	"Make a new invite code of the caller's team"),
    WRITE(DELETE, "teams/me/members", PLAYER, JSON, WRITE, 0,
	api_my_team_remove, "Remove a member, or leave"),
    WRITE(POST, "teams/join", PLAYER, JSON, WRITE, 0, api_team_join,
	"Join a team by its invite code"),
    READ("teams/{id}", PLAYER, api_team, "One team"),
    WRITE(PATCH, "teams/{id}", ADMIN, JSON, WRITE, 0, api_team_update,
	"Change a team"),
    WRITE(DELETE, "teams/{id}", ADMIN, NONE, WRITE, 0, api_team_delete,
	"Delete a team"),
    READ("teams/{id}/members", ADMIN, api_team_members, "A team's members"),
    WRITE(POST, "teams/{id}/members", ADMIN, JSON, WRITE, 0,
	api_team_member_add, "Put an account into a team"),
    WRITE(DELETE, "teams/{id}/members", ADMIN, JSON, WRITE, 0,
	api_team_member_remove, "Take an account out of a team"),
    READ("openapi.json", ANYONE, api_openapi, "This document"),
};

const size_t web_routes_n = sizeof(web_routes) / sizeof(web_routes[0]);
