// The field in which one cell is typed; it offers what may be chosen. Alt and Enter break the line of a long text.

let open = null;

export function openEditor(cell, { text, select, label, column, offer, finish }) {
  closeEditor();
  const isLong = column.kind === "long";
  const input = Object.assign(document.createElement(isLong ? "textarea" : "input"), { className: "cell-input", value: text, autocomplete: "off" });
  input.setAttribute("aria-label", label);
  input.dir = "auto";
  if (isLong) input.rows = 3;
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
    if (isLong && event.key === "Enter" && (event.altKey || event.ctrlKey)) {
      event.preventDefault();
      event.stopPropagation();
      input.setRangeText("\n", input.selectionStart, input.selectionEnd, "end");
      return;
    }
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
  list(input, column, offer);
}

export function closeEditor() {
  open?.end("");
}

async function list(input, column, offer) {
  const values = await offer(column);
  if (!input.isConnected || !values.length) return;
  const options = document.createElement("datalist");
  options.id = "cell-values";
  options.append(...values.map((value) => Object.assign(document.createElement("option"), { value })));
  input.after(options);
  input.setAttribute("list", options.id);
}
