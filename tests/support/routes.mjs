// The program's own table of routes, and real things to fill its patterns
// with.  Nothing of it is written down here a second time.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import assert from "node:assert/strict";
import { adminToken, api, byToken, call, folder, fresh, logIn, makeUser, nonceOf, send } from "./bench.mjs";

// The files of challenges are nginx's to serve, it only asks Berth: they have
// a test of their own in tests/security/idor.test.mjs.
const fileRoute = "/containers/files/{id}/{key}";
export const routes = JSON.parse(execFileSync(`${folder}/root/sbin/berth-web`, ["--routes"], { encoding: "utf8" }))
	.filter((row) => row.pattern !== fileRoute);

// Statements in the bench's database; rows as text.
const conf = readFileSync(`${folder}/etc/berth.conf`, "utf8");
const confOf = (key) => new RegExp(`^${key} = (.*)$`, "m").exec(conf)[1];
export const sql = (statement) => execFileSync("mariadb", ["--no-defaults", `--socket=${confOf("db_socket")}`, "--user=root",
	"--batch", "--skip-column-names", confOf("db_name"), "-e", statement], { encoding: "utf8" });

export const nameOf = (row) => `${row.method} ${row.pattern}`;

// What a request of the right form has, for a row: its type and a body that
// says nothing.
export const typeOf = (row) => row.body === "json" ? "application/json" : "application/x-www-form-urlencoded";
export const emptyOf = (row) => row.body === "none" ? undefined : row.body === "json" ? "{}" : "";

// An id and a key that nothing has.
export const missing = { id: "999999999999", key: "0".repeat(32) };
export const fill = (pattern, { id = missing.id, key = missing.key } = {}) => pattern.replace("{id}", id).replace("{key}", key);

// Nobody, with the cookie that a form gives.
export async function nobody() {
	const form = await send("GET", "/containers/login");
	return { cookie: form.headers["set-cookie"][0].split(";")[0], nonce: nonceOf(form) };
}

const made = (answer) => {
	assert.equal(answer.status, 200, JSON.stringify(answer.body));
	return answer.body.data;
};

export const makeStandard = async (fields = {}) => made(await api("POST", "/api/v1/challenges",
	{ name: fresh("Guarded"), category: "test", description: "A secret text.", type: "standard", state: "visible", value: 100, ...fields }));

// A person with a session and a token: { name, id, session, token, headers }.
export async function person(...options) {
	const user = await makeUser(...options);
	return { ...user, session: await logIn(user), id: (await call(user.headers, "GET", "/api/v1/users/me")).json.data.id };
}

export async function teamOf(captain) {
	const { json } = await call(captain.headers, "POST", "/api/v1/teams", { name: fresh("Team") });
	return json.data;
}

// One of everything that belongs to somebody or is hidden.  In teams mode.
export async function things() {
	const [owner, hiddenUser, hiddenTeamOwner] = [await person(), await person(), await person()];
	const challenge = await makeStandard({ state: "hidden" });
	const [team, hiddenTeam] = [await teamOf(owner), await teamOf(hiddenTeamOwner)];
	made(await api("PATCH", `/api/v1/users/${hiddenUser.id}`, { hidden: true }));
	made(await api("PATCH", `/api/v1/teams/${hiddenTeam.id}`, { hidden: true }));
	const hint = made(await api("POST", "/api/v1/hints", { challenge_id: challenge.id, title: "A secret hint", content: "A secret text.", cost: 0 }));
	const flag = made(await api("POST", "/api/v1/flags", { challenge_id: challenge.id, content: "flag{secret}", type: "static" }));
	const upload = await send("PUT", `/api/v1/challenges/${challenge.id}/files?name=secret.txt`,
		{ headers: { ...byToken(adminToken), "Content-Type": "application/octet-stream" }, body: "A secret text." });
	const file = { id: upload.json.data.id, hash: upload.json.data.url.split("/").pop() };
	const award = made(await api("POST", "/api/v1/awards", { team_id: team.id, name: "A secret award", value: 1 }));
	const tokens = (await call(owner.headers, "GET", "/api/v1/tokens")).json.data;
	const account = await send("GET", "/containers/account", { headers: { Cookie: owner.session.cookie } });
	const other = await logIn(owner);
	const listed = await send("GET", "/containers/account", { headers: { Cookie: owner.session.cookie } });
	const ids = (page) => [...page.text.matchAll(/account\/sessions\/(\d+)\/end/g)].map((found) => found[1]);
	const session = ids(listed).find((id) => !ids(account).includes(id));
	assert.ok(session && tokens.length, "the owner has a session and a token");
	return { owner, other, challenge, team, hiddenTeam, hiddenUser, hint, flag, file, award, token: tokens[0], session };
}

// What of `all` a row's pattern is about, the first that fits.
const kinds = [
	[/^\/containers\/account\/sessions\//, (all) => ({ id: all.session })],
	[/\/tokens\/\{id\}/, (all) => ({ id: all.token.id })],
	[/\/hints\/\{id\}/, (all) => ({ id: all.hint.id })],
	[/^\/containers\/flags\/\{id\}/, (all) => ({ id: all.challenge.id })],
	[/\/flags\/\{id\}/, (all) => ({ id: all.flag.id })],
	[/\/files\/\{id\}/, (all) => ({ id: all.file.id })],
	[/\/awards\/\{id\}/, (all) => ({ id: all.award.id })],
	[/^\/containers\/challenges\/\{id\}\/\{key\}/, (all) => ({ id: all.challenge.id, key: "start" })],
	[/\/challenges\/\{id\}/, (all) => ({ id: all.challenge.id })],
	[/\/team\/members\/\{id\}/, (all) => ({ id: all.owner.id })],
	[/\/users\/\{id\}/, (all) => ({ id: all.hiddenUser.id })],
	[/\/teams\/\{id\}/, (all) => ({ id: all.hiddenTeam.id })],
	[/\/contest\/\{key\}/, () => ({ key: "submissions" })],
];

// The values of a row's placeholders; null where no thing of ours is meant.
export function subject(row, all) {
	const found = kinds.find(([pattern]) => pattern.test(row.pattern));
	return found ? found[1](all) : null;
}
