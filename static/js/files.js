// Uploads a file of a challenge: the body of one request, as it is.
import { headers } from "./http.js";
import { t } from "./text.js";

function start() {
	const box = document.getElementById("file-upload");
	if (!box) return;
	const input = document.getElementById("file-input");
	const said = document.getElementById("file-said");
	document.getElementById("file-send").hidden = true; // choosing is enough
	input.addEventListener("change", async () => {
		const [file] = input.files;
		if (!file) return;
		input.disabled = true;
		said.textContent = t("Uploading {name}…", { name: file.name });
		try {
			const answer = await fetch(`/api/v1/challenges/${box.dataset.challenge}/files?name=${encodeURIComponent(file.name)}`, {
				method: "PUT", credentials: "same-origin", body: file,
				headers: headers({ "Content-Type": "application/octet-stream" }),
			});
			const body = await answer.json().catch(() => ({}));
			if (answer.ok) location.reload();
			else said.textContent = body.errors ? Object.values(body.errors).flat().join(" ") : body.message || t("The server answered {status}. Try again in a moment.", { status: answer.status });
		} catch {
			said.textContent = t("The server cannot be reached. Try again.");
		}
		input.disabled = false;
	});
}

start();
