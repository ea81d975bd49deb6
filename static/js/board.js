// The board's filter: as you type, remembered for the tab.

export function start() {
	const input = document.getElementById("board-search");
	if (!input) return;
	const filter = () => {
		const words = input.value.toLowerCase();
		sessionStorage.setItem("board-search", input.value);
		for (const section of document.querySelectorAll(".category")) {
			let shown = 0;
			for (const card of section.querySelectorAll(".card-item")) {
				card.hidden = !`${section.querySelector("h2").textContent} ${card.textContent}`.toLowerCase().includes(words);
				if (!card.hidden) shown++;
			}
			section.hidden = shown === 0;
		}
	};
	input.hidden = false;
	input.value = sessionStorage.getItem("board-search") || "";
	input.addEventListener("input", filter);
	filter();
}
