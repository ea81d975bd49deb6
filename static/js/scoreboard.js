// The graph of the first ten over time.  The table says the same in text.
import { call } from "./http.js";

const TOP = 10;
const COLOURS = ["#0f6a80", "#c2410c", "#4d7c0f", "#7c3aed", "#b91c1c", "#0369a1", "#a16207", "#be185d", "#15803d", "#475569"];

// uPlot wants one list of times and, for each line, a value at each of them.
function table(accounts) {
	const moments = new Set();
	for (const account of accounts)
		for (const solve of account.solves) moments.add(Date.parse(solve.date) / 1000);
	const times = [...moments].sort((a, b) => a - b);
	if (times.length > 0) times.unshift(times[0] - 60);
	const lines = accounts.map((account) => {
		let sum = 0;
		let next = 0;
		return times.map((time) => {
			while (next < account.solves.length && Date.parse(account.solves[next].date) / 1000 <= time)
				sum += account.solves[next++].value;
			return sum;
		});
	});
	return [times, ...lines];
}

async function draw(figure, plot) {
	const data = Object.values(await call("GET", `/api/v1/scoreboard/top/${TOP}`));
	if (data.length === 0) return;
	const { default: UPlot } = await import("../vendor/uPlot.esm.js");
	figure.hidden = false;
	const ink = getComputedStyle(figure).color;
	const axis = { stroke: ink, grid: { stroke: "rgb(128 128 128 / 25%)", width: 1 }, ticks: { show: false } };
	const size = () => ({ width: plot.clientWidth, height: Math.min(360, Math.max(220, plot.clientWidth / 2.4)) });
	const steps = UPlot.paths.stepped({ align: 1 });
	const chart = new UPlot({
		...size(),
		axes: [axis, { ...axis, size: 60 }],
		series: [{}, ...data.map((account, i) => ({ label: account.name, stroke: COLOURS[i % COLOURS.length], width: 2, paths: steps, points: { show: false } }))],
	}, table(data), plot);
	new ResizeObserver(() => chart.setSize(size())).observe(plot);
}

function start() {
	const figure = document.getElementById("score-graph");
	if (!figure) return;
	draw(figure, document.getElementById("score-plot")).catch(() => { figure.hidden = true; });
}

start();
