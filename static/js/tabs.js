// The editor of a challenge in tabs.  Without this script it is one long page
// whose tabs are links into it.  An element with data-tab=NAME belongs to the
// tab whose link is #NAME; the address keeps which one is shown.

import { t } from "./text.js";

// Some part of a tab is to be seen: a field that is wrong.
export function reveal(el) {
	el.dispatchEvent(new CustomEvent("reveal", { bubbles: true }));
}

function warning() {
	const dot = document.createElement("span");
	const text = document.createElement("span");
	dot.className = "tab-wrong";
	text.className = "visually-hidden";
	text.textContent = t(" (something in it is wrong)");
	dot.append(text);
	return dot;
}

class Tabs {
	constructor(nav) {
		this.links = [...nav.querySelectorAll("a")];
		nav.setAttribute("role", "tablist");
		for (const link of this.links) this.adopt(link);
		nav.addEventListener("keydown", (event) => this.key(event));
		document.addEventListener("reveal", (event) => this.revealed(event.target));
		document.addEventListener("invalid", (event) => this.refused(event.target), true);
		addEventListener("hashchange", () => this.follow());
		document.addEventListener("change", () => this.leave());
		new MutationObserver(() => this.mark()).observe(document.querySelector("main"),
		    { subtree: true, attributeFilter: ["aria-invalid"] });
		this.follow();
	}

	name = (link) => link.hash.slice(1);
	parts = (link) => [...document.querySelectorAll(`[data-tab="${this.name(link)}"]`)];
	open = () => this.links.filter((link) => !link.hidden);

	adopt(link) {
		const parts = this.parts(link);
		link.setAttribute("role", "tab");
		link.setAttribute("aria-controls", parts.map((part) => part.id).join(" "));
		for (const part of parts) {
			part.setAttribute("role", "tabpanel");
			part.setAttribute("aria-labelledby", link.id);
		}
		link.addEventListener("click", (event) => {
			event.preventDefault();
			this.choose(link);
		});
	}

	show(chosen) {
		this.chosen = chosen;
		for (const link of this.links) {
			link.setAttribute("aria-selected", String(link === chosen));
			link.tabIndex = link === chosen ? 0 : -1;
			for (const part of this.parts(link)) part.hidden = link !== chosen;
		}
		for (const field of document.querySelectorAll('input[name="tab"]')) field.value = this.name(chosen);
		chosen.scrollIntoView({ block: "nearest", inline: "nearest" });
	}

	choose(link) {
		this.show(link);
		history.replaceState(null, "", link.hash);
	}

	// The tab of the address, its own name or that of something in it; of a form
	// that came back, the one that was shown.
	follow() {
		const id = location.hash.slice(1) || document.querySelector('input[name="tab"]').value;
		const target = id ? document.getElementById(id) : null;
		const name = target?.closest("[data-tab]")?.dataset.tab || id;
		this.show(this.open().find((link) => this.name(link) === name) || this.chosen || this.links[0]);
	}

	key(event) {
		const open = this.open();
		const at = open.indexOf(this.chosen);
		const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: open.length - 1 }[event.key];
		if (to === undefined) return;
		event.preventDefault();
		const link = open[(to + open.length) % open.length];
		this.choose(link);
		link.focus();
	}

	// The address stays: a page that is still loading would go where it says,
	// and take the focus along.
	revealed(el) {
		const part = el.closest("[data-tab]");
		if (part) this.show(this.links.find((link) => this.name(link) === part.dataset.tab));
	}

	// The browser refuses to send a form, and is about to put the focus on the
	// first wrong field; one that is seen already will do.
	refused(el) {
		const seen = [...el.form.elements].some((field) => !field.validity.valid && !field.closest("[data-tab][hidden]"));
		if (!seen) this.revealed(el);
	}

	// A tab that goes away is followed by the first.
	leave() {
		if (this.chosen.hidden) this.choose(this.open()[0]);
	}

	// Which tabs have a field that is wrong.
	mark() {
		for (const link of this.links) {
			const wrong = this.parts(link).some((part) => part.querySelector('[aria-invalid="true"]'));
			link.querySelector(".tab-wrong")?.remove();
			if (wrong) link.append(warning());
		}
	}
}

export function start() {
	const nav = document.getElementById("tabs");
	if (nav) new Tabs(nav);
}
