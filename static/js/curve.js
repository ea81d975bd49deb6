// The form of a challenge draws what it will be worth: the same rule as
// fcgi_app/domain/scoring.c, from the numbers that are in the fields.
import { t } from "./text.js";

const SOLVES = 50;
const NS = "http://www.w3.org/2000/svg";
const W = 640;
const H = 180;
const PAD = { left: 44, right: 12, top: 12, bottom: 30 };

// The value after so many solves, as text for the axis and for the line.
export function valueAfter({ kind, value, initial, minimum, decay }, solves) {
	if (kind === "static") return value;
	const n = solves > 0 ? solves - 1 : 0;
	const d = decay || 1;
	if (kind === "linear") return Math.max(minimum, initial - d * n);
	if (n >= d) return minimum;
	return Math.max(minimum, initial + Math.ceil(((minimum - initial) * n * n) / (d * d)));
}

function svg(tag, attributes, text) {
	const el = document.createElementNS(NS, tag);
	for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
	if (text !== undefined) el.textContent = text;
	return el;
}

function read(form) {
	const number = (name) => {
		const text = form.elements.namedItem(name).value.trim();
		return /^\d{1,6}$/.test(text) ? Number(text) : NaN;
	};
	return { kind: form.elements.namedItem("function").value, value: number("value"), initial: number("initial"),
		minimum: number("minimum"), decay: number("decay") };
}

function sentence(score) {
	const at = [1, 2, 5, 10, 20, SOLVES].map((solves) => `${solves}: ${valueAfter(score, solves)}`);
	return t("Worth after so many solves: {list}.", { list: at.join(", ") });
}

function draw(box, score) {
	const top = Math.max(score.initial, score.minimum, 1);
	const x = (solves) => PAD.left + ((W - PAD.left - PAD.right) * (solves - 1)) / (SOLVES - 1);
	const y = (value) => PAD.top + (H - PAD.top - PAD.bottom) * (1 - value / top);
	const picture = svg("svg", { viewBox: `0 0 ${W} ${H}`, class: "curve", role: "img", "aria-label": sentence(score) });
	for (const value of [...new Set([0, score.minimum, score.initial])]) {
		picture.append(svg("line", { class: "curve-grid", x1: PAD.left, x2: W - PAD.right, y1: y(value), y2: y(value) }));
		picture.append(svg("text", { x: PAD.left - 8, y: y(value) + 4, "text-anchor": "end" }, value));
	}
	for (const solves of [1, 10, 20, 30, 40, SOLVES])
		picture.append(svg("text", { x: x(solves), y: H - 8, "text-anchor": "middle" }, solves));
	const points = [];
	for (let solves = 1; solves <= SOLVES; solves++) points.push(`${x(solves).toFixed(1)},${y(valueAfter(score, solves)).toFixed(1)}`);
	picture.append(svg("polyline", { class: "curve-line", points: points.join(" ") }));
	box.replaceChildren(picture);
	const caption = document.createElement("p");
	caption.className = "form-text";
	caption.textContent = sentence(score);
	box.append(caption);
}

function start() {
	const box = document.getElementById("score-curve");
	if (!box) return;
	const form = box.closest("form");
	const redraw = () => {
		const score = read(form);
		const whole = ["initial", "minimum", "decay"].every((key) => !Number.isNaN(score[key]));
		box.hidden = score.kind === "static" || !whole || score.initial <= 0;
		if (!box.hidden) draw(box, score);
	};
	form.addEventListener("input", redraw);
	redraw();
}

start();
