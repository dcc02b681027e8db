// What one cell of a table that is edited in place shows: what is stored, or what was typed and refused, with the reason.

export const isRefused = (cell) => "typed" in cell.dataset;
export const storedIn = (cell) => cell.dataset.stored ?? cell.firstChild?.data ?? "";
export const shownIn = (cell) => cell.dataset.typed ?? storedIn(cell);

export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function show(cell, text) {
  delete cell.dataset.typed;
  delete cell.dataset.stored;
  cell.classList.remove("is-refused");
  cell.removeAttribute("aria-invalid");
  cell.removeAttribute("aria-describedby");
  cell.replaceChildren(...(text ? [text] : []));
}

// `problem` is null where the cell itself would fit, but was sent with others that do not.
export function showRefused(cell, text, stored, problem) {
  show(cell, text);
  Object.assign(cell.dataset, { typed: text, stored });
  cell.classList.add("is-refused");
  if (!problem) return;
  const box = Object.assign(document.createElement("div"), { className: "cell-problem", id: problem.id });
  box.append(Object.assign(document.createElement("p"), { textContent: problem.message }));
  for (const [label, act] of problem.acts) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.className = "button button-small";
    button.addEventListener("click", act);
    box.append(button);
  }
  cell.append(box);
  cell.setAttribute("aria-invalid", "true");
  cell.setAttribute("aria-describedby", box.id);
}

const STATES = { saving: "running", saved: "done", waiting: "warn" };

// Whether all of a table is saved, and how many of its cells are not.
export function showState(place, state, refused, words) {
  const isOff = state === "saved" && refused;
  place.textContent = isOff ? fill(words.notSaved, { count: refused }) : words[state];
  place.className = `state state-${isOff ? "failed" : STATES[state]}`;
}
