// Lists of people: a CSV file is read into the form's text, which works without
// a file too.

export function start() {
	const file = document.getElementById("csv-file");
	const text = document.getElementById("csv");
	if (!file || !text) return;
	file.closest(".import-file").hidden = false;
	file.addEventListener("change", async () => {
		if (file.files.length > 0) text.value = await file.files[0].text();
	});
}
