// Uploads a file of a challenge: the body of one request, as it is.
export function start() {
	const box = document.getElementById("file-upload");
	if (!box) return;
	const input = document.getElementById("file-input");
	const said = document.getElementById("file-said");
	box.hidden = false;
	input.addEventListener("change", async () => {
		const [file] = input.files;
		if (!file) return;
		input.disabled = true;
		said.textContent = `Uploading ${file.name}…`;
		try {
			const answer = await fetch(`/api/v1/challenges/${box.dataset.challenge}/files?name=${encodeURIComponent(file.name)}`, {
				method: "PUT", credentials: "same-origin", body: file,
				headers: { "CSRF-Token": document.querySelector('meta[name="csrf-token"]').content, "Content-Type": "application/octet-stream" },
			});
			const body = await answer.json().catch(() => ({}));
			if (answer.ok) location.reload();
			else said.textContent = body.errors ? Object.values(body.errors).flat().join(" ") : body.message || `The server answered ${answer.status}.`;
		} catch {
			said.textContent = "The server cannot be reached.";
		}
		input.disabled = false;
	});
}
