// Files dropped on a .dropzone, folders too, land in its file field; what was chosen is said, and what is too big stays here.

const SHOWN = 12;
const zoneOf = (event) => event.target.closest?.("[data-dropzone]");

document.addEventListener("dragover", (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.add("is-over");
});

document.addEventListener("dragleave", (event) => {
  const zone = zoneOf(event);
  if (zone && !zone.contains(event.relatedTarget)) zone.classList.remove("is-over");
});

document.addEventListener("drop", async (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.remove("is-over");
  // The list of entries is gone after the first pause, so all are asked for at once.
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  const dropped = [...event.dataTransfer.files];
  const folders = entries.some((entry) => entry.isDirectory);
  choose(zone, folders ? (await Promise.all(entries.map(filesOf))).flat() : dropped);
});

document.addEventListener("click", (event) => {
  const zone = event.target.closest?.("[data-choose-folder]")?.closest("[data-dropzone]");
  if (!zone) return;
  const picker = Object.assign(document.createElement("input"), { type: "file", webkitdirectory: true });
  picker.addEventListener("change", () => choose(zone, [...picker.files]));
  picker.click();
});

document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone && event.target.type === "file") choose(zone, [...event.target.files]);
});

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((found, failed) => entry.file(found, failed))];
  const reader = entry.createReader();
  const found = [];
  // A folder is listed in pieces; an empty one is the end.
  for (;;) {
    const some = await new Promise((listed, failed) => reader.readEntries(listed, failed));
    if (!some.length) return found;
    found.push(...(await Promise.all(some.map(filesOf))).flat());
  }
}

function choose(zone, files) {
  const most = Number(zone.dataset.mostBytes);
  const wanted = files.filter((file) => !file.name.startsWith(".") && !file.name.startsWith("~$"));
  const fitting = wanted.filter((file) => file.size <= most);
  const field = zone.querySelector("input[type=file]");
  const tooMany = fitting.length > Number(zone.dataset.mostFiles);
  const kept = new DataTransfer();
  for (const file of tooMany ? [] : fitting.slice(0, field.multiple ? undefined : 1)) kept.items.add(file);
  field.files = kept.files;
  const said = wanted
    .filter((file) => file.size > most)
    .map((file) => fill(zone.dataset.tooBig, { name: file.name, size: megabytes(file.size), most: megabytes(most) }));
  if (tooMany) said.push(fill(zone.dataset.tooMany, { n: fitting.length, most: zone.dataset.mostFiles }));
  const names = [...kept.files].slice(0, SHOWN).map((file) => file.name).join(" · ");
  if (kept.files.length) {
    const words = kept.files.length === 1 ? zone.dataset.chosenOne : zone.dataset.chosen;
    said.unshift(fill(words, { n: kept.files.length, names: kept.files.length > SHOWN ? `${names} …` : names }));
  }
  zone.querySelector("[data-dropzone-names]").textContent = said.join(" ");
}

const megabytes = (bytes) => Math.ceil(bytes / 1024 / 1024).toLocaleString();
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
