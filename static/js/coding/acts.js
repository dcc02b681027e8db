// The acts on codings, as plain facts: how each shows on the page before the site has it, and how it is taken from sight.

export const KINDS = {
  apply: {
    show: (store, { coding }) => store.put({ ...coding }),
    hide: (store, { coding }) => store.drop(coding.id),
  },
  remove: {
    show: (store, { coding }) => store.drop(coding.id),
    hide: (store, { coding, memos }) => {
      if (memos) store.memos.set(coding.id, memos);
      store.put({ ...coding });
    },
  },
  move: {
    show: (store, { id, after }) => store.place(id, after),
    hide: (store, { id, before }) => store.place(id, before),
  },
  memo: {
    show: (store, { id, after }) => store.setMemo(id, after),
    hide: (store, { id, before }) => store.setMemo(id, before),
  },
  undo: {
    show: (store, { acts }) => acts.toReversed().forEach((act) => hide(store, act)),
    hide: (store, { acts }) => acts.forEach((act) => show(store, act)),
  },
  redo: {
    show: (store, { acts }) => acts.forEach((act) => show(store, act)),
    hide: (store, { acts }) => acts.toReversed().forEach((act) => hide(store, act)),
  },
};

// An act on a source that is not on the page shows nothing, and neither does one of a kind that the page does not know.
export function show(store, act) {
  if (concerns(store, act)) KINDS[act.kind].show(store, act.facts);
}

export function hide(store, act) {
  if (concerns(store, act)) KINDS[act.kind].hide(store, act.facts);
}

function concerns(store, { kind, facts }) {
  return kind in KINDS && (facts.source === undefined || facts.source in store.data.revisions);
}
