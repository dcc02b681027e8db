// "Code this turn" beside the turn that has the focus: coding without a selection, also where a screen reader reads.

export class TurnButton {
  // code(block) opens the picker for the whole of a turn; the button stands behind its turn in the order of reading.
  // Another one, above the text, is for the turn that had the focus last: current().
  constructor(root, { current, code }) {
    document.getElementById("code-turn-here")?.addEventListener("click", () => code(current()));
    const button = document.getElementById("code-turn");
    if (!button) return;
    let block = null;
    root.addEventListener("focusin", (event) => {
      const turn = event.target.closest(".turn");
      if (!turn || turn === block) return;
      block = turn;
      button.style.insetBlockStart = `${turn.offsetTop}px`;
      button.dataset.n = turn.dataset.n ?? "";
      button.hidden = false;
      turn.after(button);
    });
    button.addEventListener("click", () => code(block));
  }
}
