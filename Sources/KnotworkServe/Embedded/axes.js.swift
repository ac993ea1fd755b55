// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let axesJs = #"""
// What lies over a map: rows, the selected region, the pointer of the keyboard; and its axes.
import { tick, ticks } from "./dom.js";
import { ink } from "./palette.js";
import { trace } from "./paint.js";

export function drawMarks(map, context) {
  if (map.rows) drawRows(map, context);
  if (map.selected >= 0 && map.selected < map.shapes.polygons.length) {
    const path = new Path2D();
    trace(path, map.shapes.polygons[map.selected], map.place());
    context.lineJoin = "round";
    for (const [colour, width] of [[ink("paper"), 6], [ink("first"), 3]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke(path);
    }
  }
  if (map.pointer && map.keyboard) {
    const [x, y] = map.toScreen(map.pointer);
    for (const [colour, width] of [[ink("paper"), 4], [ink("text"), 1.5]]) {
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(x - 9, y); context.lineTo(x + 9, y); context.moveTo(x, y - 9); context.lineTo(x, y + 9);
      context.stroke();
    }
  }
}

function drawRows(map, context) {
  context.lineWidth = 1;
  context.strokeStyle = ink("paper");
  context.fillStyle = ink("text");
  const size = map.rows.length > 400 ? 1.7 : 2.8;
  const path = new Path2D();
  for (const p of map.rows) {
    const [x, y] = map.toScreen(p);
    path.moveTo(x + size, y);
    path.arc(x, y, size, 0, 7);
  }
  context.fill(path);
  context.stroke(path);
}

export function drawAxes(map, context) {
  const { left, top } = map.margin;
  const { side } = map;
  context.strokeStyle = context.fillStyle = ink("muted");
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, side - 1, side - 1);
  context.font = "12px system-ui, sans-serif";
  const [x0, y1] = map.fromScreen([left, top]);
  const [x1, y0] = map.fromScreen([left + side, top + side]);
  context.textAlign = "center";
  context.textBaseline = "top";
  const count = side < 300 ? 4 : 5;
  for (const t of ticks(x0, x1, count)) context.fillText(tick(t), left + ((t - x0) / (x1 - x0)) * side, top + side + 6);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const t of ticks(y0, y1, count)) context.fillText(tick(t), left - 6, top + side - ((t - y0) / (y1 - y0)) * side);
  context.fillStyle = ink("text");
  context.font = "italic 15px ui-serif, Georgia, serif";
  context.textAlign = "center";
  context.textBaseline = "bottom";
  context.fillText(map.names[0], left + side / 2, top + side + 42);
  context.save();
  context.translate(14, top + side / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "middle";
  context.fillText(map.names[1], 0, 0);
  context.restore();
}

"""#
}
