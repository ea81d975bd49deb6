// The dashboard, live: the page is asked for again every few seconds, as the
// server draws it, and what differs is taken over (part.js), so that what is
// selected, focused, scrolled and unfolded stays.  Hidden tabs ask for nothing.
import * as hour from "./hour.js";
import * as inspect from "./inspect.js";
import { renewAll } from "./part.js";

const PACE_MS = 2000;
const TROUBLE_MS = 15000;
// Parts of the page by id.
const PARTS = ["engine", "tiles", "hour-minutes", "purge-place", "list"];

let last = null; // the box that was ticked last, where a range begins

const list = () => document.getElementById("list");
const boxes = () => [...document.querySelectorAll('#list input[name^="which-"]')];
const ticked = () => boxes().filter((box) => box.checked);

// ------------------------------------------------------------ selecting

function showSelected() {
	const form = document.getElementById("bulk");
	if (!form) return;
	const match = document.querySelector("#select-match input:checked");
	const n = match ? Number(match.dataset.counts) : ticked().length;
	const text = document.getElementById("selected");
	text.textContent = text.dataset.text.replace("{n}", n);
	for (const button of form.querySelectorAll("button")) button.disabled = n === 0;
	const all = document.querySelector("#select-all input");
	all.checked = ticked().length > 0 && ticked().length === boxes().length;
	all.indeterminate = ticked().length > 0 && !all.checked;
	for (const box of boxes()) box.closest("tr").classList.toggle("picked", box.checked);
}

function selecting() {
	const all = document.getElementById("select-all");
	if (!all) return;
	all.hidden = false;
	all.addEventListener("change", (event) => {
		for (const box of boxes()) box.checked = event.target.checked;
		showSelected();
	});
	list().addEventListener("click", (event) => {
		const box = event.target;
		if (!box.name?.startsWith("which-")) return;
		const here = boxes();
		const from = here.findIndex((one) => one.value === last);
		if (event.shiftKey && from >= 0) {
			const [a, b] = [from, here.indexOf(box)].sort((x, y) => x - y);
			for (const one of here.slice(a, b + 1)) one.checked = box.checked;
		}
		last = box.value;
		showSelected();
	});
	list().addEventListener("change", showSelected);
	document.getElementById("select-match")?.addEventListener("change", showSelected);
	showSelected();
}

// ------------------------------------------------------------ the keyboard

const focusable = (row) => [...row.querySelectorAll("a, input, button")].filter((el) => el.type !== "hidden");

function move(from, step) {
	const rows = [...list().querySelectorAll("tbody tr")];
	const row = rows[rows.indexOf(from.closest("tr")) + step];
	if (!row) return;
	const same = focusable(from.closest("tr")).indexOf(from);
	(focusable(row)[same] || row.querySelector("a.open")).focus();
}

function keys(event) {
	const row = event.target.closest("tbody tr");
	if (!row || event.altKey || event.ctrlKey || event.metaKey) return;
	if (event.key === "ArrowDown" || event.key === "ArrowUp") {
		event.preventDefault();
		move(event.target, event.key === "ArrowDown" ? 1 : -1);
	} else if (event.key === " " && event.target.matches("a")) {
		event.preventDefault();
		const box = row.querySelector('input[name^="which-"]');
		if (box) box.click();
	}
}

// ------------------------------------------------------------ the drawer

const drawer = () => document.getElementById("drawer");
let stopWatching = null;

async function openDrawer(link) {
	const box = drawer();
	const body = document.getElementById("drawer-body");
	const id = link.closest("tr").dataset.instance;
	document.getElementById("drawer-page").href = link.href;
	body.replaceChildren();
	body.setAttribute("aria-busy", "true");
	box.showModal();
	history.replaceState(null, "", `#${id}`);
	if (stopWatching) stopWatching();
	stopWatching = await inspect.open(body, link.href, () => box.open && location.hash === `#${id}`);
	body.removeAttribute("aria-busy");
}

function drawerClosed() {
	const id = location.hash.slice(1);
	if (stopWatching) stopWatching();
	stopWatching = null;
	document.getElementById("drawer-body").replaceChildren();
	history.replaceState(null, "", location.pathname + location.search);
	list().querySelector(`tr[data-instance="${CSS.escape(id)}"] a.open`)?.focus();
}

function drawers() {
	const box = drawer();
	list().addEventListener("click", (event) => {
		const link = event.target.closest("a.open");
		if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
		event.preventDefault();
		openDrawer(link);
	});
	document.getElementById("drawer-close").addEventListener("click", () => box.close());
	box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
	box.addEventListener("close", drawerClosed);
	const asked = list().querySelector(`tr[data-instance="${CSS.escape(location.hash.slice(1))}"] a.open`);
	if (asked) openDrawer(asked);
}

// ------------------------------------------------------------ live

// A question that is open is about what was shown when it was asked.
const isAsking = () => document.querySelector("dialog[open]:not(#drawer)") !== null;

// This page, without what its last form has done.
function address() {
	const query = new URLSearchParams(location.search);
	for (const key of ["ordered", "done", "skipped"]) query.delete(key);
	return `${location.pathname}?${query}`;
}

async function follow() {
	const note = document.getElementById("live-note");
	let pace = PACE_MS;
	if (!document.hidden && !isAsking()) {
		const parts = PARTS.map((id) => document.getElementById(id)).filter(Boolean);
		const again = await renewAll(parts, address()).then((good) => (good ? "" : "ended"), () => "trouble");
		note.hidden = again === "";
		if (again) note.textContent = note.dataset[again];
		if (again === "ended") return;
		if (again === "trouble") pace = TROUBLE_MS;
		showSelected();
		hour.redraw();
	}
	setTimeout(follow, pace);
}

function start() {
	if (!document.getElementById("tiles")) return;
	selecting();
	drawers();
	list().addEventListener("keydown", keys);
	document.getElementById("keys").hidden = false;
	document.getElementById("filter").addEventListener("change", (event) => event.target.form.requestSubmit());
	hour.start();
	setTimeout(follow, PACE_MS);
}

start();
