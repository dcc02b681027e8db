// What somebody is writing, kept in this browser until the site has it: each person's and study's by itself.

const NAME = "marginalia.draft";

export class Kept {
  constructor(name) {
    const { person, project } = document.body.dataset;
    this.key = `${NAME}.${person}.${project}.${name}`;
  }

  read() {
    try {
      return JSON.parse(localStorage.getItem(this.key));
    } catch {
      return null;
    }
  }

  // Where the browser's store is full or switched off, the field itself is all there is.
  write(draft) {
    try {
      localStorage.setItem(this.key, JSON.stringify(draft));
    } catch {
      this.drop();
    }
  }

  drop() {
    localStorage.removeItem(this.key);
  }
}

export function forgetDrafts(person) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(`${NAME}.${person}.`)) localStorage.removeItem(key);
}

export function draftsOf(person) {
  return Object.keys(localStorage).filter((key) => key.startsWith(`${NAME}.${person}.`)).length;
}
