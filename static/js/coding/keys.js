// Everything of the coding page from the keyboard; keys act while the text has the focus.
import { register } from "../workbench/shortcuts.js";

const TEXT = "#text";

export function addKeys({ root, blocks, selecting, words, focusBlock, openPicker, apply, recent, undo, remove, inspector, panel, showCoding }) {
  const current = () => root.querySelector(".turn:focus") ?? root.querySelector('.turn[tabindex="0"]') ?? blocks.all[0];

  const toTurn = (step) => () => {
    const index = blocks.all.indexOf(current()) + step;
    if (!blocks.all[index]) return;
    selecting.set(null);
    focusBlock(blocks.all[index]);
    blocks.all[index].scrollIntoView({ block: "nearest" });
  };
  const extend = (granularity, forward) => () => selecting.step(current(), granularity, forward);
  const code = () => {
    if (!selecting.span) selecting.whole(current());
    openPicker();
  };
  const toCoding = (step) => () => {
    const all = panel.visible().sort((a, b) => a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
    const index = all.findIndex(({ id }) => id === inspector.currentId);
    const next = all[index < 0 ? (step > 0 ? 0 : all.length - 1) : index + step];
    if (next) showCoding(next);
  };

  register("ArrowDown", words.keyTurns, toTurn(1), TEXT);
  register("ArrowUp", words.keyTurns, toTurn(-1), TEXT);
  register("Shift+ArrowRight", words.keyExtend, extend("word", true), TEXT);
  register("Shift+ArrowLeft", words.keyExtend, extend("word", false), TEXT);
  register("Alt+ArrowRight", words.keyExtend, () => selecting.stepStart("word", true), TEXT);
  register("Alt+ArrowLeft", words.keyExtend, () => selecting.stepStart("word", false), TEXT);
  register("ArrowRight", words.keySentence, extend("sentence", true), TEXT);
  register("ArrowLeft", words.keySentence, extend("sentence", false), TEXT);
  register("Enter", words.keyCode, code, TEXT);
  register("c", words.keyCode, code, TEXT);
  register("]", words.keyNext, toCoding(1));
  register("[", words.keyPrevious, toCoding(-1));
  register("Delete", words.keyRemove, () => inspector.current && remove(inspector.current));
  register("Mod+z", words.keyUndo, (event) => (event.target.matches("textarea, input") ? false : undo()));
  register("Escape", words.nothing, () => selecting.set(null), TEXT);
  for (let number = 1; number <= 9; number += 1) {
    register(String(number), `${words.keyRecent} ${number}`, () => {
      const chosen = recent.codes()[number - 1];
      if (!chosen) return;
      if (!selecting.span) selecting.whole(current());
      apply(chosen);
    }, TEXT);
  }
}
