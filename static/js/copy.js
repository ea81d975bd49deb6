// Copy buttons: any .copy with data-copy.

async function copy(button) {
	await navigator.clipboard.writeText(button.dataset.copy);
	const text = button.textContent;
	button.textContent = "Copied";
	setTimeout(() => { button.textContent = text; }, 1500);
}

export function start() {
	for (const button of document.querySelectorAll(".copy[hidden]")) button.hidden = false;
	document.addEventListener("click", (event) => {
		const button = event.target.closest(".copy");
		if (button) copy(button);
	});
}
