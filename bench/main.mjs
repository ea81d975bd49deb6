// main.mjs [--quick] [PART…]: run the parts against the bench of bench/run,
// print a table, write bench/results/DATE.json.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { say, sql } from "./lib/bench.mjs";
import { closeAll } from "./lib/http.mjs";
import { table } from "./lib/stats.mjs";

// Each exports run({ quick }), which gives { figures, rows }: figures are for
// the JSON, rows of the table are [what, reached, aim, verdict].
const parts = {
	a: ["cold start against a bare client", "./parts/cold.mjs"],
	b: ["warm start", "./parts/warm.mjs"],
	c: ["stampede", "./parts/stampede.mjs"],
	d: ["expiry", "./parts/expiry.mjs"],
	e: ["reconciliation", "./parts/reconcile.mjs"],
	f: ["memory over many cycles", "./parts/memory.mjs"],
	g: ["the contest, empty and large", "./parts/contest.mjs"],
	sql: ["SQL statements per request", "./parts/statements.mjs"],
};

function usage() {
	process.stderr.write(`usage: ./dev bench [--quick] [${Object.keys(parts).join("|")}…]\n`);
	process.exit(2);
}

function machine() {
	return { cpu: os.cpus()[0].model, cores: os.cpus().length, memory_mb: Math.round(os.totalmem() / 2 ** 20),
		kernel: os.release(), node: process.version, workers: Number(process.env.BERTH_WORKERS), load: os.loadavg() };
}

function commit() {
	try {
		return execFileSync("git", ["-C", new URL(".", import.meta.url).pathname, "describe", "--always", "--dirty"]).toString().trim();
	} catch {
		return ""; // not a checkout
	}
}

const words = process.argv.slice(2);
const quick = words.includes("--quick");
const wanted = words.filter((word) => word !== "--quick");
if (wanted.some((word) => !parts[word])) usage();

const result = { date: new Date().toISOString(), commit: commit(), quick, machine: machine(), parts: {} };
const rows = [["part", "what", "reached", "aim", ""]];
let failed = 0;
for (const [name, [title, file]] of Object.entries(parts)) {
	if (wanted.length > 0 && !wanted.includes(name)) continue;
	process.stderr.write(`\x1b[1m### ${name}: ${title}\x1b[0m (load ${os.loadavg()[0].toFixed(1)})\n`);
	const load = os.loadavg()[0];
	try {
		const { figures, rows: lines } = await (await import(file)).run({ quick });
		result.parts[name] = { load, ...figures };
		for (const line of lines) rows.push([name, ...line]);
	} catch (error) {
		failed++;
		say(error.stack);
		rows.push([name, title, "failed", "", error.message.split("\n")[0]]);
	}
}
process.stdout.write(`\n${table(rows)}\n\n`);
const folder = new URL("./results/", import.meta.url).pathname;
mkdirSync(folder, { recursive: true });
const file = `${folder}${result.date.replace(/[:.]/g, "-")}${quick ? "-quick" : ""}.json`;
writeFileSync(file, `${JSON.stringify(result, null, "\t")}\n`);
process.stdout.write(`${file}\n`);
closeAll();
sql.close();
process.exitCode = failed ? 1 : 0;
