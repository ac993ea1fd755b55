// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let canvasJs = #"""
// Painting on a canvas, sharp on screens and on paper.

import { printing } from "./palette.js";

/** Gives a canvas a size in pixels of the page, and calls `paint(context)` in those pixels. */
export function paintOn(canvas, width, height, paint) {
  const scale = printing() ? 3 : Math.max(devicePixelRatio || 1, 1);
  // On the way to paper Chromium plays strokes again in another place; pixels stay where they are.
  const target = printing() ? document.createElement("canvas") : canvas;
  [target.width, target.height] = [Math.round(width * scale), Math.round(height * scale)];
  const context = target.getContext("2d");
  context.scale(scale, scale);
  paint(context);
  if (target === canvas) return;
  [canvas.width, canvas.height] = [target.width, target.height];
  canvas.getContext("2d").putImageData(context.getImageData(0, 0, target.width, target.height), 0, 0);
}

"""#
}
