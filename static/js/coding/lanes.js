// Lanes for the stripes in the margin, in the space of offsets: they depend neither on width nor on scrolling.

const PAD = 90; // about one line, so that two stripes of a lane never meet on one line
export const LANES = 10;

// Give each coding the lowest lane that is free where it begins; longest first where several begin together.
export function assignLanes(codings) {
  const ends = [];
  const lanes = new Map();
  const inOrder = [...codings].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
  for (const coding of inOrder) {
    let lane = ends.findIndex((end) => end + PAD <= coding.start);
    if (lane < 0) lane = ends.length;
    ends[lane] = coding.end;
    lanes.set(coding.id, lane);
  }
  return lanes;
}
