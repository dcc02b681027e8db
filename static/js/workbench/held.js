// Acts that the site broke down over again and again are set aside, and with them all that means the same thing: what is
// done to it later, what takes it back.

// Those of the acts, in their order, that are not sent: [act].
export function heldOf(acts) {
  const names = [];
  return acts.filter((act) => {
    if (!act.aside && !names.some((name) => mentions(act, name))) return false;
    names.push(...namesOf(act));
    return true;
  });
}

// What cannot be done without an act: itself, and all after it that means what it means.
export function withItsFollowers(acts, { id }) {
  return heldOf(acts.slice(acts.findIndex((act) => act.id === id)).map((act) => ({ ...act, aside: act.id === id })));
}

// The names that a page gives: of the act, and of a thing that it makes or changes.
function namesOf({ key, facts }) {
  const { id } = facts ?? {};
  return typeof id === "string" || id < 0 ? [key, String(id)] : [key];
}

function mentions(act, name) {
  // The parts of one act have one key, and do without each other.
  return JSON.stringify({ ...act, key: "" }).includes(name);
}

// The act with a thing's other name.
export function renamed(act, from, to) {
  return JSON.parse(JSON.stringify(act).replaceAll(String(from), String(to)));
}
