// Parts of a page that the server draws: an element with data-part=ADDRESS is
// asked for again data-again milliseconds after the last answer, while the page
// is looked at.  What has not changed stays as it is, and with it the focus.
import * as copy from "./copy.js";
import { announce, call } from "./http.js";
import * as time from "./time.js";

const TROUBLE_MS = 5000;

// Attributes that are the reader's, not the server's.
const OWN = ["open", "hidden", "title"];

function mendAttributes(old, now) {
	for (const { name } of [...old.attributes]) {
		if (!now.hasAttribute(name) && !OWN.includes(name)) old.removeAttribute(name);
	}
	for (const { name, value } of now.attributes) {
		if (old.getAttribute(name) !== value && !OWN.includes(name)) old.setAttribute(name, value);
	}
}

// Make `old` what `now` is, with as few changes as that takes.
function mend(old, now) {
	if (old.isEqualNode(now)) return;
	if (old.nodeName !== now.nodeName || old.id !== now.id) {
		old.replaceWith(now);
		return;
	}
	if (old.nodeType !== Node.ELEMENT_NODE) {
		old.nodeValue = now.nodeValue;
		return;
	}
	mendAttributes(old, now);
	mendChildren(old, now);
}

function drop(node) {
	const next = node.nextSibling;
	node.remove();
	return next;
}

// Children with an id are the same thing wherever they stand: those that are
// gone go first, so that the others need not move, and new ones come between.
function mendChildren(old, now) {
	const shall = [...now.childNodes];
	const ids = new Set(shall.map((node) => node.id).filter(Boolean));
	for (const node of [...old.childNodes]) if (node.id && !ids.has(node.id)) node.remove();
	let here = old.firstChild;
	for (const node of shall) {
		const same = node.id ? [...old.children].find((one) => one.id === node.id) : here && !here.id ? here : null;
		if (!same) {
			old.insertBefore(node, here);
			continue;
		}
		while (here && here !== same && !here.id) here = drop(here);
		if (same !== here) old.insertBefore(same, here);
		here = same.nextSibling;
		mend(same, node);
	}
	while (here) here = drop(here);
}

// Elements with data-say are told to screen readers when they change: what
// they are about, and their text.
const sayings = (el) => [...el.querySelectorAll("[data-say]")].map((one) => `${one.dataset.say}: ${one.textContent}`);

function take(el, now) {
	const before = sayings(el);
	const hadFocus = el.contains(document.activeElement);
	mend(el, now);
	// what had it is gone
	if (hadFocus && !el.contains(document.activeElement))
		(el.querySelector("[tabindex]") || document.getElementById("main")).focus({ preventScroll: true });
	time.start(el);
	copy.show(el);
	const news = sayings(el).filter((text) => !before.includes(text));
	if (news.length) announce(news.join(". "));
	el.dispatchEvent(new CustomEvent("part", { bubbles: true }));
}

// Fetch the elements of the same ids anew, from `address`: whether it is worth
// asking again.
export async function renewAll(elements, address) {
	const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
	if (answer.redirected) location.reload();
	if (!answer.ok) return answer.status >= 500;
	const page = new DOMParser().parseFromString(await answer.text(), "text/html");
	for (const el of elements) {
		const now = page.getElementById(el.id);
		if (now) take(el, document.importNode(now, true));
	}
	return true;
}

export const renew = (el, address) => renewAll([el], address);

function watch(el) {
	let timer = null;
	const later = (ms) => {
		clearTimeout(timer);
		timer = document.hidden || !ms ? null : setTimeout(look, ms);
	};
	const look = async () => {
		let again = true;
		let ms = TROUBLE_MS;
		try {
			again = await renew(el, el.dataset.part);
			ms = Number(el.dataset.again);
		} catch {
			// the server is away; it may come back
		}
		if (again) later(ms);
	};
	document.addEventListener("visibilitychange", () => { if (el.dataset.again) later(1); });
	el.addEventListener("part", () => later(Number(el.dataset.again)));
	later(Number(el.dataset.again));
}

function complain(el, text) {
	const line = document.createElement("p");
	line.className = "alert alert-danger";
	line.setAttribute("role", "alert");
	line.textContent = text;
	el.append(line);
}

// A form with data-verb and data-api in a part is sent without leaving the page,
// on which other forms may hold what is not saved yet.
async function order(form) {
	const el = form.closest("[data-part]");
	try {
		await call(form.dataset.verb, form.dataset.api);
		await renew(el, el.dataset.part);
	} catch (error) {
		complain(el, error.message);
	}
}

function start() {
	document.addEventListener("submit", (event) => {
		if (event.defaultPrevented || !event.target.dataset.api) return;
		event.preventDefault();
		order(event.target);
	});
	for (const el of document.querySelectorAll("[data-part]")) watch(el);
}

start();
