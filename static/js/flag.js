// The form of a challenge's flag, without leaving the page.
import { announce, headers } from "./http.js";
import { t } from "./text.js";

const LOOKS = {
	correct: "success", partial: "info", already_solved: "info",
	ratelimited: "warning", paused: "warning",
};

async function submit(challenge, submission) {
	const answer = await fetch("/api/v1/challenges/attempt", {
		method: "POST",
		credentials: "same-origin",
		headers: headers({ "Content-Type": "application/json" }),
		body: JSON.stringify({ challenge_id: challenge, submission }),
	});
	const body = await answer.json();
	// judgements have a body of their own, whatever the status
	if (body.data && body.data.status) return { status: body.data.status, message: body.data.said || body.data.message };
	const errors = body.errors ? Object.values(body.errors).flat().join(" ") : body.message;
	return { status: "refused", message: errors || t("The server answered {status}. Try again in a moment.", { status: answer.status }) };
}

function start() {
	const form = document.getElementById("flag-form");
	if (!form) return;
	const verdict = document.getElementById("verdict");
	const input = form.elements.submission;
	const button = form.querySelector("button");
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		button.disabled = true;
		let said;
		try {
			said = await submit(Number(form.dataset.challenge), input.value);
		} catch {
			said = { status: "refused", message: t("The server cannot be reached. Try again.") };
		}
		button.disabled = false;
		verdict.className = `alert alert-${LOOKS[said.status] || "danger"}`;
		verdict.textContent = said.message;
		announce(said.message);
		if (said.status === "correct") {
			input.value = "";
			document.dispatchEvent(new CustomEvent("solved"));
		}
	});
}

start();
