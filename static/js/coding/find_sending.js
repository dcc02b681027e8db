// Codes for places that were found, sent like any act of the page: the places show at once, and the site says what became
// of them.
import { newId } from "../workbench/request.js";
import { KINDS } from "./acts.js";
import { ORIGINS } from "./origins.js";

KINDS.found = {
  show: (store, { codings }) => codings.forEach((coding) => store.put({ ...coding })),
  hide: (store, { codings }) => codings.forEach(({ id }) => store.drop(id)),
};

// spans: where the codings will be, [start, end] each; body: what the site is asked. Resolves with its answer.
export async function sendFound(store, { code, source, spans, address, body }) {
  const { me, rounds } = store.data;
  const round = rounds[source] ?? null;
  const isThere = ([start, end]) => store.over(source, start, end).some((one) => one.code === code.id && one.coder === me && one.start === start && one.end === end && !one.consensus);
  const codings = spans.filter((span) => !isThere(span)).map(([start, end]) => ({
    id: newId(), source, code: code.id, coder: me, start, end, round, consensus: false, made: Date.now(), origin: ORIGINS.indexOf("originSearch"),
  }));
  const answer = await store.act("found", { source, codings }, store.words.actFound.replace("{code}", code.name), {
    method: "POST", address, body: { ...body, code: code.id },
  });
  // The codings have other keys on the site: what stood for them goes when it is read anew, and so do they when undone.
  for (const act of store.stack.undo) if (store.stack.factsOf(act.key).some(({ kind, facts }) => kind === "found" && facts.codings[0]?.id === codings[0]?.id)) store.stack.known.delete(act.key);
  for (const { id } of codings) store.drop(id, true);
  store.cursor = "";
  await store.refresh();
  store.dispatchEvent(new Event("refreshed"));
  return answer;
}
