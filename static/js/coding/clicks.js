// A click on coloured words, a stripe or a name: its codings in the details, one after the other on further clicks.
import { codingsBehind } from "./stripes.js";

const GAP = 40; // pixels

export function listenToClicks(root, { seeing, inspector, showCoding }) {
  root.addEventListener("click", (event) => {
    if (event.target.closest("a, button")) return;
    const behind = codingsBehind(event.target);
    if (behind.length === 1) {
      showCoding(behind[0], { scroll: false });
      showDetails(root, event.clientY);
      return;
    }
    if (!behind.length && !getSelection().isCollapsed) return;
    const here = behind.length ? behind : seeing.under(event);
    inspector.cycle(here);
    if (here.length) showDetails(root, event.clientY);
  });
}

// Where the details are a sheet over the text, it opens, and what was pointed at stays in view above it.
function showDetails(root, top) {
  document.dispatchEvent(new CustomEvent("sheetWanted", { detail: "right" }));
  const sheet = document.querySelector(".pane-right").getBoundingClientRect();
  const isOver = getComputedStyle(document.querySelector(".sheet-tabs")).display !== "none";
  if (isOver && top > sheet.top - GAP) root.closest(".pane").scrollBy({ top: top - sheet.top + GAP });
}
