/*
 * The handlers that routes.c names; each fills a row there.  Pages live in
 * page_*.c, the plugin's contract in plugin.c, CTFd-shaped JSON in api_*.c.
 */
#ifndef BERTH_WEB_HANDLERS_H
#define BERTH_WEB_HANDLERS_H

#include "service/challenges.h"
#include "web/web.h"

/* page_people.c */
enum err page_login(struct web *w);		/* GET /containers/login */
enum err page_login_post(struct web *w);	/* form: name password nonce next */
enum err page_register(struct web *w);
enum err page_register_post(struct web *w);	/* form: name email password code bracket nonce next */
enum err page_logout_post(struct web *w);	/* POST /containers/logout */
enum err page_account(struct web *w);		/* oneself, sessions, tokens */
enum err page_profile_post(struct web *w);	/* form: name email confirm */
enum err page_password_post(struct web *w);	/* form: password confirm */
enum err page_session_end_post(struct web *w);	/* POST …/sessions/{id}/end */
enum err page_sessions_end_post(struct web *w);	/* POST …/sessions/end: others */
enum err page_token_post(struct web *w);	/* POST /containers/account/tokens */
enum err page_token_delete_post(struct web *w);	/* POST …/tokens/{id}/delete */

/* language.c */
enum err page_language_post(struct web *w);	/* form: language next */

/* page_team.c: one's own team */
enum err page_team(struct web *w);		/* GET /containers/team */
enum err page_team_create_post(struct web *w);	/* form: name bracket */
enum err page_team_join(struct web *w);		/* GET …/team/join/{key} */
enum err page_team_join_post(struct web *w);	/* form: code, or a whole link */
enum err page_team_leave_post(struct web *w);
enum err page_team_invite_post(struct web *w);	/* shows the new link */
enum err page_team_invite_close_post(struct web *w);
enum err page_team_rename_post(struct web *w);	/* form: name */
enum err page_team_remove_post(struct web *w);	/* POST …/members/{id}/remove */
enum err page_team_captain_post(struct web *w);	/* POST …/members/{id}/captain */

/* page_users.c: accounts, for admins */
enum err page_users(struct web *w);		/* GET /containers/admin/users */
enum err page_users_csv(struct web *w);		/* GET …/users.csv */
enum err page_user_new(struct web *w);
enum err page_user_new_post(struct web *w);
enum err page_user_edit(struct web *w);		/* GET …/users/{id} */
enum err page_user_edit_post(struct web *w);
enum err page_user_delete_post(struct web *w);	/* POST …/users/{id}/delete */
enum err page_users_import(struct web *w);	/* GET …/users/import */
enum err page_users_import_post(struct web *w);	/* form: csv, or a file csv_file */

/* page_teams.c: teams, for admins */
enum err page_teams(struct web *w);		/* GET /containers/admin/teams */
enum err page_teams_csv(struct web *w);		/* GET …/teams.csv */
enum err page_team_new(struct web *w);
enum err page_team_new_post(struct web *w);
enum err page_team_edit(struct web *w);		/* GET …/teams/{id} */
enum err page_team_edit_post(struct web *w);
enum err page_team_delete_post(struct web *w);	/* POST …/teams/{id}/delete */
enum err page_team_add_post(struct web *w);	/* POST …/teams/{id}/add: name */
enum err page_team_drop_post(struct web *w);	/* POST …/teams/{id}/drop: user */

/* page_play.c */
enum err page_board(struct web *w);		/* GET /containers/ */
/* One challenge with what went wrong (ERR_OK: nothing) or w->attempt. */
enum err page_challenge_show(struct web *w, enum err why);
enum err page_challenge(struct web *w);		/* GET /containers/challenges/{id} */
enum err page_challenge_action(struct web *w);	/* POST …/challenges/{id}/{key}: start renew
						 * reset stop swap, as forms, for
						 * browsers without JavaScript */
enum err page_instances(struct web *w);		/* GET /containers/instances */

/* page_dashboard.c */
enum err page_dashboard(struct web *w);		/* GET /containers/dashboard?filter=&search=&sort=&order_by=&offset= */
enum err page_dashboard_csv(struct web *w);	/* GET …/dashboard/csv: the same, whole */
enum err page_dashboard_orders(struct web *w);	/* POST …/dashboard/orders: order, which-ID … */
enum err page_dashboard_kill(struct web *w);	/* POST /containers/dashboard/kill/{key} */
enum err page_dashboard_purge(struct web *w);	/* POST /containers/dashboard/purge */

/* page_instance.c */
enum err page_instance(struct web *w);		/* GET /containers/admin/instances/{key}: timeline, log, stats */
enum err page_instance_retry(struct web *w);	/* POST …/instances/{key}/retry */
enum err page_instance_force(struct web *w);	/* POST …/instances/{key}/force */

/* page_admin.c */
enum err page_settings(struct web *w);		/* GET /containers/settings */

/* page_images.c */
enum err page_images(struct web *w);		/* GET /containers/admin/images */
enum err page_pulls(struct web *w);		/* GET …/images/pulls: a part of that page */
enum err page_image_pull_post(struct web *w);	/* POST …/images/pull: image */
enum err page_image_cancel_post(struct web *w);	/* POST …/images/cancel: image */
enum err page_image_remove_post(struct web *w);	/* POST …/images/remove: image */

/* page_challenges.c */
enum err page_challenges(struct web *w);	/* GET /containers/admin/challenges */
enum err page_challenge_new(struct web *w);	/* GET …/challenges/new */
enum err page_challenge_new_post(struct web *w);
enum err page_challenge_edit(struct web *w);	/* GET …/challenges/{id} */
enum err page_challenge_edit_post(struct web *w);
enum err page_challenge_clone_post(struct web *w);	/* POST …/challenges/{id}/clone */
enum err page_challenges_state_post(struct web *w);	/* POST …/challenges/state: which state */
enum err page_challenge_delete_post(struct web *w); /* POST …/challenges/{id}/delete */

/* page_test.c: a challenge tried by its admin */
enum err page_test(struct web *w);		/* GET …/challenges/{id}/test: a part of the form's page */
enum err page_test_post(struct web *w);		/* POST …/challenges/{id}/test */
enum err page_test_stop_post(struct web *w);	/* POST …/challenges/{id}/test/stop */

/* page_start.c */
enum err page_start(struct web *w);		/* GET /containers/admin/start: first steps */

/* plugin.c: CONTRACT.md, both prefixes */
enum err plugin_running(struct web *w);
enum err plugin_request(struct web *w);
enum err plugin_renew(struct web *w);
enum err plugin_reset(struct web *w);
enum err plugin_stop(struct web *w);
enum err plugin_kill(struct web *w);
enum err plugin_purge(struct web *w);
enum err plugin_images(struct web *w);
enum err plugin_settings_update(struct web *w);

/* api_challenges.c, /api/v1/… in CTFd's shape */
enum err api_challenges(struct web *w);		/* GET /api/v1/challenges[?view=admin] */
enum err api_challenge_create(struct web *w);
enum err api_challenge(struct web *w);		/* GET /api/v1/challenges/{id} */
enum err api_challenge_update(struct web *w);	/* PATCH */
enum err api_challenge_delete(struct web *w);
enum err api_challenge_clone(struct web *w);	/* POST /api/v1/challenges/{id}/clone */
enum err api_challenges_state(struct web *w);	/* POST /api/v1/challenges/state {"ids","state"} */
enum err api_markdown(struct web *w);		/* POST /api/v1/markdown {"text"} → {"html"} (preview) */

/* page_contest.c */
enum err page_challenge_flag(struct web *w);	/* POST /containers/flags/{id} */
enum err page_flag_add_post(struct web *w);	/* POST …/admin/challenges/{id}/flags */
enum err page_flag_post(struct web *w);		/* POST …/admin/flags/{id} */
enum err page_flag_delete_post(struct web *w);

enum err page_hint_unlock_post(struct web *w);	/* POST /containers/hints/{id}/unlock */
enum err page_hint_add_post(struct web *w);	/* POST …/admin/challenges/{id}/hints */
enum err page_hint_post(struct web *w);		/* POST …/admin/hints/{id} */
enum err page_hint_delete_post(struct web *w);

/* page_lists.c */
enum err page_list(struct web *w);		/* GET …/admin/contest/{submissions,solves,awards,cheats} */
enum err page_list_csv(struct web *w);
enum err page_audit(struct web *w);		/* GET /containers/admin/audit */
enum err page_audit_csv(struct web *w);
enum err page_award_post(struct web *w);	/* POST …/admin/awards */
enum err page_award_delete_post(struct web *w);

/* api_lists.c */
enum err api_list(struct web *w);		/* GET /api/v1/{submissions,solves,awards,admin/cheats,admin/audit} */

/* api_files.c */
enum err page_file(struct web *w);		/* GET /containers/files/{id}/{hash}, asked by nginx */
enum err page_file_add_post(struct web *w);	/* POST …/admin/challenges/{id}/files: file */
enum err page_file_delete_post(struct web *w);	/* POST …/admin/files/{id}/delete */
enum err api_challenge_files(struct web *w);	/* GET /api/v1/challenges/{id}/files */
enum err api_file_upload(struct web *w);	/* PUT /api/v1/challenges/{id}/files?name= */
enum err api_file_delete(struct web *w);	/* DELETE /api/v1/files/{id} */
const char *file_url(void *mem, const struct challenge_file *f);

/* api_hints.c */
enum err api_challenge_hints(struct web *w);	/* GET /api/v1/challenges/{id}/hints */
enum err api_hint_create(struct web *w);	/* POST /api/v1/hints */
enum err api_hint(struct web *w);		/* GET, PATCH, DELETE /api/v1/hints/{id} */
enum err api_hint_update(struct web *w);
enum err api_hint_delete(struct web *w);
enum err api_unlock(struct web *w);		/* POST /api/v1/unlocks {"target","type":"hints"} */
enum err api_award_create(struct web *w);	/* POST /api/v1/awards {"user_id"|"team_id","name","value"} */
enum err api_award_delete(struct web *w);

/* page_score.c */
enum err page_scoreboard(struct web *w);	/* GET /containers/scoreboard[?search=&bracket=&offset=] */
enum err page_scoreboard_csv(struct web *w);
enum err page_account_user(struct web *w);	/* GET /containers/accounts/users/{id} */
enum err page_account_team(struct web *w);

/* api_score.c */
enum err api_scoreboard(struct web *w);		/* GET /api/v1/scoreboard */
enum err api_scoreboard_top(struct web *w);	/* GET /api/v1/scoreboard/top/{n} */
enum err api_ctftime(struct web *w);		/* GET /api/v1/ctftime */
enum err api_challenge_solves(struct web *w);	/* GET /api/v1/challenges/{id}/solves */

/* api_contest.c */
enum err api_attempt(struct web *w);		/* POST /api/v1/challenges/attempt */
enum err api_challenge_flags(struct web *w);	/* GET /api/v1/challenges/{id}/flags */
enum err api_flag_create(struct web *w);	/* POST /api/v1/flags */
enum err api_flag(struct web *w);		/* GET, PATCH, DELETE /api/v1/flags/{id} */
enum err api_flag_update(struct web *w);
enum err api_flag_delete(struct web *w);

/* api_instances.c: what our own pages poll */
enum err api_instances(struct web *w);		/* GET /api/v1/instances: mine, live */
enum err api_instance(struct web *w);		/* GET /api/v1/challenges/{id}/instance */
enum err api_instance_start(struct web *w);	/* POST, answers at once */
enum err api_instance_renew(struct web *w);	/* PATCH …/instance */
enum err api_instance_reset(struct web *w);	/* PUT …/instance */
enum err api_instance_stop(struct web *w);	/* DELETE …/instance */

enum err api_test(struct web *w);		/* GET /api/v1/challenges/{id}/test: the admin's own, or null */
enum err api_test_start(struct web *w);		/* POST …/test, answers at once */
enum err api_test_stop(struct web *w);		/* DELETE …/test */

/* api_admin.c */
enum err api_engine_test(struct web *w);	/* POST /api/v1/engine/test {"url"} */

/* api_dashboard.c */
enum err api_load(struct web *w);		/* GET /api/v1/admin/load */
enum err api_admin_instances(struct web *w);	/* GET /api/v1/admin/instances?filter=&search=&sort=&order_by=&page= */
enum err api_instances_order(struct web *w);	/* POST /api/v1/admin/instances {"order","instances"} */
enum err api_instance_kill(struct web *w);	/* DELETE /api/v1/admin/instances/{key} */
enum err api_instance_retry(struct web *w);	/* POST …/{key}/retry */
enum err api_instance_force(struct web *w);	/* POST …/{key}/force */
enum err api_instance_logs(struct web *w);	/* GET /api/v1/admin/instances/{key}/logs */
enum err api_instance_stats(struct web *w);	/* GET /api/v1/admin/instances/{key}/stats */

/* api_admin.c */
enum err api_tokens(struct web *w);		/* GET /api/v1/tokens */
enum err api_token_create(struct web *w);	/* POST /api/v1/tokens {"description","expiration"} */
enum err api_token_delete(struct web *w);	/* DELETE /api/v1/tokens/{id} */
enum err api_openapi(struct web *w);		/* GET /api/v1/openapi.json */

/* api_images.c */
enum err api_images(struct web *w);		/* GET /api/v1/images */
enum err api_image_pull(struct web *w);		/* POST /api/v1/images {"image"} */
enum err api_image_remove(struct web *w);	/* DELETE /api/v1/images {"image"} */
enum err api_pulls(struct web *w);		/* GET /api/v1/images/pulls */
enum err api_pull_cancel(struct web *w);	/* DELETE /api/v1/images/pulls {"image"} */

/* api_users.c, in CTFd's shape */
enum err api_users(struct web *w);		/* GET /api/v1/users?q=&page=&view=admin */
enum err api_user_create(struct web *w);
enum err api_user(struct web *w);		/* GET /api/v1/users/{id} */
enum err api_user_update(struct web *w);	/* PATCH */
enum err api_user_delete(struct web *w);
enum err api_users_import(struct web *w);	/* POST …/users/import {"csv"} */
enum err api_me(struct web *w);			/* GET /api/v1/users/me */
enum err api_me_update(struct web *w);		/* PATCH {name,email,password,confirm} */

/* api_teams.c, in CTFd's shape */
enum err api_teams(struct web *w);		/* GET /api/v1/teams?q=&page=&view=admin */
enum err api_team_create(struct web *w);	/* an admin's, or one's own */
enum err api_team(struct web *w);		/* GET /api/v1/teams/{id} */
enum err api_team_update(struct web *w);	/* PATCH */
enum err api_team_delete(struct web *w);
enum err api_team_members(struct web *w);	/* GET …/teams/{id}/members */
enum err api_team_member_add(struct web *w);	/* POST {"user_id"} */
enum err api_team_member_remove(struct web *w);	/* DELETE {"user_id"} */
enum err api_my_team(struct web *w);		/* GET /api/v1/teams/me */
enum err api_my_team_update(struct web *w);	/* PATCH {name,captain_id} */
enum err api_my_team_invite(struct web *w);	/* POST …/teams/me/members → {"code"} */
enum err api_my_team_remove(struct web *w);	/* DELETE {"user_id"} */
enum err api_team_join(struct web *w);		/* POST …/teams/join {"code"} */

/* markdown.c: libcmark to safe HTML (no raw HTML, no javascript: links) under
 * mem; the only text that templates print unescaped. */
const char *markdown_html(void *mem, const char *text);

/*
 * instance_json.c: one instance as our pages read it, an object.  Container
 * ids, images, owners' ids and admin's errors only with VIEW_ADMIN.  `now_us`
 * is the database's time, which clients measure `expires` against.
 */
void instance_json(struct web *w, struct json_writer *jw,
    const struct instance *in, int64_t now_us, enum challenge_view view);
/* The same for a challenge of which there never was an instance. */
void instance_json_none(
    struct json_writer *jw, const struct challenge *c, int64_t now_us);
/* Send one (null for NULL) with CTFd's envelope, or put several as an array
 * (api_instances.c). */
enum err api_send_instance(
    struct web *w, const struct instance *in, enum challenge_view view);
void api_put_instances(struct web *w, struct json_writer *jw,
    const struct instance *list, size_t n, int64_t now_us,
    enum challenge_view view);
/* The state as its owner sees it: stopping as soon as that is ordered. */
enum instance_state instance_shown_state(const struct instance *in);
/* Why it failed, or why the last one ended: a sentence for its owner, or "". */
const char *instance_message(const struct instance *in);
/* An endpoint as players use it: "nc host port", "ssh -p port host", a URL. */
const char *instance_endpoint_text(
    void *mem, const struct endpoint *ep, const char *hostname);
/* What players connect to: connection_info, setting, or the request's host. */
const char *instance_hostname(struct web *w, const char *connection_info);

#endif
