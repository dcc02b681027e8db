// What was stored can be taken back step by step, and done again: each step is a line of the study's history.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";

export class Steps {
  // `send(step, isUndo)` takes a step back, or does it again, and gives what the next turn takes; `drawn` shows the cells.
  constructor({ button, words, send, drawn }) {
    Object.assign(this, { button, words, send, drawn, done: [], undone: [] });
  }

  remember(answer) {
    this.done.push(answer.event);
    this.undone.length = 0;
    this.button.disabled = false;
  }

  undo() {
    return this.step(this.done, this.undone, true);
  }

  redo() {
    return this.step(this.undone, this.done, false);
  }

  step(from, to, isUndo) {
    if (!from.length) return false;
    const event = from.pop();
    this.button.disabled = !this.done.length;
    this.send(event, isUndo).then((answer) => {
      to.push(answer.event);
      this.button.disabled = !this.done.length;
      this.drawn(answer.stored);
      announce(isUndo ? this.words.undone : this.words.redone);
    }, (error) => showMessage(error.message, "error"));
    return true;
  }
}
