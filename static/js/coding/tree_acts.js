// What can be done to the codebook beside the text, for who may: move, nest, rename, recolour, and the dialogs of the rest.
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";
import { CODE_TYPE } from "./tree.js";

const EDGE = 0.28; // of a row's height, above and below which a dropped code stands beside it, not within

export function addTreeActs(tree, store) {
  const menu = document.getElementById("code-menu");
  if (!menu) return;
  const { element } = tree;
  const words = element.dataset;
  const address = (name, code) => menu.dataset[name].replace("/0/", `/${code.id}/`);
  const post = (name, code, values = {}) => htmx.ajax("POST", address(name, code), { values, source: element, swap: "none" });
  const current = () => store.codes.get(tree.current);
  const siblings = (code) => store.listed().filter(({ parent }) => parent === code.parent);

  // --- The menu ---------------------------------------------------------------------------------

  let chosen = null;

  function openMenu(code, x, y) {
    chosen = code;
    for (const link of menu.querySelectorAll("a[data-act]")) link.href = address(link.dataset.act, code);
    menu.querySelector("[data-title]").textContent = code.name;
    for (const swatch of menu.querySelectorAll("[data-tint]")) swatch.setAttribute("aria-pressed", String(Number(swatch.dataset.tint) === code.tint));
    menu.showPopover();
    const { width, height } = menu.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(x, innerWidth - width - 4))}px`;
    menu.style.top = `${Math.max(4, Math.min(y, innerHeight - height - 4))}px`;
    menu.querySelector("button, a").focus();
  }

  function openBeside(code) {
    const { left, bottom } = tree.rowOf(code.id).getBoundingClientRect();
    openMenu(code, left + 24, bottom);
  }

  element.addEventListener("contextmenu", (event) => {
    const code = tree.codeOf(event.target);
    if (!code) return;
    event.preventDefault();
    // From the keyboard the event has no place of its own.
    if (event.clientX || event.clientY) openMenu(code, event.clientX, event.clientY);
    else openBeside(code);
  });
  element.addEventListener("click", (event) => {
    if (!event.target.closest("[data-more]")) return;
    event.stopPropagation();
    openBeside(tree.codeOf(event.target));
  }, true);

  const acts = {
    rename: (code) => rename(code),
    retire: (code) => post("retire", code),
  };
  menu.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act], [data-tint]");
    if (!act) return;
    menu.hidePopover();
    if (act.dataset.tint) post("recolour", chosen, { tint: act.dataset.tint });
    else if (act.dataset.dialog !== undefined) {
      event.preventDefault();
      tree.rowOf(chosen.id).querySelector(".tree-row").focus();
      htmx.ajax("GET", act.href, { target: "body", swap: "beforeend" });
    } else acts[act.dataset.act]?.(chosen);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") tree.go(chosen);
  });

  // --- Rename in place ----------------------------------------------------------------------------

  function rename(code) {
    const name = tree.rowOf(code.id).querySelector(".name");
    const input = Object.assign(document.createElement("input"), { className: "tree-rename", value: code.name, maxLength: 200 });
    input.setAttribute("aria-label", words.labelRename);
    const button = name.closest(".tree-row");
    button.hidden = true;
    button.after(input);
    input.select();
    input.focus();
    let isOver = false;
    const end = (isKept) => {
      if (isOver) return;
      isOver = true;
      const said = input.value.trim();
      input.remove();
      button.hidden = false;
      button.focus({ preventScroll: true });
      tree.drawLate();
      if (isKept && said && said !== code.name) post("rename", code, { name: said });
    };
    input.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
      event.preventDefault();
      end(event.key === "Enter");
    });
    input.addEventListener("click", (event) => event.stopPropagation());
    input.addEventListener("blur", () => end(true));
  }

  // --- Move and nest --------------------------------------------------------------------------------

  function place(code, parent, before) {
    announce(words.moving.replace("{code}", code.name));
    return post("place", code, { parent: parent ?? "", before: before ?? "" });
  }

  function nest() {
    const code = current();
    const all = siblings(code);
    const above = all[all.indexOf(code) - 1];
    if (!above) return;
    tree.fold(above, false);
    place(code, above.id, null);
  }

  function unnest() {
    const code = current();
    const above = store.codes.get(code.parent);
    if (!above) return;
    const beside = siblings(above);
    place(code, above.parent, beside[beside.indexOf(above) + 1]?.id);
  }

  register("Alt+ArrowUp", words.labelMove, () => { post("up", current()); }, "#code-tree");
  register("Alt+ArrowDown", words.labelMove, () => { post("down", current()); }, "#code-tree");
  register("Alt+ArrowRight", words.labelNest, nest, "#code-tree");
  register("Alt+ArrowLeft", words.labelNest, unnest, "#code-tree");
  register("F2", words.labelRename, () => rename(current()), "#code-tree");
  register("Shift+F10", words.labelMenu, () => openBeside(current()), "#code-tree");

  let dragged = null;
  element.addEventListener("dragstart", (event) => { dragged = tree.codeOf(event.target); });
  element.addEventListener("dragend", () => {
    dragged = null;
    mark(null);
  });

  // Where a code would stand that is let go here: within a row, or beside it. Nothing stands below itself.
  function spotOf(event) {
    const code = tree.codeOf(event.target);
    if (!dragged || !code || !event.dataTransfer.types.includes(CODE_TYPE)) return null;
    for (let above = code; above; above = store.codes.get(above.parent)) if (above === dragged) return null;
    const box = tree.rowOf(code.id).getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    return { code, how: part < EDGE ? "before" : part > 1 - EDGE ? "after" : "into" };
  }

  function mark(spot) {
    for (const row of element.querySelectorAll(".drop-before, .drop-after, .drop-into")) row.classList.remove("drop-before", "drop-after", "drop-into");
    if (spot) tree.rowOf(spot.code.id).classList.add(`drop-${spot.how}`);
  }

  element.addEventListener("dragover", (event) => {
    const spot = spotOf(event);
    mark(spot);
    if (!spot) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
  });
  element.addEventListener("drop", (event) => {
    const spot = spotOf(event);
    mark(null);
    if (!spot) return;
    event.preventDefault();
    event.stopPropagation();
    const { code, how } = spot;
    const beside = siblings(code);
    if (how === "into") place(dragged, code.id, null);
    else place(dragged, code.parent, how === "before" ? code.id : beside[beside.indexOf(code) + 1]?.id);
  });
}
