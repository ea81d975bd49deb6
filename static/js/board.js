// The board, live: a filter as you type, remembered; which challenges have an
// instance, and for how long.
import { words } from "./duration.js";
import * as live from "./live.js";
import { t } from "./text.js";

const KEY = "board-filter";

function filters() {
	const search = document.getElementById("board-search");
	const which = document.getElementById("board-which");
	const box = document.getElementById("board-filter");
	if (!box) return () => {};
	const found = document.getElementById("board-found");
	const nothing = document.getElementById("board-nothing");
	const matches = (card, category) => {
		const text = `${category} ${card.textContent}`.toLowerCase();
		return text.includes(search.value.trim().toLowerCase()) &&
		    (which.value !== "live" || card.querySelector("[data-live]") !== null);
	};
	const filter = () => {
		let all = 0;
		let shown = 0;
		for (const section of document.querySelectorAll(".category")) {
			const category = section.querySelector("h2").textContent;
			let here = 0;
			for (const card of section.querySelectorAll(".card-item")) {
				card.hidden = !matches(card, category);
				all++;
				if (!card.hidden) here++;
			}
			section.hidden = here === 0;
			shown += here;
		}
		found.textContent = shown === all ? "" : t("{shown} of {all} challenges", { shown, all });
		nothing.hidden = shown > 0;
	};
	const change = () => {
		localStorage.setItem(KEY, JSON.stringify({ search: search.value, which: which.value }));
		filter();
	};
	const clear = () => {
		search.value = "";
		which.value = "all";
		change();
		search.focus();
	};
	try {
		const kept = JSON.parse(localStorage.getItem(KEY)) || {};
		search.value = kept.search || "";
		which.value = kept.which === "live" ? "live" : "all";
	} catch {
		// somebody else's value: begin anew
	}
	box.hidden = false;
	search.addEventListener("input", change);
	which.addEventListener("change", change);
	document.getElementById("board-clear").addEventListener("click", clear);
	// "/" goes to the filter, as on many boards
	document.addEventListener("keydown", (event) => {
		if (event.key !== "/" || event.target.closest("input, textarea, select")) return;
		event.preventDefault();
		search.focus();
	});
	filter();
	return filter;
}

const STATES = {
	queued: t("queued"), creating: t("creating"), starting: t("starting"), checking: t("checking"),
	running: t("running"), stopping: t("stopping"), failed: t("failed"),
};

function chipText(one, skew) {
	if (one.state !== "running" || !one.expires) return STATES[one.state] || one.state;
	return t("running, {time} left", { time: words(one.expires - (Date.now() / 1000 + skew)) });
}

// Mark each card whose challenge is in `list`, and no other.
function mark({ list, skew }) {
	for (const card of document.querySelectorAll(".ch-card[data-challenge]")) {
		const one = list.find((other) => other.challenge_id === Number(card.dataset.challenge));
		const chip = card.querySelector(".ch-live");
		if (!chip) continue;
		card.toggleAttribute("data-live", Boolean(one));
		chip.hidden = !one;
		if (!one) continue;
		chip.dataset.state = one.state;
		const text = chipText(one, skew);
		if (chip.textContent !== text) chip.textContent = text;
	}
}

function start() {
	if (!document.querySelector(".ch-card[data-challenge]")) return;
	const filter = filters();
	live.subscribe((message) => {
		if (message.kind === "list") {
			mark(message);
			filter();
		}
	});
}

start();
