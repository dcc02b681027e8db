// Everything of the coding page from the keyboard; single keys act while the text or the details have the focus.
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";
import { snaps } from "./pointing.js";

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
    const block = blocks.at(selecting.movesStart ? selecting.span.start : selecting.span.end - 1);
    focusBlock(block);
    block.scrollIntoView({ block: "nearest" });
    announce(blocks.words(selecting.span.start, selecting.span.end).slice(-200));
  };
  // Forward is where the text runs: to the left in a turn that is written from right to left.
  const isForward = (event) => (event.key === "ArrowRight") !== (getComputedStyle(current()).direction === "rtl");
  const bySide = (act) => (event) => selects(() => act(isForward(event)))();
  const sideways = (keys, label, act) => {
    for (const side of ["ArrowRight", "ArrowLeft"]) register(`${keys}${side}`, label, bySide(act), TEXT);
  };
  const extend = (granularity) => (forward) => selecting.step(current(), granularity, forward);
  const [finer, coarser] = [() => (snaps() ? "grapheme" : "word"), () => (snaps() ? "word" : "grapheme")];

  register("ArrowDown", words.keyTurns, toTurn(1), TEXT);
  register("ArrowUp", words.keyTurns, toTurn(-1), TEXT);
  sideways("", words.keySentence, (forward) => selecting.move(current(), "sentence", forward));
  sideways("Mod+", words.keyWord, (forward) => selecting.move(current(), "word", forward));
  sideways("Shift+", words.keyExtend, (forward) => extend(coarser())(forward));
  sideways("Mod+Shift+", words.keyExtendCharacter, (forward) => extend(finer())(forward));
  sideways("Alt+Shift+", words.keyExtendSentence, extend("sentence"));
  sideways("Alt+", words.keyBegin, (forward) => selecting.stepStart("word", forward));
  register("Shift+ArrowDown", words.keyExtendTurn, selects(() => extend("turn")(true)), TEXT);
  register("Shift+ArrowUp", words.keyExtendTurn, selects(() => extend("turn")(false)), TEXT);
  register("o", words.keyOtherEnd, () => announce(selecting.turnAbout() ? words.movesStart : words.movesEnd), TEXT);
  register("w", words.keyWiden, selects(() => selecting.widen(current())), TEXT);
  register("Shift+w", words.keyNarrow, selects(() => selecting.narrow()), TEXT);
  register("t", words.keyTurn, selects(() => selecting.whole(current())), TEXT);
  register("Escape", words.keyEscape, () => selecting.set(null), TEXT);
  return current;
}

export function addKeys({ root, blocks, selecting, words, focusBlock, openPicker, apply, choices, remove, inspector, extent }) {
  const current = addSelectionKeys({ root, blocks, selecting, words, focusBlock });
  // What is selected, else all of the turn that has the focus.
  const spanOrTurn = () => {
    if (!selecting.span) selecting.whole(current());
    return selecting.span;
  };
  const use = (code) => code && !extent.coding && spanOrTurn() && apply(code);
  const code = (event) => {
    if (event.target.closest("a, button")) return false;
    if (extent.coding) extent.keep();
    else if (spanOrTurn()) openPicker();
    return true;
  };

  register("Enter", words.keyCode, code, TEXT);
  register("c", words.keyCode, code, TEXT);
  register("r", words.keyRepeat, () => (choices.last() ? use(choices.last()) : announce(words.noneYet)), TEXT);
  register("e", words.keyExtent, () => inspector.current && extent.begin(inspector.current), TEXT_OR_DETAILS);
  register("Delete", words.keyRemove, () => inspector.current && remove(inspector.current), TEXT_OR_DETAILS);
  for (let number = 1; number <= 9; number += 1) {
    register(String(number), `${words.keyNumber} ${number}`, () => {
      use(choices.numbered(number));
    }, TEXT);
  }
  return current;
}
