// Opens and closes the side panes of the workspace: data-pane-toggle="left" or "right"; remembered in this browser.
// Where the window is narrow they are sheets over the text: data-sheet-open="left" or "right", one at a time.

const STORE = "marginalia.panes";

function saved() {
  return (localStorage.getItem(STORE) ?? "").split(" ").filter(Boolean);
}

function draw(workspace, closed) {
  for (const side of ["left", "right"]) {
    if (closed.includes(side)) workspace.dataset[side] = "closed";
    else delete workspace.dataset[side];
    document.querySelector(`[data-pane-toggle="${side}"]`)?.setAttribute("aria-pressed", String(!closed.includes(side)));
  }
}

const workspace = document.querySelector("[data-workspace]");
if (workspace) {
  draw(workspace, saved());
  document.addEventListener("click", (event) => {
    const side = event.target.closest("[data-pane-toggle]")?.dataset.paneToggle;
    if (!side) return;
    const closed = saved();
    const next = closed.includes(side) ? closed.filter((name) => name !== side) : [...closed, side];
    localStorage.setItem(STORE, next.join(" "));
    draw(workspace, next);
    document.dispatchEvent(new CustomEvent("panesChanged"));
  });

  const tabs = [...document.querySelectorAll("[data-sheet-open]")];
  for (const tab of tabs) {
    const pane = document.querySelector(`.pane-${tab.dataset.sheetOpen}`);
    pane.id ||= `pane-${tab.dataset.sheetOpen}`;
    tab.setAttribute("aria-controls", pane.id);
    tab.querySelector("span").textContent = pane.getAttribute("aria-label");
    tab.addEventListener("click", () => openSheet(workspace.dataset.sheet === tab.dataset.sheetOpen ? null : tab.dataset.sheetOpen));
  }
  const openSheet = (side) => {
    if (side) workspace.dataset.sheet = side;
    else delete workspace.dataset.sheet;
    for (const tab of tabs) tab.setAttribute("aria-expanded", String(tab.dataset.sheetOpen === side));
  };
  // The page may ask for a sheet; where the panes stand side by side nothing is to be done.
  document.addEventListener("sheetWanted", ({ detail }) => openSheet(detail));
  document.addEventListener("keydown", (event) => {
    const side = workspace.dataset.sheet;
    if (event.key !== "Escape" || event.defaultPrevented || !side || !event.target.closest?.(".pane-left, .pane-right, .sheet-tabs")) return;
    openSheet(null);
    tabs.find((tab) => tab.dataset.sheetOpen === side)?.focus();
  });
  // Where the side pane is the work itself, as in settling, it is open at first.
  if (workspace.classList.contains("workspace-wide")) openSheet("right");
}
