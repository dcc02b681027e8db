// A code for whole sources, whose text need not be on the page: one act, in as many requests as it takes.
import { showMessage } from "../workbench/messages.js";
import { newId } from "../workbench/request.js";
import { KINDS } from "./acts.js";
import { ORIGINS } from "./origins.js";

const AT_ONCE = 200; // sources in one request

KINDS.applyMany = {
  show: (store, { codings }) => codings.forEach((coding) => store.put({ ...coding })),
  hide: (store, { codings }) => codings.forEach(({ id }) => store.drop(id)),
};

// wholes: [source, length] each.
export function applyToWholes(store, code, wholes) {
  const { me, rounds, revisions, urls } = store.data;
  const codings = wholes.map(([source, end]) => ({
    id: newId(), source, code, coder: me, start: 0, end, round: rounds[source] ?? null, consensus: false, made: Date.now(), origin: ORIGINS.indexOf("originBulk"),
  }));
  store.together(() => {
    for (let first = 0; first < codings.length; first += AT_ONCE) {
      const some = codings.slice(first, first + AT_ONCE);
      const answers = some.map(({ id, source }) => [source, id, revisions[source] ?? null]);
      const request = { method: "POST", address: urls.chosen, body: { code, answers } };
      const facts = { codings: some, coding: some[0] };
      store.act("applyMany", facts, store.words.actApply, request).then((answer) => settle(store, some, answer), () => {});
    }
  });
}

// What the site made of them: where each begins and ends, or why it has none.
function settle(store, codings, answer) {
  const reasons = new Map();
  for (const { id, source } of codings) {
    const [known, start, end] = answer.coded[source] ?? [];
    const coding = store.codings.get(id);
    if (known && coding) {
      store.drop(id);
      store.put({ ...coding, id: known, start, end });
    } else if (!known) {
      store.drop(id);
      const reason = answer.refused[source] ?? store.words.refused.replace("{status}", "404");
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  for (const [reason, n] of reasons) showMessage(n > 1 ? `${n} × ${reason}` : reason, "error");
}
