// The disk guard: who writes more than the settings allow is evicted, by bytes,
// by what is in its volumes, by files; and on a disk that is nearly full the one
// that wrote most.  Nobody else is.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { Rig, until } from "../support/rig.mjs";

const MB = 1024 * 1024;
let rig, keeper;
before(async () => {
	rig = await Rig.open();
	rig.set({ disk_mb: 64, disk_files: 1000 });
});
after(() => rig.close());
beforeEach(async () => {
	await rig.clear();
	await rig.sql.query("UPDATE challenges SET root_fs = 'writable', tmpfs = ''");
	keeper = rig.startKeeper();
});
afterEach(() => rig.kill(keeper));

const start = async (user, challenge = 1) => {
	const answer = await rig.player.order("request", user, challenge);
	assert.ok(answer.ok, answer.sentence);
	await rig.runs(answer.id, 1);
	return answer.id;
};
const name = (id) => `berth-rig-${id}-g1`;
const write = (id, what) => rig.stub.control("write", { name: name(id), ...what });
const rounds = async () => (await rig.stub.state()).calls.sizes ?? 0;
const round = async () => {
	const n = await rounds();
	await until("a round of the guard", async () => await rounds() > n);
};
const evicted = async (id, why) => {
	await rig.inState(id, "gone");
	const { reason, player, admin } = await rig.row(id);
	assert.equal(reason, "evicted");
	assert.match(player, /wrote more to its disk than it may/);
	assert.match(admin, why);
	const [cause] = (await rig.sql.query(`SELECT e.cause FROM instance_events e JOIN instances i ON i.id = e.instance_id
		WHERE i.public_id = '${id}' AND e.cause LIKE 'evicted: %'`.replace(/\s+/g, " "))).flat();
	assert.equal(cause, `evicted: ${admin}`);
};
const stays = async (...ids) => {
	for (const id of ids) {
		const { state, desired } = await rig.row(id);
		assert.deepEqual([state, desired], ["running", "running"]);
	}
	await rig.quiet();
	await rig.check();
};

test("more bytes than allowed, in the root or in a volume, or more files: each is evicted, and nobody else", async () => {
	const [large, inVolume, many, atBound] = [await start(1), await start(2), await start(3), await start(4)];
	await write(atBound, { bytes: 64 * MB, volume: 64 * MB, files: 1000 });
	await write(large, { bytes: 64 * MB + MB });
	await write(inVolume, { volume: 65 * MB });
	await write(many, { files: 1001 });
	// files are counted where telling the size takes long
	await rig.stub.rules({ call: "sizes", action: "delay", ms: 150, times: 0 });
	await evicted(large, /^root file system: 65 MB written, 64 are allowed$/);
	await evicted(inVolume, /^volume: 65 MB written, 64 are allowed$/);
	await evicted(many, /^1001 files made, 1000 are allowed$/);
	assert.match(rig.log, /event=instance\.evicted/);
	await stays(atBound);
});

test("files are not counted while sizes are told at once, and are as soon as they are not", async () => {
	const id = await start(1);
	await round(); // the first one looks at all
	await round();
	await write(id, { files: 5000 });
	await round();
	await stays(id);
	assert.equal((await rig.stub.state()).calls.changes ?? 0, 0);
	await rig.stub.rules({ call: "sizes", action: "delay", ms: 150, times: 0 });
	await evicted(id, /^5000 files made/);
});

test("a guard that gets no answer holds up nothing and goes on when it does", async () => {
	const id = await start(1);
	await write(id, { bytes: 65 * MB });
	await rig.stub.rules({ call: "sizes", action: "hang", times: 1 }, { call: "sizes", action: "code", status: 500, message: "no", times: 1 });
	await round();
	await start(2);
	assert.ok((await rig.player.order("stop", 2)).ok);
	await rig.kill(keeper); // the next one finds it as well
	keeper = rig.startKeeper();
	await evicted(id, /65 MB written/);
	await rig.quiet();
	await rig.check();
});

test("an instance that is being stopped or started anew is not evicted for what it wrote before", async () => {
	const [stopped, reset] = [await start(1), await start(2)];
	for (const id of [stopped, reset]) await write(id, { bytes: 65 * MB });
	await rig.stub.rules({ call: "remove", action: "hold", times: 2 });
	assert.ok((await rig.player.order("stop", 1)).ok);
	assert.ok((await rig.player.order("reset", 2)).ok);
	await rig.stub.held(2);
	await round();
	await round();
	await rig.stub.release();
	await rig.inState(stopped, "gone");
	assert.equal((await rig.row(stopped)).reason, "stopped");
	await rig.runs(reset, 2);
	await rig.quiet();
	await rig.check();
});

test("without limits nothing is asked and nobody is evicted", async () => {
	rig.set({ disk_mb: 0, disk_files: 0 });
	const id = await start(1);
	await write(id, { bytes: 1e12, files: 1e6 });
	await until("the keeper to have compared", async () => (await rig.stub.state()).calls.list > 1, 30000);
	assert.equal(await rounds(), 0);
	await stays(id);
	rig.set({ disk_mb: 64, disk_files: 1000 });
});

// A small disk of the engine's own.
async function withDisk(body) {
	const dir = `${rig.dir}/disk`;
	mkdirSync(dir, { recursive: true });
	execFileSync("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", dir]);
	try {
		await rig.stub.config({ root_dir: dir });
		await rig.kill(keeper); // the next one asks at once where the disk is
		keeper = rig.startKeeper();
		await body((mb) => writeFileSync(`${dir}/x`, Buffer.alloc(mb * MB)));
	} finally {
		execFileSync("umount", [dir]);
	}
}

test("on a disk that is nearly full and fills on, the one that wrote most goes though it was within its bound", async () => {
	const [most, less] = [await start(1), await start(2)];
	await write(most, { bytes: 40 * MB });
	await write(less, { bytes: 20 * MB });
	await withDisk(async (fill) => {
		fill(30);
		await round();
		await round();
		await stays(most, less);
		fill(62);
		await evicted(most, /^the engine's disk is nearly full, and none wrote more: 40 MB$/);
		await round(); // full, but it fills no further
		await stays(less);
	});
});

test("who writes into files that no list shows is found by what it stores while the disk fills", async () => {
	const [quiet, hidden] = [await start(1), await start(2)];
	await write(quiet, { stored: 500 * MB, bytes: MB });
	await write(hidden, { stored: 100 * MB });
	await withDisk(async (fill) => {
		fill(30);
		await round();
		await round();
		const { calls: { stats = 0 } } = await rig.stub.state();
		assert.equal(stats, 0);
		fill(62);
		await until("the first sweep", async () => (await rig.stub.state()).calls.stats === 2);
		await write(hidden, { stored: 150 * MB });
		await evicted(hidden, /^the engine's disk is nearly full, and none wrote more: 50 MB a moment ago$/);
		await stays(quiet);
	});
});

// What the stub was told to make.
const made = async (id) => (await rig.stub.call("GET", `/containers/${name(id)}/json`)).json.HostConfig;

test("where the root is read-only the volumes of an image are file systems in memory, with a bound", async () => {
	await rig.sql.query("UPDATE challenges SET root_fs = 'read-only' WHERE id = 1");
	await rig.stub.config({ volume: "/data/" });
	const { Tmpfs, ReadonlyRootfs } = await made(await start(1));
	assert.equal(ReadonlyRootfs, true);
	assert.deepEqual(Object.keys(Tmpfs).sort(), ["/data", "/tmp"]);
	assert.match(Tmpfs["/data"], /size=16m,nr_inodes=4096/);
	await rig.sql.query("UPDATE challenges SET tmpfs = '/data 64' WHERE id = 1");
	assert.match((await made(await start(2))).Tmpfs["/data"], /size=64m/);
	assert.equal((await made(await start(3, 2))).Tmpfs, undefined);
	const { calls } = await rig.stub.state();
	assert.equal(calls.image, 2); // a writable root asks nothing
	await rig.quiet();
	await rig.check();
});

test("an image that cannot have a read-only root, or is not there, fails with a sentence; one that cannot be asked for is tried again", async () => {
	await rig.sql.query("UPDATE challenges SET root_fs = 'read-only' WHERE id = 1");
	const fails = async (user, why) => {
		const { id } = await rig.player.order("request", user);
		await rig.inState(id, "gone");
		const { reason, admin } = await rig.row(id);
		assert.equal(reason, "failed");
		assert.match(admin, why);
	};
	await rig.stub.config({ volume: "/proc/x" });
	await fails(1, /declares the volume \/proc\/x/);
	await rig.stub.config({ volume: "/data" });
	await rig.stub.rules({ call: "image", action: "code", status: 404, message: "No such image: stub", times: 1 });
	await fails(2, /No such image/);
	await rig.stub.rules({ call: "image", action: "code", status: 500, message: "not now", times: 2 });
	await start(3);
	assert.equal((await rig.stub.state()).calls.image, 5);
	await rig.quiet();
	await rig.check();
});
