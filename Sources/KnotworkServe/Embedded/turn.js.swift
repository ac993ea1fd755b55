// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let turnJs = #"""
// Turning a surface: the pointer, the keys, and the matrix that they lead to.

/// Lets a canvas turn an orbit.
export function turn(canvas, orbit) {
  let last = null;
  canvas.style.touchAction = "pan-y";
  canvas.addEventListener("pointerdown", (event) => {
    last = [event.clientX, event.clientY];
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    orbit.move((event.clientX - last[0]) / 140, (event.clientY - last[1]) / 180);
    last = [event.clientX, event.clientY];
  });
  for (const end of ["pointerup", "pointercancel"]) canvas.addEventListener(end, () => { last = null; });
  canvas.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-0.12, 0], ArrowRight: [0.12, 0], ArrowUp: [0, 0.08], ArrowDown: [0, -0.08] };
    if (!moves[event.key]) return;
    orbit.move(...moves[event.key]);
    event.preventDefault();
  });
}

/// The matrix (by columns) of a view: turned about the vertical, tilted, slightly in perspective.
export function project(angle, tilt, aspect) {
  const [ca, sa, ct, st] = [Math.cos(angle), Math.sin(angle), Math.cos(tilt), Math.sin(tilt)];
  const zoom = 0.68 * Math.min(1, aspect * 0.74);
  // Rows of right, up and depth in terms of x, y, z; the depth grows away from the eye.
  const right = [ca, -sa, 0];
  const up = [sa * st, ca * st, ct];
  const depth = [sa * ct, ca * ct, -st];
  const distance = 6;
  const row = (v, factor) => v.map((x) => x * factor);
  const x = row(right, zoom / aspect);
  const y = row(up, zoom);
  const z = row(depth, 0.25);
  const w = row(depth, 1 / distance);
  return new Float32Array([x[0], y[0], z[0], w[0], x[1], y[1], z[1], w[1], x[2], y[2], z[2], w[2], 0, 0.07, 0, 1]);
}

"""#
}
