// The last hour as a graph, drawn of the table that says the same in text.

const MINUTES = 60;
const LINES = [
	{ column: 1, colour: "--live-dot", width: 2 },
	{ column: 2, colour: "--signal", width: 2 },
	{ column: 4, colour: "--bad-dot", width: 2 },
	{ column: 5, colour: "--accent", width: 1, bars: true },
];

let UPlot = null;
let chart = null;

const clock = (at) => new Date(at * 1000).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" });
const minutes = () => document.getElementById("hour-minutes");

// Minutes without a keeper are gaps.
function read() {
	const rows = [...minutes().rows].map((row) => ({
		at: Date.parse(row.querySelector("time").getAttribute("datetime")) / 1000,
		values: LINES.map(({ column }) => Number(row.cells[column].textContent)),
	}));
	const known = new Map(rows.map(({ at, values }) => [at, values]));
	const last = rows[0].at;
	const times = Array.from({ length: MINUTES }, (_, i) => last - (MINUTES - 1 - i) * 60);
	return [times, ...LINES.map((_, i) => times.map((at) => known.get(at)?.[i] ?? null))];
}

function options(plot) {
	const style = getComputedStyle(plot);
	const colour = (name) => style.getPropertyValue(name).trim();
	const heads = [...minutes().closest("table").tHead.rows[0].cells].map((cell) => cell.textContent);
	const axis = { stroke: style.color, grid: { stroke: "rgb(128 128 128 / 25%)", width: 1 }, ticks: { show: false } };
	const bars = UPlot.paths.bars({ size: [0.6, 12] });
	return {
		width: plot.clientWidth, height: 200, padding: [8, 36, 0, 0],
		scales: { y: { range: (_, min, max) => [0, Math.max(4, max * 1.1)] } },
		axes: [{ ...axis, values: (_, splits) => splits.map(clock), size: 28, space: 84, incrs: [60, 120, 300, 600, 900, 1200] }, { ...axis, size: 44, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000] }],
		series: [{ label: heads[0] }, ...LINES.map((line) => ({
			label: heads[line.column], stroke: colour(line.colour), width: line.width, points: { show: false },
			...(line.bars ? { paths: bars, fill: `color-mix(in srgb, ${colour(line.colour)} 35%, transparent)` } : {}),
		}))],
	};
}

function draw() {
	const plot = document.getElementById("hour-plot");
	chart?.destroy();
	chart = new UPlot(options(plot), read(), plot);
}

export function redraw() {
	if (chart) chart.setData(read());
}

export async function start() {
	const plot = document.getElementById("hour-plot");
	if (!plot || !minutes() || minutes().rows.length === 0) return;
	try {
		({ default: UPlot } = await import("../vendor/uPlot.esm.js"));
	} catch {
		return; // the table is there
	}
	plot.hidden = false;
	draw();
	new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: 200 })).observe(plot);
	// the other theme has other colours
	new MutationObserver(draw).observe(document.documentElement, { attributeFilter: ["data-bs-theme"] });
}
