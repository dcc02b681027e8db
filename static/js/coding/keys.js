// Everything of the coding page from the keyboard; single keys act while the text or the details have the focus.
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";

const TEXT = "#text";
const TEXT_OR_DETAILS = "#text, #inspector";

// The keys that move through the text and select in it; returns what tells the block that has the focus.
export function addSelectionKeys({ root, blocks, selecting, words, focusBlock }) {
  const current = () => root.querySelector(".turn:focus") ?? root.querySelector('.turn[tabindex="0"]') ?? blocks.all[0];

  const toTurn = (step) => () => {
    const next = blocks.all[blocks.all.indexOf(current()) + step];
    if (!next) return;
    selecting.set(null);
    focusBlock(next);
    next.scrollIntoView({ block: "nearest" });
  };
  // After a step the focus is on the block where the selection ends, and what is selected is said.
  const selects = (step) => () => {
    step();
    if (!selecting.span) return;
    const block = blocks.at(selecting.span.end - 1);
    focusBlock(block);
    block.scrollIntoView({ block: "nearest" });
    announce(blocks.words(selecting.span.start, selecting.span.end).slice(-200));
  };
  const extend = (granularity, forward) => selects(() => selecting.step(current(), granularity, forward));

  register("ArrowDown", words.keyTurns, toTurn(1), TEXT);
  register("ArrowUp", words.keyTurns, toTurn(-1), TEXT);
  register("ArrowRight", words.keySentence, selects(() => selecting.move(current(), "sentence", true)), TEXT);
  register("ArrowLeft", words.keySentence, selects(() => selecting.move(current(), "sentence", false)), TEXT);
  register("Shift+ArrowRight", words.keyExtend, extend("word", true), TEXT);
  register("Shift+ArrowLeft", words.keyExtend, extend("word", false), TEXT);
  register("Alt+Shift+ArrowRight", words.keyExtendSentence, extend("sentence", true), TEXT);
  register("Alt+Shift+ArrowLeft", words.keyExtendSentence, extend("sentence", false), TEXT);
  register("Alt+ArrowRight", words.keyBegin, selects(() => selecting.stepStart("word", true)), TEXT);
  register("Alt+ArrowLeft", words.keyBegin, selects(() => selecting.stepStart("word", false)), TEXT);
  register("Shift+ArrowDown", words.keyExtendTurn, selects(() => selecting.stepBlock(current(), true)), TEXT);
  register("Shift+ArrowUp", words.keyExtendTurn, selects(() => selecting.stepBlock(current(), false)), TEXT);
  register("Escape", words.keyEscape, () => selecting.set(null), TEXT);
  return current;
}

export function addKeys({ root, blocks, selecting, words, focusBlock, openPicker, apply, recent, undo, remove, inspector, panel, showCoding }) {
  const current = addSelectionKeys({ root, blocks, selecting, words, focusBlock });
  const code = (event) => {
    if (event.target.closest("a, button")) return false;
    if (!selecting.span) selecting.whole(current());
    if (selecting.span) openPicker();
    return true;
  };
  const toCoding = (step) => () => {
    const all = panel.visible().sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
    const index = all.findIndex(({ id }) => id === inspector.currentId);
    const next = all[index < 0 ? (step > 0 ? 0 : all.length - 1) : index + step];
    if (next) showCoding(next);
  };

  register("Enter", words.keyCode, code, TEXT);
  register("c", words.keyCode, code, TEXT);
  register("]", words.keyNext, toCoding(1), TEXT_OR_DETAILS);
  register("[", words.keyPrevious, toCoding(-1), TEXT_OR_DETAILS);
  register("Delete", words.keyRemove, () => inspector.current && remove(inspector.current), TEXT_OR_DETAILS);
  register("Mod+z", words.keyUndo, (event) => (event.target.matches("textarea, input") ? false : undo()));
  for (let number = 1; number <= 9; number += 1) {
    register(String(number), `${words.keyRecent} ${number}`, () => {
      const chosen = recent.codes()[number - 1];
      if (!chosen) return;
      if (!selecting.span) selecting.whole(current());
      apply(chosen);
    }, TEXT);
  }
}
