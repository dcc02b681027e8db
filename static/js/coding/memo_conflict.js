// A memo that was changed in two places: what the other place wrote is shown, and one says which stays.

export class MemoConflict {
  constructor(form, { keep, take }) {
    Object.assign(this, { form, keep, take });
  }

  // address: where the memo stands as plain values.
  async ask(address) {
    const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
    const theirs = answer?.ok ? await answer.json().catch(() => null) : null;
    this.note?.remove();
    this.note = this.form.querySelector("template[data-memo-conflict]").content.firstElementChild.cloneNode(true);
    this.form.querySelector("[data-memo-editor]").after(this.note);
    this.note.querySelector("[data-theirs]").textContent = theirs?.body ?? "";
    this.on("keep", () => this.end(this.keep, theirs));
    this.on("take", () => this.end(this.take, theirs));
    for (const button of this.note.querySelectorAll("button")) button.hidden = !theirs;
  }

  on(name, act) {
    this.note.querySelector(`[data-${name}]`).addEventListener("click", act);
  }

  end(choice, { title, body }) {
    this.note.remove();
    choice({ title, body });
    this.form.elements.body.focus();
  }
}
