// What a challenge's containers may do: the fields from the form to the
// engine's own word, and that no player sees them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
	admin, api, byCookie, call, containers, ctl, dropChallenge, engine, fresh, logIn, makeChallenge, makeUser, send, submit, until,
} from "../support/bench.mjs";

const fields = {
	cap_add: "CHOWN KILL", run_as: "1000:1000", root_fs: "read-only", tmpfs: "/tmp 16, /run 1", runtime: "",
};
let challenge, player;

before(async () => {
	challenge = await makeChallenge(fields);
	player = await makeUser();
});
after(() => dropChallenge(challenge));

const startNow = (who, { id }) => call(who.headers, "POST", `/api/v1/challenges/${id}/instance`);
const stateOf = async (who, { id }) =>
	(await send("GET", `/api/v1/challenges/${id}/instance`, { headers: who.headers })).json.data?.state;

async function started(who, what) {
	const { status, text } = await startNow(who, what);
	assert.ok(status < 300, text);
	await until("it to run", async () => await stateOf(who, what) === "running", 30000);
	const [{ Id }] = await containers(what);
	return (await engine("GET", `/containers/${Id}/json`)).json;
}

test("the engine makes just what the challenge says", async () => {
	const { Config, HostConfig } = await started(player, challenge);
	assert.equal(Config.User, "1000:1000");
	assert.deepEqual(HostConfig.CapDrop, ["ALL"]);
	assert.deepEqual([...HostConfig.CapAdd].map((name) => name.replace("CAP_", "")).sort(), ["CHOWN", "KILL"]);
	assert.equal(HostConfig.ReadonlyRootfs, true);
	assert.deepEqual(Object.keys(HostConfig.Tmpfs).sort(), ["/run", "/tmp"]);
	assert.match(HostConfig.Tmpfs["/tmp"], /size=16m,nr_inodes=4096/);
	assert.equal(HostConfig.Privileged, false);
	assert.deepEqual(HostConfig.SecurityOpt, ["no-new-privileges"]);
	assert.deepEqual([HostConfig.PidMode, HostConfig.UTSMode, HostConfig.IpcMode], ["", "", "private"]);
	assert.deepEqual(HostConfig.Devices ?? [], []);
	assert.equal(HostConfig.Memory, HostConfig.MemorySwap);
	assert.equal(HostConfig.PidsLimit, 256);
	assert.equal(HostConfig.RestartPolicy.Name, "no");
	assert.deepEqual(HostConfig.LogConfig.Config, { "max-file": "1", "max-size": "1m" });
});

test("the same fields come back from the API and in a copy, and no player sees them", async () => {
	const mine = (data) => Object.fromEntries(Object.keys(fields).map((key) => [key, data[key]]));
	const path = `/api/v1/challenges/${challenge.id}`;
	assert.deepEqual(mine((await api("GET", `${path}?view=admin`)).body.data), fields);
	const copy = (await api("POST", `${path}/clone`)).body.data;
	assert.deepEqual(mine((await api("GET", `/api/v1/challenges/${copy.id}?view=admin`)).body.data), fields);
	await dropChallenge(copy);
	const { text } = await send("GET", path, { headers: player.headers });
	for (const key of Object.keys(fields)) assert.ok(!text.includes(`"${key}"`), `${key} is told to players`);
	const page = await send("GET", `/containers/challenges/${challenge.id}`, { headers: player.headers });
	assert.doesNotMatch(page.text, /read-only|Hardening|CHOWN/);
});

test("what berth.conf does not allow is refused, by form and by JSON, and nothing changes", async () => {
	const session = await logIn(admin);
	const path = `/api/v1/challenges/${challenge.id}`;
	const was = (await api("GET", `${path}?view=admin`)).body.data;
	for (const [key, value, why] of [
		["cap_add", "SYS_ADMIN", /never given/], ["cap_add", "NET_RAW", /allow_capabilities/], ["runtime", "runc", /allow_runtime/],
		["run_as", "root", /number/], ["tmpfs", "/dev/shm 1", /absolute path/], ["root_fs", "none", /writable, read-only/],
	]) {
		const { status, body } = await api("PATCH", path, { [key]: value });
		assert.equal(status, 400);
		assert.match(body.errors[key][0], why);
		const form = await submit(byCookie(session), `/containers/admin/challenges/${challenge.id}`,
			{ nonce: session.nonce, [key]: value });
		assert.equal(form.status, 400);
		assert.match(form.text, new RegExp(`data-field="${key}"`));
	}
	assert.deepEqual((await api("GET", `${path}?view=admin`)).body.data, was);
});

test("the verdict is on the challenge's page, and doctor names what is weak", async () => {
	const session = await logIn(admin);
	const page = (id) => send("GET", `/containers/admin/challenges/${id}`, { headers: { Cookie: session.cookie } });
	assert.match((await page(challenge.id)).text, /\d+ of 100, strong/);
	const name = fresh("Weak");
	const weak = await makeChallenge({ name, run_as: "0", cap_add: "DAC_OVERRIDE SETUID SETGID CHOWN FOWNER FSETID KILL SYS_CHROOT",
		pids: 50000, egress: "allowed", state: "hidden" });
	try {
		assert.match((await page(weak.id)).text, /chip-warn">−15</);
		assert.match(await ctl("doctor"), new RegExp(`warn +hardening +"${name}" is weak, `));
	} finally {
		await dropChallenge(weak);
	}
});
