// The colours of codes as literal values, for highlight style sheets and canvas, where custom properties do not reach.
// They come from tints.css in the current theme; read them again on "themeChanged".

export const TINT_COUNT = 24;

export function tintColours() {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const colours = [];
  for (let tint = 0; tint < TINT_COUNT; tint += 1) {
    probe.className = `tint-${tint}`;
    colours.push({
      tint: resolved(probe, "--tint"),
      strong: resolved(probe, "--tint-strong"),
      ink: resolved(probe, "--tint-ink"),
    });
  }
  probe.remove();
  return colours;
}

// A token of :root as a colour a canvas understands, for instance tokenColour("--accent").
export function tokenColour(name) {
  const probe = document.createElement("i");
  probe.hidden = true;
  document.body.append(probe);
  const colour = resolved(probe, name);
  probe.remove();
  return colour;
}

function resolved(probe, property) {
  probe.style.backgroundColor = `var(${property})`;
  return getComputedStyle(probe).backgroundColor;
}
