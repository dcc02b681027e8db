// Many columns of a survey: find them by name, show those of one kind, set all that are shown, turn an order round.

const form = document.getElementById("mapping-form");
const tools = form?.querySelector("[data-column-tools]");
if (tools) start();

function start() {
  const rows = [...form.querySelectorAll(".mapping tbody tr")].map((row) => ({
    row,
    role: row.querySelector(".mapping-role > select"),
    name: row.querySelector("th label").textContent.toLocaleLowerCase(),
  }));
  const find = tools.querySelector("#find-column");
  const show = tools.querySelector("#show-columns");
  const set = tools.querySelector("#set-columns");

  const filter = () => {
    const wanted = find.value.trim().toLocaleLowerCase();
    for (const { row, role, name } of rows) row.hidden = !(name.includes(wanted) && isOf(row, role, show.value));
    tell();
  };
  const tell = () => {
    const shown = rows.filter(({ row }) => !row.hidden);
    const of = (kind) => rows.filter(({ role }) => kindOf(role.value) === kind).length;
    const counts = { shown: shown.length, all: rows.length, open: of("open"), closed: of("closed"), left: of("leave_out") };
    const told = tools.querySelector("[data-column-counts]");
    told.textContent = told.dataset.words.replace(/\{(\w+)\}/g, (_, word) => counts[word]);
    form.querySelector("[data-none-shown]").hidden = shown.length > 0;
  };

  find.addEventListener("input", filter);
  // Enter in the field that finds columns must not import the survey.
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  show.addEventListener("change", filter);
  set.addEventListener("change", () => {
    for (const { row, role } of rows) if (set.value && !row.hidden) role.value = set.value;
    set.value = "";
    tell();
  });
  form.addEventListener("change", (event) => event.target.closest(".mapping-role") && tell());
  form.addEventListener("click", (event) => {
    const levels = event.target.closest?.("[data-turn-round]")?.closest(".mapping-levels")?.querySelector("textarea");
    if (levels) levels.value = levels.value.trim().split("\n").reverse().join("\n");
  });
  filter();
}

function kindOf(value) {
  return ["leave_out", "id", "open"].includes(value) ? value : "closed";
}

function isOf(row, role, wanted) {
  return !wanted || (wanted === "new" ? "new" in row.dataset : kindOf(role.value) === wanted);
}
