// The line at the foot: what is selected, how much is coded, whether all is saved.
import { showMessage } from "../workbench/messages.js";

const STATES = { saving: "running", saved: "done", waiting: "warn", signedOut: "warn" };

export function showProgress(store, words) {
  const place = document.getElementById("saved");
  const draw = ({ state, waiting, held }) => {
    const said = words[state].replace("{n}", waiting);
    place.replaceChildren(held && state === "saved" ? "" : said);
    if (held) place.append(state === "saved" ? "" : " · ", heldButton(held, words));
    place.className = `state state-${held ? "failed" : STATES[state]}`;
  };
  store.addEventListener("progress", ({ detail }) => draw(detail));
  // What was left by an earlier page may have been tried before this one listened.
  const { state, waiting, held } = store.queue;
  draw({ state, waiting, held: held.length });
  store.addEventListener("stale", () => showStale(words));
}

// What the site broke down over, to be looked at again.
function heldButton(held, words) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "button-link", textContent: words.held.replace("{n}", held) });
  button.addEventListener("click", () => document.dispatchEvent(new Event("unsavedAsked")));
  return button;
}

// The text of the page was changed elsewhere: what is on the page is no longer what codings are compared with.
function showStale(words) {
  const message = showMessage(words.textChanged, "warning");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-link";
  button.textContent = words.reload;
  button.addEventListener("click", () => location.reload());
  message?.querySelector("p").append(" ", button);
}

export function showSpan(span, text, words) {
  const place = document.getElementById("where");
  place.textContent = span
    ? words.selected.replace("{start}", span.start).replace("{end}", span.end).replace("{words}", text.trim().split(/\s+/).length)
    : words.nothing;
}
