// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let elementsJs = #"""
// Elements of HTML and SVG. Texts are always texts: nothing here takes markup.

const space = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** An element of HTML with attributes, listeners (onclick: …) and children. */
export function html(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** The same of SVG. */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(space, name), attributes, children);
}

let used = 0;

/** An identifier that nothing else on the page has. */
export function unused(name) {
  used += 1;
  return `${name}-${used}`;
}

/** A choice with a label: options are [value, text] pairs. */
export function choice(label, options, value, onchange) {
  const select = html("select", { onchange: () => onchange(select.value) });
  for (const [key, text] of options) select.append(html("option", { value: key, selected: key === value }, text));
  return { element: html("label", { class: "choice" }, html("span", {}, label), select), select };
}

/** Words that people do not see, for those who hear the page; each call replaces what was said before. */
export function speaker() {
  const element = html("div", { class: "spoken", "aria-live": "polite" });
  let waiting = 0;
  const say = (text) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => { element.textContent = text; }, 150);
  };
  return { element, say };
}

"""#
}
