/*
 * Files of challenges: upload and delete for admins, and nginx's question
 * whether a download is allowed.
 */
#include "base/limits.h"
#include "base/mem.h"
#include "service/challenges.h"
#include "service/files.h"
#include "web/api.h"
#include "web/handlers.h"
#include "web/page.h"

static void
put_file(struct web *w, struct json_writer *jw, const struct challenge_file *f)
{
	json_begin_object(jw);
	json_set_int(jw, "id", f->id);
	json_set_string(jw, "name", f->name);
	json_set_int(jw, "size", f->size);
	json_set_string(jw, "url", file_url(w->mem, f));
	json_end_object(jw);
}

const char *
file_url(void *mem, const struct challenge_file *f)
{
	return (mem_printf(
	    mem, "/containers/files/%lld/%s", (long long)f->id, f->hash));
}

enum err
api_challenge_files(struct web *w)
{
	enum challenge_view view =
	    w->me->role == ROLE_ADMIN ? VIEW_ADMIN : VIEW_PLAYER;
	struct challenge_id id = {w->id};
	struct challenge_file *list;
	struct json_writer *jw;
	struct challenge *c;
	size_t i, n;
	enum err err;

	err = challenge_get(&w->svc, id, view, &c);
	if (err == ERR_OK)
		err = file_list(&w->svc, id, &list, &n);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	json_begin_array(jw);
	for (i = 0; i < n; i++)
		put_file(w, jw, &list[i]);
	json_end_array(jw);
	return (api_end(w, jw));
}

/* The body is the file, ?name= what it is called. */
enum err
api_file_upload(struct web *w)
{
	struct challenge_id id = {w->id};
	struct challenge_file *f;
	struct json_writer *jw;
	const char *data;
	size_t len;
	enum err err;

	err = http_body_read(w->http, LIMIT_FILE, &data, &len, &w->svc.error);
	if (err == ERR_OK)
		err =
		    file_add(&w->svc, id, page_query(w, "name"), data, len, &f);
	if (err != ERR_OK)
		return (err);
	jw = api_begin(w);
	put_file(w, jw, f);
	return (api_end(w, jw));
}

enum err
api_file_delete(struct web *w)
{
	struct challenge_id c;
	enum err err = file_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? api_done(w) : err);
}

static enum err
back_to_files(struct web *w, struct challenge_id c)
{
	return (page_go(
	    w, mem_printf(w->mem, "/containers/admin/challenges/%lld#files",
		   (long long)c.n)));
}

/* As a form sends it, which needs no script. */
enum err
page_file_add_post(struct web *w)
{
	const struct http_file *file = http_form_file(w->form, "file");
	struct challenge_id id = {w->id};
	struct challenge_file *f;
	enum err err;

	if (file == NULL)
		return (err_set(&w->svc.error, ERR_INVALID, NULL,
		    "Choose a file first."));
	err = file_add(
	    &w->svc, id, file->filename, file->data, file->len, &f);
	return (err == ERR_OK ? back_to_files(w, id) : err);
}

enum err
page_file_delete_post(struct web *w)
{
	struct challenge_id c;
	enum err err = file_delete(&w->svc, w->id, &c);

	return (err == ERR_OK ? back_to_files(w, c) : err);
}

/* nginx serves the bytes when this says 204, under the name that it says. */
enum err
page_file(struct web *w)
{
	struct challenge_file *f;
	enum err err = file_get(&w->svc, w->id, w->key, &f);

	if (err != ERR_OK)
		return (err);
	http_header(w->http, "Content-Disposition",
	    mem_printf(w->mem, "attachment; filename=\"%s\"", f->name));
	http_send(w->http, 204, NULL, NULL, 0);
	return (ERR_OK);
}
