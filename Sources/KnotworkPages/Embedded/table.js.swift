// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let tableJs = #"""
// The table of regions: sorts, filters, and follows the selection.

import { counted, grouped, short } from "./numbers.js";
import { sizeName } from "./details.js";
import { choice, html } from "./elements.js";

const first = 100;

/** The columns: { key, title, value(region, index), text(region, index) }. */
export function columns(dissection, names, output = 0) {
  const has = (key) => dissection.region.some((region) => region[key] !== null && region[key] !== undefined);
  const number = (key, title, value) => ({ key, title, value, text: (region, index) => short(value(region, index)) });
  const whole = (key, title, value) => ({ key, title, value, text: (region, index) => grouped(value(region, index) ?? 0) });
  const pattern = { key: "pattern", title: "pattern", value: (region) => region.pattern, text: (region) => region.pattern };
  // A long pattern goes to the end, so that the numbers can be seen.
  const isLong = dissection.region[0].pattern.length > 24;
  return [
    { ...number("region", "region", (_, index) => index), text: (_, index) => String(index) }, ...(isLong ? [] : [pattern]),
    ...names.map((name, k) => number(`u${k}`, `U ${name}`, (region) => region.slope[output][k])),
    number("c", "c", (region) => region.intercept[output]),
    number("size", sizeName(dissection), (region) => region.volume),
    ...(has("rows") ? [whole("rows", "rows", (region) => region.rows)] : []),
    ...(has("rmse") ? [number("rmse", "RMSE", (region) => region.rmse)] : []), ...(isLong ? [pattern] : []),
  ];
}

/** "11?0" matches patterns that begin so; ? and . stand for any digit, blanks do not count. */
function matches(pattern, wanted) {
  const digits = pattern.replaceAll(" ", "");
  return [...wanted].every((digit, k) => digit === "?" || digit === "." || digit === digits[k]);
}

/** Draws the table of a dissection's regions into `element`; options as those of drawMap. */
export function drawTable(element, { dissection, names, output = 0, selection, caption = "Regions" }) {
  const all = columns(dissection, names, output);
  const status = html("p", { class: "status", role: "status" });
  const body = html("tbody", {});
  const head = html("tr", {});
  const table = html("table", {}, html("caption", {}, caption), html("thead", {}, head), body);
  const scroll = html("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": `${caption}, a table that scrolls` }, table);
  const hint = html("p", { class: "hint" }, "The table scrolls sideways →");
  const more = html("p", { class: "more" });
  let [sort, isDescending, shown, wanted, column, relation, bound] = ["region", false, first, "", "region", ">=", ""];
  const rows = new Map();

  for (const one of all) {
    const button = html("button", { type: "button", onclick: () => {
      [sort, isDescending] = [one.key, sort === one.key ? !isDescending : !["region", "pattern"].includes(one.key)];
      fill();
    } }, one.title, html("span", { "aria-hidden": "true", class: "direction" }));
    head.append(html("th", { scope: "col", "data-key": one.key }, button));
  }

  function chosen() {
    const compared = all.find(({ key }) => key === column);
    const limit = Number(bound);
    const isCompared = bound.trim() !== "" && Number.isFinite(limit);
    const by = all.find(({ key }) => key === sort);
    const indices = dissection.region.map((_, index) => index).filter((index) => {
      const region = dissection.region[index];
      if (wanted !== "" && !matches(region.pattern, wanted)) return false;
      if (!isCompared) return true;
      const value = compared.value(region, index);
      if (value === null || value === undefined) return false;
      return relation === ">=" ? value >= limit : relation === "<=" ? value <= limit : value === limit;
    });
    const values = indices.map((index) => by.value(dissection.region[index], index));
    const order = indices.map((_, k) => k).sort((a, b) => {
      const [p, q] = [values[a], values[b]];
      if (p === q) return a - b;
      // What has no number comes last.
      if (p === null || p === undefined) return 1;
      if (q === null || q === undefined) return -1;
      return (p < q ? -1 : 1) * (isDescending ? -1 : 1);
    });
    return order.map((k) => indices[k]);
  }

  function row(index) {
    const region = dissection.region[index];
    const line = html("tr", {
      "data-region": index, onpointerenter: () => selection.point([index], "table"), onpointerleave: () => selection.point([], "table"),
      onclick: () => selection.pin([index], "table") });
    for (const one of all) {
      const text = one.text(region, index);
      line.append(one.key === "region"
        ? html("th", { scope: "row" }, html("button", {
          type: "button", tabindex: "-1", "aria-pressed": "false", "aria-label": `Keep region ${text}`, onfocus: () => selection.point([index], "table") }, text))
        : html("td", { class: one.key === "pattern" ? "pattern" : "" }, text));
    }
    return line;
  }

  function fill() {
    const indices = chosen();
    rows.clear();
    body.replaceChildren(...indices.slice(0, shown).map((index) => {
      const line = row(index);
      rows.set(index, line);
      return line;
    }));
    for (const cell of head.children) {
      const isSorted = cell.dataset.key === sort;
      if (isSorted) cell.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
      else cell.removeAttribute("aria-sort");
      cell.querySelector(".direction").textContent = isSorted ? (isDescending ? " ▼" : " ▲") : "";
    }
    // One button is reached by Tab, the others from there by arrows.
    body.querySelector("button")?.setAttribute("tabindex", "0");
    const count = Math.min(shown, indices.length);
    status.textContent = `${counted(indices.length, "region")} of ${grouped(dissection.region.length)}`
      + (count < indices.length ? `; the first ${grouped(count)} are shown` : "");
    more.replaceChildren(...(count < indices.length
      ? [html("button", { type: "button", onclick: () => { shown += 400; fill(); } }, "Show more"), html("button", { type: "button", onclick: () => { shown = Infinity; fill(); } }, "Show all")]
      : []));
    light(selection.state);
    hint.hidden = scroll.scrollWidth <= scroll.clientWidth + 1;
  }

  body.addEventListener("keydown", (event) => {
    const line = event.target.closest("tr");
    const next = { ArrowDown: line?.nextElementSibling, ArrowUp: line?.previousElementSibling, Home: body.firstElementChild, End: body.lastElementChild }[event.key];
    if (event.key === "Escape") selection.clear("table");
    if (next === undefined || next === null) return;
    event.preventDefault();
    body.querySelector("button[tabindex='0']")?.setAttribute("tabindex", "-1");
    const button = next.querySelector("button");
    button.setAttribute("tabindex", "0");
    button.focus();
  });

  let lit = [];
  function light({ regions, isPinned, source }) {
    for (const line of lit) {
      line.classList.remove("lit");
      line.querySelector("button").setAttribute("aria-pressed", "false");
    }
    lit = regions.map((index) => rows.get(index)).filter((line) => line !== undefined);
    for (const line of lit) {
      line.classList.add("lit");
      line.querySelector("button").setAttribute("aria-pressed", String(isPinned));
    }
    if (lit.length > 0 && source !== "table") {
      const [top, height, head] = [lit[0].offsetTop, lit[0].offsetHeight, 40];
      if (top < scroll.scrollTop + head) scroll.scrollTop = top - head;
      else if (top + height > scroll.scrollTop + scroll.clientHeight) scroll.scrollTop = top + height - scroll.clientHeight;
    }
  }

  const search = html("input", { type: "text", size: "12", autocomplete: "off", spellcheck: "false", oninput: () => {
    wanted = search.value.replaceAll(" ", "");
    fill();
  } });
  const numeric = all.filter(({ key }) => key !== "pattern").map(({ key, title }) => [key, title]);
  const which = choice("Column", numeric, column, (key) => { column = key; fill(); });
  const how = choice("is", [[">=", "at least"], ["<=", "at most"], ["=", "equal to"]], relation, (key) => { relation = key; fill(); });
  const limit = html("input", { type: "text", inputmode: "decimal", size: "6", autocomplete: "off", oninput: () => { bound = limit.value; fill(); } });
  element.append(
    html("div", { class: "filters", role: "group", "aria-label": "Filters of the table" },
      html("label", { class: "choice" }, html("span", {}, "Pattern begins with (? for any)"), search), which.element, how.element,
      html("label", { class: "choice" }, html("span", {}, "Number"), limit)),
    status, hint, scroll, more);
  selection.listen(light);
  new ResizeObserver(() => { hint.hidden = scroll.scrollWidth <= scroll.clientWidth + 1; }).observe(scroll);
  fill();
  return { table, search, limit };
}

"""#
}
