// What was stored can be taken back step by step, and done again: each step is a line of the study's history.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";

export class Steps {
  // `send` takes an event back and gives the event of that; `drawn` shows the cells as they are then.
  constructor({ button, words, send, drawn }) {
    Object.assign(this, { button, words, send, drawn, done: [], undone: [] });
  }

  remember(answer) {
    this.done.push(answer.event);
    this.undone.length = 0;
    this.button.disabled = false;
  }

  undo() {
    return this.step(this.done, this.undone, this.words.undone);
  }

  redo() {
    return this.step(this.undone, this.done, this.words.redone);
  }

  step(from, to, said) {
    if (!from.length) return false;
    const event = from.pop();
    this.button.disabled = !this.done.length;
    this.send(event).then((answer) => {
      to.push(answer.event);
      this.button.disabled = !this.done.length;
      this.drawn(answer.stored);
      announce(said);
    }, (error) => showMessage(error.message, "error"));
    return true;
  }
}
