// Calls to our own API: JSON both ways, the CSRF token, errors as sentences.

import { language, t } from "./text.js";

// What every call says of the page; `more` is the call's own.
export const headers = (more = {}) => ({ "Accept": "application/json", "Accept-Language": language,
	"CSRF-Token": document.querySelector('meta[name="csrf-token"]').content, ...more });

function sentence(status, body) {
	if (body && body.errors) {
		return Object.entries(body.errors)
		    .map(([field, texts]) => (field ? `${field}: ` : "") + texts.join(" "))
		    .join(" ");
	}
	if (body && (body.message || body.error)) return body.message || body.error;
	return t("The server answered {status}. Try again in a moment.", { status });
}

// Resolves to the answer's `data`; throws an Error with a sentence
// and, where there was an answer, its status.
export async function call(method, url, body) {
	const init = { method, headers: headers(), credentials: "same-origin" };
	if (method !== "GET") {
		init.headers["Content-Type"] = "application/json";
		init.body = JSON.stringify(body ?? {});
	}
	let answer;
	try {
		answer = await fetch(url, init);
	} catch {
		throw new Error(t("The server cannot be reached. Trying again…"));
	}
	const parsed = await answer.json().catch(() => null);
	if (!answer.ok) throw Object.assign(new Error(sentence(answer.status, parsed)), { status: answer.status });
	return parsed.data;
}

// Say something to screen readers.
export function announce(text) {
	document.getElementById("announce").textContent = text;
}
