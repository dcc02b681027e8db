// The field in which one cell is typed; it offers what the column holds already.

let open = null;
const offered = new Map();

export function openEditor(cell, { text, select, label, column, known, finish }) {
  closeEditor();
  const input = Object.assign(document.createElement("input"), { className: "cell-input", value: text, autocomplete: "off" });
  input.setAttribute("aria-label", label);
  input.dir = "auto";
  if (column.kind === "numeric") input.inputMode = "decimal";
  const problem = cell.querySelector(".cell-problem");
  if (problem) input.setAttribute("aria-describedby", problem.id);
  cell.replaceChildren(input, ...(problem ? [problem] : []));
  const end = (key) => {
    if (open?.input !== input) return;
    open = null;
    finish(input.value, key);
  };
  open = { input, end };
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape" || event.key === "Enter" || event.key === "Tab") {
      event.preventDefault();
      event.stopPropagation();
      end(event.shiftKey && event.key !== "Escape" ? `Shift+${event.key}` : event.key);
    }
  });
  // A click elsewhere keeps what was typed; one on a button of the cell's problem is that button's.
  input.addEventListener("focusout", (event) => { if (!cell.contains(event.relatedTarget)) end(""); });
  input.focus();
  if (select) input.select();
  offer(input, column, known);
}

export function closeEditor() {
  open?.end("");
}

async function offer(input, column, known) {
  if (column.kind === "numeric" || column.kind === "date" || column.kind === "multiple") return;
  if (!offered.has(column.id)) {
    offered.set(column.id, fetch(known.replace("/0/", `/${column.id}/`), { headers: { Accept: "application/json" } })
      .then((answer) => answer.json()).then(({ values }) => values).catch(() => []));
  }
  const values = await offered.get(column.id);
  if (!input.isConnected || !values.length) return;
  const list = document.createElement("datalist");
  list.id = "cell-values";
  list.append(...values.map((value) => Object.assign(document.createElement("option"), { value })));
  input.after(list);
  input.setAttribute("list", list.id);
}
