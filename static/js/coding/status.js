// The line at the foot: what is selected, how much is coded, whether all is saved.

const STATES = { saving: "running", saved: "done", waiting: "warn" };

export function showProgress(store, words) {
  const place = document.getElementById("saved");
  store.addEventListener("progress", ({ detail: { state, waiting } }) => {
    place.textContent = words[state].replace("{n}", waiting);
    place.className = `state state-${STATES[state]}`;
  });
}

export function showSpan(span, text, words) {
  const place = document.getElementById("where");
  place.textContent = span
    ? words.selected.replace("{start}", span.start).replace("{end}", span.end).replace("{words}", text.trim().split(/\s+/).length)
    : words.nothing;
}
