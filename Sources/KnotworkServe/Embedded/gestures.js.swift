// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let gesturesJs = #"""
// Mouse, pen and touch on a map: hover, drag, wheel, pinch.

/// Lets a map be panned, zoomed and pointed at.
export function gestures(map) {
  const { pad } = map;
  const touches = new Map();
  let moved = 0;
  const at = (event) => {
    const box = pad.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const within = ([x, y]) => x >= map.margin.left && y >= map.margin.top && x <= map.margin.left + map.side &&
    y <= map.margin.top + map.side;
  const hover = (event) => {
    const place = at(event);
    map.point(within(place) ? map.fromScreen(place) : null, event.pointerType);
  };
  const spread = () => {
    const [a, b] = [...touches.values()];
    return { size: Math.hypot(a[0] - b[0], a[1] - b[1]), middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] };
  };

  pad.style.touchAction = "pan-y";
  pad.addEventListener("pointerdown", (event) => {
    if (!map.shapes || event.target.closest("button")) return;
    touches.set(event.pointerId, at(event));
    moved = 0;
    if (event.pointerType === "mouse" || map.view.zoom > 1) pad.setPointerCapture(event.pointerId);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!map.shapes) return;
    if (!touches.has(event.pointerId)) { if (event.pointerType !== "touch") hover(event); return; }
    const before = touches.size === 2 ? spread() : null;
    const [x, y] = touches.get(event.pointerId);
    const now = at(event);
    touches.set(event.pointerId, now);
    moved += Math.hypot(now[0] - x, now[1] - y);
    const unit = map.side * map.view.zoom;
    if (before) {
      const after = spread();
      map.zoomBy(after.size / before.size, after.middle);
      map.panUnits((before.middle[0] - after.middle[0]) / unit, (after.middle[1] - before.middle[1]) / unit);
    } else if (map.view.zoom > 1) {
      map.panUnits((x - now[0]) / unit, (now[1] - y) / unit);
    } else if (event.pointerType === "mouse") hover(event);
  });
  const release = (event) => {
    if (!touches.delete(event.pointerId)) return;
    if (event.type === "pointerup" && moved < 8) hover(event);
  };
  pad.addEventListener("pointerup", release);
  pad.addEventListener("pointercancel", release);
  pad.addEventListener("pointerleave", (event) => {
    if (map.shapes && event.pointerType === "mouse" && !touches.has(event.pointerId)) map.point(null, "mouse");
  });
  pad.addEventListener("wheel", (event) => {
    // The wheel scrolls the page unless the map has the focus or Ctrl is held.
    if (!map.shapes || !(event.ctrlKey || document.activeElement === pad)) return;
    event.preventDefault();
    map.zoomBy(Math.exp(-event.deltaY / 300), at(event));
  }, { passive: false });
  pad.addEventListener("dblclick", (event) => { if (map.shapes) map.zoomBy(2, at(event)); });
}

"""#
}
