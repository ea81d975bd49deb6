// Accounts and teams through nginx: CTFd's shapes, who may do what, and what
// a ban ends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	adminToken, api, byCookie, byToken, call, containers, ctl, dropChallenge, fresh, logIn, makeChallenge, makeUser, nonceOf,
	send, setSettings, submit, until, withSettings,
} from "../support/bench.mjs";

const asAdmin = byToken(adminToken);
const password = "correct horse battery";
let settingsBefore;

before(async () => {
	settingsBefore = await setSettings({ user_mode: "teams", docker_assignment: "user", team_size: 0, brackets: "" });
});
after(() => setSettings(settingsBefore));

async function makeTeam(captain) {
	const { json } = await call(captain.headers, "POST", "/api/v1/teams", { name: fresh("Team") });
	const invite = await call(captain.headers, "POST", "/api/v1/teams/me/members");
	return { ...json.data, code: invite.json.data.code };
}

const join = (user, team) => call(user.headers, "POST", "/api/v1/teams/join", { code: team.code });
const idOf = async (user) => (await call(user.headers, "GET", "/api/v1/users/me")).json.data.id;

test("lists and single accounts have CTFd's shape, and players see no more than they may", async () => {
	const user = await makeUser("--email", `${fresh("mail").replace(" ", "")}@example.org`);
	const list = await call(user.headers, "GET", `/api/v1/users?q=${encodeURIComponent(user.name)}&per_page=1`);
	assert.deepEqual(list.json.meta.pagination, { page: 1, next: null, prev: null, pages: 1, per_page: 1, total: 1 });
	assert.deepEqual(Object.keys(list.json.data[0]).sort(), ["affiliation", "bracket", "bracket_id", "country", "fields", "id",
		"name", "oauth_id", "team_id", "website"]);
	// an address finds nobody for a player, and everything for an admin
	const mail = (await call(user.headers, "GET", "/api/v1/users/me")).json.data.email;
	assert.equal((await call(user.headers, "GET", `/api/v1/users?q=${mail}&view=admin`)).json.meta.pagination.total, 0);
	const found = await call(asAdmin, "GET", `/api/v1/users?q=${mail}&view=admin`);
	assert.deepEqual(found.json.data.map((u) => [u.email, u.type, u.verified, u.hidden, u.banned]), [[mail, "user", false, false, false]]);
	const { id } = found.json.data[0];
	assert.equal((await call(user.headers, "GET", `/api/v1/users/${id}`)).json.data.email, undefined);
	await call(asAdmin, "PATCH", `/api/v1/users/${id}`, { hidden: true });
	const other = await makeUser();
	assert.equal((await call(other.headers, "GET", `/api/v1/users/${id}`)).status, 404);
	const hidden = (await call(asAdmin, "GET", `/api/v1/users/${id}`)).json.data;
	assert.deepEqual([hidden.hidden, hidden.score, hidden.place], [true, 0, null]);
	assert.equal((await call(other.headers, "GET", "/api/v1/users?page=0")).status, 400);
});

test("an admin ends somebody's sessions and tokens without a new password, one or the other, and the audit log says so", async () => {
	const [user, boss] = [await makeUser(), await makeUser("--admin")];
	const id = await idOf(user);
	const path = `/api/v1/users/${id}`;
	const session = byCookie(await logIn(user));
	const opens = async () => [(await send("GET", "/containers/account", { headers: session })).status,
		(await call(user.headers, "GET", "/api/v1/users/me")).status];
	await call(asAdmin, "PATCH", path, { end_sessions: false, verified: true });
	assert.deepEqual(await opens(), [200, 200]);
	assert.equal((await call(asAdmin, "PATCH", path, { end_sessions: true })).status, 200);
	assert.deepEqual(await opens(), [302, 200]);
	const again = byCookie(await logIn(user));
	const form = byCookie(await logIn(boss));
	const answer = await submit(form, `/containers/admin/users/${id}`, { name: user.name, role: "player", verified: "1", end_tokens: "1" });
	assert.equal(answer.status, 303, answer.text);
	assert.equal((await call(user.headers, "GET", "/api/v1/users/me")).status, 403);
	assert.equal((await send("GET", "/containers/account", { headers: again })).status, 200);
	const { json } = await call(asAdmin, "GET", `/api/v1/admin/audit?q=users/${id}&filter=user`);
	assert.deepEqual(json.data.map((row) => row.action).filter((action) => action.startsWith("user.end")), ["user.end_tokens", "user.end_sessions"]);
	assert.equal((await call(user.headers, "PATCH", path, { end_sessions: true })).status, 403);
});

test("what admins do is closed to players", async () => {
	const user = await makeUser();
	const id = await idOf(user);
	for (const [method, path, body] of [["POST", "/api/v1/users", { name: "x" }], ["PATCH", `/api/v1/users/${id}`, { type: "admin" }],
		["DELETE", `/api/v1/users/${id}`], ["POST", "/api/v1/users/import", { csv: "name\nx" }], ["PATCH", "/api/v1/teams/1", { name: "x" }],
		["DELETE", "/api/v1/teams/1"], ["GET", "/api/v1/teams/1/members"], ["POST", "/api/v1/teams/1/members", { user_id: id }],
		["DELETE", "/api/v1/teams/1/members", { user_id: id }], ["GET", "/containers/admin/users"], ["GET", "/containers/admin/users.csv"],
		["GET", "/containers/admin/teams"], ["GET", "/containers/admin/users/import"]])
		assert.equal((await call(user.headers, method, path, body)).status, 403, `${method} ${path}`);
	// nor does a player become one by the own door
	await call(user.headers, "PATCH", "/api/v1/users/me", { type: "admin", verified: true, team_id: 1 });
	assert.equal((await call(user.headers, "GET", "/api/v1/users/me")).json.data.type, "user");
});

test("bad input is refused with a sentence and changes nothing", async () => {
	const { id } = (await api("POST", "/api/v1/users", { name: fresh("victim") })).body.data;
	const shown = (await api("GET", `/api/v1/users/${id}`)).body.data;
	for (const body of [{ name: "" }, { name: "\u200b" }, { name: "a\u0000b" }, { name: "x".repeat(200) }, { name: 7 }, { email: "nobody" },
		{ email: "\u0430@example.org" }, { password: "short" }, { password: "password1" }, { type: "king" }, { banned: "yes" },
		{ team_id: -1 }, { team_id: 1e19 }, { team_id: 999999999 }, { bracket: "Nowhere" }, { bracket_id: 5 }, { name: "admin" }, { name: "\u0430dmin" }]) {
		const answer = await api("PATCH", `/api/v1/users/${id}`, body);
		assert.ok([400, 409].includes(answer.status), `${JSON.stringify(body)}: ${answer.status}`);
		const errors = answer.body.errors ? Object.values(answer.body.errors)[0][0] : answer.body.message;
		assert.ok(errors.length > 5, JSON.stringify(answer.body));
	}
	assert.deepEqual((await api("GET", `/api/v1/users/${id}`)).body.data, shown);
	for (const path of ["/api/v1/users/-1", "/api/v1/users/9223372036854775808", "/api/v1/users/1e3", "/api/v1/users/%201"])
		assert.equal((await api("GET", path)).status, 404, path);
});

test("a new password ends the other sessions and needs the old one", async () => {
	const user = await makeUser();
	const [here, there] = [await logIn(user), await logIn(user)];
	const change = (confirm) => call(byCookie(here), "PATCH", "/api/v1/users/me", { password: "something quite new", confirm });
	assert.deepEqual((await change("wrong")).json, { success: false, errors: { confirm: ["This is not your present password."] } });
	assert.equal((await change(user.password)).status, 200);
	assert.equal((await call(byCookie(here), "GET", "/api/v1/users/me")).status, 200);
	assert.equal((await call(byCookie(there), "GET", "/api/v1/users/me")).status, 403);
	await logIn({ ...user, password: "something quite new" });
});

test("a ban ends sessions, tokens and the account's instance at once", async () => {
	const challenge = await makeChallenge();
	const user = await makeUser();
	const session = await logIn(user);
	await call(user.headers, "POST", `/api/v1/challenges/${challenge.id}/instance`);
	await until("the container", async () => (await containers(challenge)).some((c) => c.State === "running"));
	const { status } = await api("PATCH", `/api/v1/users/${await idOf(user)}`, { banned: true });
	assert.equal(status, 200);
	for (const who of [byCookie(session), user.headers]) assert.equal((await call(who, "GET", "/api/v1/users/me")).status, 403);
	await assert.rejects(logIn(user));
	await until("the container's end", async () => (await containers(challenge)).length === 0);
	await dropChallenge(challenge);
});

test("a banned team is shut out, and let in again", async () => {
	const [captain, member] = [await makeUser(), await makeUser()];
	const team = await makeTeam(captain);
	assert.equal((await join(member, team)).status, 200);
	await api("PATCH", `/api/v1/teams/${team.id}`, { banned: true });
	assert.deepEqual((await call(member.headers, "GET", "/api/v1/challenges")).json, { message: "Your team has been banned" });
	assert.equal((await call((await makeUser()).headers, "GET", `/api/v1/teams/${team.id}`)).status, 404);
	await api("PATCH", `/api/v1/teams/${team.id}`, { banned: false });
	assert.equal((await call(member.headers, "GET", "/api/v1/challenges")).status, 200);
});

test("a team is joined by its code alone, and twenty at once fill it and no more", async () => {
	const captain = await makeUser();
	const team = await makeTeam(captain);
	const people = await Promise.all(Array.from({ length: 20 }, () => makeUser()));
	for (const code of ["", "0".repeat(48), team.code.slice(1), `${team.code}0`, team.name, String(team.id)])
		assert.equal((await join(people[0], { code })).status, 404, code);
	await withSettings({ team_size: 5 }, async () => {
		const answers = await Promise.all(people.map((user) => join(user, team)));
		assert.deepEqual(answers.map((a) => a.status).sort(), [...Array(4).fill(200), ...Array(16).fill(409)]);
	});
	const { json } = await call(captain.headers, "GET", "/api/v1/teams/me");
	assert.equal(json.data.members.length, 5);
	assert.equal(json.data.captain_id, await idOf(captain));
});

test("captains lead, members do not", async () => {
	const [captain, member] = [await makeUser(), await makeUser()];
	const team = await makeTeam(captain);
	await join(member, team);
	const name = fresh("Renamed");
	assert.equal((await call(member.headers, "PATCH", "/api/v1/teams/me", { name })).status, 403);
	assert.equal((await call(member.headers, "POST", "/api/v1/teams/me/members")).status, 403);
	assert.equal((await call(member.headers, "DELETE", "/api/v1/teams/me/members", { user_id: await idOf(captain) })).status, 403);
	assert.equal((await call(captain.headers, "PATCH", "/api/v1/teams/me", { name })).json.data.name, name);
	assert.equal((await call(captain.headers, "PATCH", "/api/v1/teams/me", { captain_id: await idOf(member) })).status, 200);
	assert.equal((await call(member.headers, "DELETE", "/api/v1/teams/me/members", { user_id: await idOf(captain) })).status, 200);
	assert.equal((await call(captain.headers, "GET", "/api/v1/teams/me")).status, 404);
	assert.equal((await call(member.headers, "DELETE", "/api/v1/teams/me/members", { user_id: await idOf(member) })).status, 200);
	const left = (await api("GET", `/api/v1/teams/${team.id}`)).body.data;
	assert.deepEqual([left.members, left.captain_id], [[], null]);
});

test("who has no team reads why nothing can be started", async () => {
	const user = await makeUser();
	const session = await logIn(user);
	const challenge = await makeChallenge();
	for (const path of ["/containers/", `/containers/challenges/${challenge.id}`]) {
		const { text } = await send("GET", path, { headers: byCookie(session) });
		assert.match(text, /You are in no team yet.*href="\/containers\/team"/s, path);
	}
	await call(user.headers, "POST", "/api/v1/teams", { name: fresh("Team") });
	assert.doesNotMatch((await send("GET", "/containers/", { headers: byCookie(session) })).text, /no team yet/);
	await dropChallenge(challenge);
});

test("registration by code", async () => {
	const register = async (fields) => {
		const form = await send("GET", "/containers/login");
		const cookie = form.headers["set-cookie"][0].split(";")[0];
		return submit({ Cookie: cookie }, "/containers/register",
			{ name: fresh("newcomer"), email: `${fresh("n").replace(/ /g, "")}@example.org`, password, nonce: nonceOf(form), ...fields });
	};
	await withSettings({ registration: "code", registration_code: "open-sesame" }, async () => {
		assert.match((await send("GET", "/containers/register")).text, /name="code"/);
		assert.equal((await register({})).status, 403);
		assert.equal((await register({ code: "Open-Sesame" })).status, 403);
		assert.equal((await register({ code: "open-sesame" })).status, 303);
		// the way back is one of our own pages, whatever the form says
		const away = await register({ code: "open-sesame", next: "//evil.example/" });
		assert.equal(away.headers.location, "/containers/");
	});
	await withSettings({ registration: "closed" }, async () => assert.equal((await register({})).status, 403));
});

test("many accounts at once: all or none, and a file that spreadsheets may open", async () => {
	const [one, two] = [fresh("=bulk"), fresh("bulk")];
	const bad = await api("POST", "/api/v1/users/import", { csv: `name,email\n${one},\n${two},nonsense\n${one},` });
	assert.equal(bad.status, 400);
	assert.deepEqual(bad.body.lines.map((l) => l.line), [3]);
	assert.equal((await api("GET", `/api/v1/users?q=${encodeURIComponent(one)}`)).body.data.length, 0);
	const good = await api("POST", "/api/v1/users/import", { csv: `name,team\n${one},${fresh("Bulk team")}\n${two},` });
	assert.deepEqual(good.body.data.map((u) => u.name), [one, two]);
	await logIn({ name: two, password: good.body.data[1].password });
	const csv = await send("GET", `/containers/admin/users.csv?search=${encodeURIComponent(one)}`, { headers: asAdmin });
	assert.match(csv.headers["content-type"], /^text\/csv/);
	assert.match(csv.headers["content-disposition"], /attachment/);
	assert.ok(csv.text.includes(`,"'${one}",`), csv.text);
});

test("berthctl lists, bans and imports", async () => {
	const user = await makeUser();
	assert.match(await ctl("user", "list", user.name), new RegExp(user.name));
	await ctl("user", "ban", user.name);
	assert.equal((await call(user.headers, "GET", "/api/v1/users/me")).status, 403);
	assert.match(await ctl("user", "list", "--only", "banned", user.name), /banned/);
	await ctl("user", "unban", user.name);
	const made = await ctl("user", "password", user.name, "--random-password");
	await logIn({ ...user, password: made });
	await ctl("user", "delete", user.name);
	await assert.rejects(logIn({ ...user, password: made }));
});
