// Guests that attack, as root of their containers, on the real engine: floods,
// what belongs to the host, and everything that has an address.  Each attempt
// ends at its bound, the platform answers meanwhile, and the guests can be
// removed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import net from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { call, containers, deployment, dropChallenge, engine, folder, makeChallenge, makeUser, send, until, withSettings } from "../support/bench.mjs";

const image = `berth-hostile-${process.pid}:latest`;
const MEMORY_MB = 64, PIDS = 64;
const DISK_MB = 64, DISK_FILES = 10000;
let shut, open, own, loose; // challenges
const guests = {};   // by name: { user, challenge, container }
const listeners = [];

// The image has one file, which is compiled here.
async function buildImage() {
	const dir = mkdtempSync(`${tmpdir()}/berth-hostile-`);
	const source = new URL("../hostile/", import.meta.url).pathname;
	try {
		execFileSync("cc", ["-static", "-O1", "-o", `${dir}/hostile`, `${source}hostile.c`]);
		execFileSync("cp", [`${source}Dockerfile`, dir]);
		const tar = execFileSync("tar", ["-C", dir, "-cf", "-", "Dockerfile", "hostile"], { maxBuffer: 1 << 26 });
		const answer = await engine("POST", `/build?t=${image}&rm=1`, tar, "application/x-tar");
		assert.equal(answer.status, 200, answer.text);
		assert.ok(!answer.text.includes('"error"'), answer.text);
	} finally {
		rmSync(dir, { recursive: true });
	}
}

const look = async (user, challenge) =>
	(await send("GET", `/api/v1/challenges/${challenge.id}/instance`, { headers: user.headers })).json.data;

async function guest(name, challenge) {
	const user = await makeUser();
	const { status, text } = await call(user.headers, "POST", `/api/v1/challenges/${challenge.id}/instance`);
	assert.ok(status < 300, text);
	await until(`${name} to run`, async () => (await look(user, challenge))?.state === "running", 60000);
	const all = await containers(challenge);
	const ids = Object.values(guests).map(({ container }) => container.Id);
	const container = (await engine("GET", `/containers/${all.find(({ Id }) => !ids.includes(Id)).Id}/json`)).json;
	const [{ IPAddress: ip, Gateway: gateway }] = Object.values(container.NetworkSettings.Networks);
	guests[name] = { user, challenge, container, ip, gateway };
}

// Tell a guest what to try, as a player reaches it; its words, line by line.
// Who is ended in the middle of it says no "end".
function tell(name, order, ms = 60000) {
	const { HostPort } = guests[name].container.NetworkSettings.Ports["1337/tcp"][0];
	return new Promise((resolve, reject) => {
		let text = "";
		const socket = net.connect(Number(HostPort), "127.0.0.1", () => socket.write(`${order}\n`));
		socket.setEncoding("utf8");
		socket.setTimeout(ms, () => { socket.destroy(); reject(new Error(`${name} says nothing more to ${order}: ${text}`)); });
		socket.on("data", (part) => { text += part; });
		socket.on("error", () => {}); // "close" follows
		socket.on("close", () => resolve(text.trim().split("\n").filter((line) => line !== "")));
	});
}

async function answers() {
	const began = performance.now();
	const { status } = await send("GET", "/containers/login");
	assert.equal(status, 200);
	return performance.now() - began;
}

async function median(n) {
	const all = [];
	for (let i = 0; i < n; i++) all.push(await answers());
	return all.sort((a, b) => a - b)[n >> 1].toFixed(1);
}

// A listener that the host itself reaches at `address`.
function listen(address) {
	return new Promise((resolve, reject) => {
		const server = net.createServer((socket) => socket.on("error", () => {}).end("here"));
		server.on("error", reject);
		server.listen(0, address, () => { listeners.push(server); resolve(server.address().port); });
	});
}
const reaches = (address, port) => new Promise((resolve) => {
	const socket = net.connect(port, address, () => { socket.destroy(); resolve(true); });
	socket.on("error", () => resolve(false));
});

before(async () => {
	await buildImage();
	const fields = { image, port: 1337, kind: "tcp", memory_mb: MEMORY_MB, cpu: "0.25", pids: PIDS, run_as: "0", root_fs: "read-only" };
	shut = await makeChallenge(fields);
	open = await makeChallenge({ ...fields, egress: "allowed" });
	own = await makeChallenge({ ...fields, network: "own" });
	loose = await makeChallenge({ ...fields, cpu: "1", root_fs: "writable" });
	for (const [name, challenge] of [["one", shut], ["two", shut], ["three", open], ["four", own]]) await guest(name, challenge);
});

after(async () => {
	for (const server of listeners) server.close();
	for (const challenge of [shut, open, own, loose]) if (challenge) await dropChallenge(challenge);
	await until("the guests to be gone", async () => (await containers()).every(({ Image }) => Image !== image), 60000);
	await engine("DELETE", `/images/${image}?force=1`);
});

test("processes, memory, disk, files and log end at their bounds", async (t) => {
	const [forks] = await tell("one", "fork");
	const [, n, why] = /^(\d+) processes, then (\w+)$/.exec(forks);
	assert.equal(why, "EAGAIN");
	assert.ok(Number(n) < PIDS, forks);
	const memory = await tell("one", "memory");
	assert.ok(!memory.includes("end"), `nothing ended ${memory}`);
	assert.ok(memory.length <= MEMORY_MB / 16, `${memory} of ${MEMORY_MB} MB`);
	for (const [place, mb] of [["/x", 0], ["/tmp/x", 16], ["/dev/mqueue/x", 0], ["/proc/x", 0], ["/sys/x", 0], ["/etc/hosts", 0],
		["/etc/resolv.conf", 0], ["/data/x", 16]]) {
		const [line] = await tell("one", `disk ${place}`);
		t.diagnostic(`disk ${place}: ${line}`);
		assert.ok(Number(/^(\d+) kB/.exec(line)[1]) <= mb * 1024, `${place}: ${line}`);
	}
	const [files] = await tell("one", "files /tmp");
	assert.match(files, /^(409\d|40[0-8]\d) files, then ENOSPC$/);
	assert.equal(await tell("one", "log 6").then((lines) => lines.at(-1)), "end");
	const { LogPath } = (await engine("GET", `/containers/${guests.one.container.Id}/json`)).json;
	// the engine puts a new file in the place of a full one
	const size = await until("the log", () => statSync(LogPath, { throwIfNoEntry: false })?.size);
	assert.ok(size <= 2 * 1024 * 1024, "the log is larger than it may be");
	assert.equal((await look(guests.one.user, shut)).state, "running");
});

test("who floods the engine's disk with bytes or files, in its root or in a volume of its image, is ended, and nobody else", async (t) => {
	const floods = { five: "flood /", six: "flood /data", seven: "litter /" };
	for (const name of [...Object.keys(floods), "eight"]) await guest(name, loose);
	await withSettings({ disk_mb: DISK_MB, disk_files: DISK_FILES }, () => Promise.all(Object.entries(floods).map(async ([name, order]) => {
		const words = await tell(name, order, 120000);
		assert.ok(!words.includes("end"), `nothing ended ${name}: ${words.at(-1)}`);
		t.diagnostic(`${order}: ended after ${words.at(-1)}`);
		const last = await until(`${name} to be gone`, async () => {
			const instance = await look(guests[name].user, loose);
			return instance?.state === "gone" && instance;
		}, 60000);
		assert.equal(last.end_reason, "evicted");
		assert.match(last.message, /wrote more to its disk than it may/);
		delete guests[name];
	})));
	assert.equal((await look(guests.eight.user, loose)).state, "running");
	assert.equal((await containers(loose)).length, 1);
	await answers();
});

test("what belongs to the host is refused to its root", async () => {
	const lines = await tell("two", "calls");
	assert.equal(lines.at(-1), "end");
	assert.ok(lines.length > 25);
	const done = lines.slice(0, -1).filter((line) => line.endsWith(" DONE"));
	// its own user, which is root, is not a capability: nothing is left
	assert.deepEqual(done, []);
	const seen = await tell("two", "look");
	const written = seen.filter((line) => line.startsWith("write ") && line.endsWith(" DONE"));
	assert.deepEqual(written, []);
	assert.ok(seen.includes("uid 0"));
	assert.ok(Number(/^processes (\d+)$/m.exec(seen.join("\n"))[1]) < 10, "it sees processes that are not its own");
});

test("nothing that has an address can be reached from inside but what a challenge's egress is for", async (t) => {
	const { one, two, three, four } = guests;
	const hosts = Object.values(networkInterfaces()).flat().filter(({ family, internal }) => family === "IPv4" && !internal);
	const targets = [];
	for (const address of new Set([one.gateway, two.gateway, three.gateway, four.gateway])) {
		const port = await listen(address);
		assert.ok(await reaches(address, port), "the host does not reach itself");
		targets.push(`${address} ${port}`);
	}
	const [, bench] = /:(\d+)$/.exec(process.env.BERTH_URL);
	for (const { address } of hosts)
		for (const port of [22, 2375, 3306, bench]) targets.push(`${address} ${port}`);
	for (const guest of [one, two, three, four]) {
		assert.ok(await reaches(guest.ip, 1337), "the host does not reach the guest");
		targets.push(`${guest.ip} 1337`);
		targets.push(`${guest.gateway} ${guest.container.NetworkSettings.Ports["1337/tcp"][0].HostPort}`);
	}
	for (const address of ["169.254.169.254", "10.0.0.1", "172.17.0.1", "192.168.0.1", "100.64.0.1"]) targets.push(`${address} 80`);
	// a process for each, inside the bound on them
	await Promise.all(["one", "three", "four"].map(async (name) => {
		const mine = targets.filter((target) => target !== `${guests[name].ip} 1337`);
		const said = [];
		for (let i = 0; i < mine.length; i += 40) said.push(...await tell(name, `connect 1500 ${mine.slice(i, i + 40).join(" ")}`));
		const opened = said.filter((line) => line.endsWith(" OPEN"));
		assert.deepEqual(opened, [], `${name} reaches ${opened}`);
		assert.equal(said.filter((line) => line !== "end").length, mine.length);
		t.diagnostic(`${name}: ${mine.length} addresses tried`);
	}));
	// what is blocked outward is dropped before it leaves the host
	assert.match((await tell("one", "connect 1000 192.0.2.99 80"))[0], /ETIMEDOUT/);
	const rules = execFileSync("iptables", ["-t", "mangle", "-L", "BERTH", "-v", "-n", "-x"], { encoding: "utf8" });
	assert.ok(Number(/^\s*(\d+).*DROP.*bthc\+/m.exec(rules)[1]) > 0, rules);
	assert.equal(execFileSync(`${folder}/root/sbin/berth-firewall`, ["--check"], { encoding: "utf8" }), "in force\n");
});

test("while guests spin and flood the platform answers, and then they can be removed", async (t) => {
	const network = `berth-${deployment}-${guests.four.container.Config.Labels["berth.instance"]}-g1`;
	assert.equal((await engine("GET", `/networks/${network}`)).status, 200);
	const quiet = await median(20);
	await tell("one", `spin ${PIDS / 2}`);
	// what is written to the engine's own tmpfs counts as the guest's memory
	const storms = [["two", "disk /dev/x"], ["three", "memory"], ["four", "files /dev"]].map(async ([name, order]) =>
		`${order}: ${(await tell(name, order, 10000).catch((error) => [error.message])).at(-1) ?? "ended by a bound"}`);
	const busy = await median(20);
	t.diagnostic(`GET /containers/login: median ${quiet} ms, ${busy} ms while four guests flood`);
	for (const storm of storms) t.diagnostic(await storm);
	for (const { container } of Object.values(guests)) {
		const { memory_stats: memory } = (await engine("GET", `/containers/${container.Id}/stats?stream=false&one-shot=true`)).json;
		// one that was ended by its bound has none
		assert.ok((memory?.usage ?? 0) <= MEMORY_MB * 1024 * 1024, JSON.stringify(memory));
	}
	for (const { user, challenge } of Object.values(guests)) {
		const { status } = await call(user.headers, "DELETE", `/api/v1/challenges/${challenge.id}/instance`);
		assert.ok(status < 300 || (await look(user, challenge))?.state !== "running", `${status}`);
	}
	for (const challenge of [shut, open, own, loose])
		await until("the guests to be removed", async () => (await containers(challenge)).length === 0, 60000);
	await until("its network to be removed", async () => (await engine("GET", `/networks/${network}`)).status === 404, 60000);
});
