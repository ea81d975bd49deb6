// What must hold once it is quiet, whatever happened before.  Each check reads
// the engine's own list and the database, and believes nothing else.
import assert from "node:assert/strict";

const LATE_S = 2;

// 1. Our containers are those that a row says there are; 6. each is the one
// that its row's owner was given; 7. of the row's generation.
async function containersAndRows({ sql, containers, deployment }) {
	const rows = await sql.query("SELECT public_id, generation, container_id FROM instances WHERE state IN ('running', 'warm')");
	const said = rows.map(([id, generation, container]) => `${id} g${generation} ${container}`).sort();
	const there = (await containers()).filter(({ labels }) => labels["berth.deployment"] === deployment);
	const found = there.map(({ labels, id }) => `${labels["berth.instance"]} g${labels["berth.generation"]} ${id}`).sort();
	assert.deepEqual(found, said, "containers and rows differ");
	for (const container of there)
		assert.equal(container.state, "running", `a container that is ${container.state} belongs to a running row`);
	return there;
}

// As 1, of networks: each of our own belongs to a live row of its generation,
// each container is on one of ours, and a row that has one has it.
async function networks({ sql, networks: list, deployment }, there) {
	if (!list) return; // not of this engine
	const ours = (await list()).filter(({ labels }) => labels["berth.deployment"] === deployment);
	const own = ours.filter(({ labels }) => labels["berth.network"] === "own")
		.map(({ labels }) => `${labels["berth.instance"]} g${labels["berth.generation"]}`).sort();
	const rows = await sql.query("SELECT public_id, generation FROM instances WHERE state IN ('running', 'warm') AND own_network = 1");
	assert.deepEqual(own, rows.map(([id, generation]) => `${id} g${generation}`).sort(), "networks and rows differ");
	const names = new Set(ours.map(({ name }) => name));
	for (const { name, network } of there) assert.ok(names.has(network), `${name} is on ${network}`);
	assert.equal(new Set(ours.map(({ subnet }) => subnet)).size, ours.length, "two networks share a subnet");
}

// 2. No two live instances share a host and port, and what we tell a player is
// where the engine published it.
async function addresses({ sql }, there) {
	const rows = await sql.query("SELECT i.container_id, e.host_ip, e.transport, e.host_port FROM endpoints e"
		+ " JOIN instances i ON i.id = e.instance_id WHERE i.state IN ('running', 'warm') ORDER BY e.instance_id, e.position");
	const all = rows.map(([, ip, transport, port]) => `${ip} ${transport} ${port}`);
	assert.equal(new Set(all).size, all.length, "two instances share an address");
	for (const { id, ports } of there) {
		if (!ports) continue; // an engine whose list we did not ask for them
		const told = rows.filter(([container]) => container === id).map(([, , , port]) => Number(port));
		assert.deepEqual(told, ports, `the endpoints of ${id} are not its ports`);
	}
	assert.equal(await sql.one("SELECT COUNT(*) FROM endpoints e JOIN instances i ON i.id = e.instance_id"
		+ " WHERE i.state = 'gone'"), "0", "an instance that is gone has endpoints");
}

// 3. At every moment in the event log no owner had more than the quota, which
// counts from the request until the removal was confirmed; a warm instance is
// its owner's from the moment it was taken; an admin's test has a quota of its
// own, one for each challenge.  7. A generation never goes back.
async function eventLog({ sql, quota = 1, perChallenge = false }) {
	const events = await sql.query("SELECT e.instance_id, e.generation, e.state, COALESCE(i.team_id, CONCAT('u', i.user_id),"
		+ " CONCAT('x', i.tester_id, ':c', i.challenge_id)), i.challenge_id FROM instance_events e JOIN instances i ON i.id = e.instance_id ORDER BY e.at, e.id");
	const warm = new Set((await sql.query("SELECT instance_id FROM instance_events WHERE state = 'warm'")).flat());
	const live = new Map(), generations = new Map(), gone = new Set();
	for (const [id, generation, state, user, challenge] of events) {
		const owner = perChallenge ? `${user}/${challenge}` : user;
		const mine = live.get(owner) || new Set();
		live.set(owner, mine);
		assert.ok(!gone.has(id), `instance ${id} has events after its end`);
		if (state === "gone") {
			mine.delete(id);
			gone.add(id);
		} else if (!warm.has(id) || state === "running") {
			mine.add(id);
		}
		assert.ok(mine.size <= quota, `${owner} had ${mine.size} live instances at once`);
		assert.ok(Number(generation) >= (generations.get(id) || 1), `the generation of ${id} went back`);
		generations.set(id, Number(generation));
	}
	assert.equal(await sql.one("SELECT COUNT(*) FROM instances WHERE pool = 0 AND (slot IS NULL) <> (state = 'gone')"), "0",
		"a slot is held by what is gone, or not held by what lives");
}

// 4. No container outlives its expiry by more than `late` seconds.
async function expiry({ sql, late = LATE_S }) {
	const rows = await sql.query("SELECT public_id, TIMESTAMPDIFF(MICROSECOND, expires_at, ended_at) / 1e6 FROM instances"
		+ " WHERE end_reason = 'expired' AND state = 'gone'");
	for (const [id, seconds] of rows) {
		assert.ok(Number(seconds) <= late, `${id} ended ${seconds} s after its expiry`);
		assert.ok(Number(seconds) >= 0, `${id} ended before its expiry`);
	}
}

// 5. Every request ended: running, gone as ordered, or failed with a reason.
async function requests({ sql }) {
	assert.deepEqual(await sql.query("SELECT public_id, state, desired FROM instances WHERE state NOT IN ('running', 'warm', 'gone')"), [],
		"requests that have not ended");
	assert.deepEqual(await sql.query("SELECT public_id FROM instances WHERE state = 'gone' AND (end_reason IS NULL"
		+ " OR (end_reason IN ('failed', 'died') AND error_player = ''))"), [], "instances that ended without a reason");
	assert.deepEqual(await sql.query("SELECT public_id FROM instances WHERE lease_until > UTC_TIMESTAMP(6) + INTERVAL 5 MINUTE"), [],
		"leases that nobody will take over");
}

// 8. What was accepted is there.
async function orders({ sql, accepted = [] }) {
	const causes = { stop: "stop requested", renew: "renewed" };
	for (const { what, id } of accepted) {
		assert.equal(await sql.one(`SELECT COUNT(*) FROM instances WHERE public_id = '${id}'`), "1", `${what} of ${id} is lost`);
		if (causes[what])
			assert.notEqual(await sql.one("SELECT COUNT(*) FROM instance_events e JOIN instances i ON i.id = e.instance_id"
				+ ` WHERE i.public_id = '${id}' AND e.cause = '${causes[what]}'`), "0", `${what} of ${id} is lost`);
	}
}

export async function check(world) {
	const there = await containersAndRows(world);
	await networks(world, there);
	await addresses(world, there);
	await eventLog(world);
	await expiry(world);
	await requests(world);
	await orders(world);
}
