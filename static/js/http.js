// Calls to our own API: JSON both ways, the CSRF token, errors as sentences.

const token = () => document.querySelector('meta[name="csrf-token"]').content;

function sentence(status, body) {
	if (body && body.errors) {
		return Object.entries(body.errors)
		    .map(([field, texts]) => (field ? `${field}: ` : "") + texts.join(" "))
		    .join(" ");
	}
	if (body && (body.message || body.error)) return body.message || body.error;
	return `The server answered ${status}. Try again in a moment.`;
}

// Resolves to the answer's `data`; throws an Error with a sentence
// and, where there was an answer, its status.
export async function call(method, url, body) {
	const init = { method, headers: { Accept: "application/json" }, credentials: "same-origin" };
	if (method !== "GET") {
		init.headers["CSRF-Token"] = token();
		init.headers["Content-Type"] = "application/json";
		init.body = JSON.stringify(body ?? {});
	}
	let answer;
	try {
		answer = await fetch(url, init);
	} catch {
		throw new Error("The server cannot be reached. Trying again…");
	}
	const parsed = await answer.json().catch(() => null);
	if (!answer.ok) throw Object.assign(new Error(sentence(answer.status, parsed)), { status: answer.status });
	return parsed.data;
}

// Say something to screen readers.
export function announce(text) {
	document.getElementById("announce").textContent = text;
}
