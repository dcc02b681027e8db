// Opens and closes the side panes of the workspace: data-pane-toggle="left" or "right"; remembered in this browser.

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
}
