// contest: how long the board, the challenge list and a submission take, each
// with the number of SQL statements, on the bench as it is:
//
//	. var/dev.env; export BERTH_URL BERTH_ADMIN_TOKEN; node bench/contest.mjs TOKEN
//
// TOKEN is a player's API token.  Run it on an empty event, then again after
// bench/generate.
import http from "node:http";
import { execFileSync } from "node:child_process";

const url = new URL(process.env.BERTH_URL);
const socket = process.env.BERTH_DB_SOCKET || "var/run/db/db.sock";
const player = { Authorization: `Token ${process.argv[2]}`, "Content-Type": "application/json" };
const admin = { Authorization: `Token ${process.env.BERTH_ADMIN_TOKEN}`, "Content-Type": "application/json" };
const ROUNDS = 200;
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

function ask(method, path, headers, body) {
	return new Promise((resolve, reject) => {
		const text = body === undefined ? undefined : JSON.stringify(body);
		const req = http.request({ agent, hostname: url.hostname, port: url.port, method, path,
			headers: { ...headers, ...(text ? { "Content-Length": Buffer.byteLength(text) } : {}) } }, (res) => {
			let out = "";
			res.on("data", (part) => { out += part; });
			res.on("end", () => resolve({ status: res.statusCode, out }));
		});
		req.on("error", reject);
		req.end(text);
	});
}

// All statements that the server has run, those of other clients included.
const statements = () => Number(execFileSync("mariadb", ["--no-defaults", `--socket=${socket}`, "--user=root", "-BN", "-e",
	"SELECT variable_value FROM information_schema.global_status WHERE variable_name = 'COM_STMT_EXECUTE'"]).toString());

async function measure(what, one) {
	for (let i = 0; i < 20; i++) await one(i - 20);
	const before = statements();
	const times = [];
	for (let i = 0; i < ROUNDS; i++) {
		const began = process.hrtime.bigint();
		await one(i);
		times.push(Number(process.hrtime.bigint() - began) / 1e6);
	}
	const sent = (statements() - before) / ROUNDS;
	times.sort((a, b) => a - b);
	const at = (q) => times[Math.floor(q * (ROUNDS - 1))].toFixed(2);
	console.log(`${what.padEnd(28)} median ${at(0.5)} ms  p99 ${at(0.99)} ms  ${sent.toFixed(1)} statements`);
}

async function challenge() {
	const made = JSON.parse((await ask("POST", "/api/v1/challenges", admin, { name: `measure ${process.pid}`, description: "x",
		type: "standard", state: "visible", function: "logarithmic", initial: 500, minimum: 100, decay: 10 })).out).data;
	await ask("POST", "/api/v1/flags", admin, { challenge_id: made.id, type: "static", content: "flag{measure}" });
	return made;
}

const c = await challenge();
const must = (answer, status) => { if (!status.includes(answer.status)) throw new Error(`${answer.status} ${answer.out.slice(0, 200)}`); };
await measure("board, page", async () => must(await ask("GET", "/containers/scoreboard", player), [200]));
await measure("board, top 10 as JSON", async () => must(await ask("GET", "/api/v1/scoreboard/top/10", player), [200]));
await measure("board, all as JSON", async () => must(await ask("GET", "/api/v1/scoreboard", player), [200]));
await measure("challenge list, JSON", async () => must(await ask("GET", "/api/v1/challenges", player), [200]));
await measure("challenge list, page", async () => must(await ask("GET", "/containers/", player), [200]));
// the throttle is forgotten between, so that every one is judged
const forget = () => execFileSync("mariadb", ["--no-defaults", `--socket=${socket}`, "--user=root", "berth", "-e", "UPDATE throttles SET hits = 0"]);
const times = [];
for (let i = 0; i < ROUNDS; i++) {
	if (i % 9 === 0) forget();
	const began = process.hrtime.bigint();
	must(await ask("POST", "/api/v1/challenges/attempt", player, { challenge_id: c.id, submission: `no ${i}` }), [200]);
	times.push(Number(process.hrtime.bigint() - began) / 1e6);
}
times.sort((a, b) => a - b);
console.log(`${"submit, wrong".padEnd(28)} median ${times[ROUNDS / 2].toFixed(2)} ms  p99 ${times[Math.floor(ROUNDS * 0.99)].toFixed(2)} ms`);
forget();
const began = process.hrtime.bigint();
must(await ask("POST", "/api/v1/challenges/attempt", player, { challenge_id: c.id, submission: "flag{measure}" }), [200]);
console.log(`${"submit, right (one)".padEnd(28)} ${(Number(process.hrtime.bigint() - began) / 1e6).toFixed(2)} ms`);
await ask("DELETE", `/api/v1/challenges/${c.id}`, admin);
agent.destroy();
