// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let surfaceJs = #"""
// The graph of the output over two inputs: flat facets that turn, drawn by WebGL.
import { h } from "./dom.js";
import { ink, onAppearance, rgb } from "./palette.js";
import { scale } from "./paint.js";
import { turn, project } from "./turn.js";

const VERTEX = `attribute vec3 place; attribute vec3 colour; uniform mat4 view; uniform float lift; varying vec3 tint; varying vec3 spot;
void main() { tint = colour; spot = place; gl_Position = view * vec4(place, 1.0); gl_Position.z -= lift; }`;
const FRAGMENT = `#extension GL_OES_standard_derivatives : enable
precision highp float; varying vec3 tint; varying vec3 spot; uniform float shade; uniform vec4 flat_colour;
void main() { vec3 n = normalize(cross(dFdx(spot), dFdy(spot)));
float light = mix(1.0, 0.72 + 0.28 * abs(dot(n, normalize(vec3(-0.35, -0.5, 0.8)))), shade);
vec4 c = mix(vec4(tint, 1.0), vec4(flat_colour.rgb, 1.0), step(0.001, flat_colour.a));
float a = flat_colour.a > 0.0 ? flat_colour.a : 1.0; gl_FragColor = vec4(c.rgb * light * a, a); }`;

/// All surfaces turn together.
export const orbit = { turn: 2.8, tilt: 0.5, listeners: new Set(), move(dt, dp) {
  this.turn += dt;
  this.tilt = Math.min(1.5, Math.max(-0.2, this.tilt + dp));
  for (const listener of this.listeners) listener();
} };

export class Surface {
  constructor(host, { label }) {
    this.canvas = h("canvas", { tabindex: "0", role: "application", "aria-roledescription": "surface",
      "aria-label": `${label}. Drag or press arrow keys to turn it.`, class: "surface" });
    this.names = [h("span", { class: "axis", "aria-hidden": "true" }), h("span", { class: "axis", "aria-hidden": "true" })];
    host.append(h("div", { class: "stage" }, this.canvas, this.names));
    this.gl = this.canvas.getContext("webgl", { antialias: true, alpha: true, premultipliedAlpha: true });
    if (!this.gl || !this.gl.getExtension("OES_standard_derivatives")) {
      this.canvas.replaceWith(h("p", { class: "note" }, "This browser has no WebGL, which the surface needs."));
      this.gl = null;
      return;
    }
    this.prepare();
    turn(this.canvas, orbit);
    orbit.listeners.add(() => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.canvas);
    onAppearance(() => this.shapes && this.show(this.shapes, this.options));
  }

  prepare() {
    const { gl } = this;
    const program = gl.createProgram();
    for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(kind);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(program, shader);
    }
    gl.linkProgram(program);
    gl.useProgram(program);
    this.at = (name) => gl.getUniformLocation(program, name);
    this.uniforms = Object.fromEntries(["view", "lift", "shade", "flat_colour"].map((name) => [name, this.at(name)]));
    this.attributes = ["place", "colour"].map((name) => gl.getAttribLocation(program, name));
    this.buffers = Object.fromEntries(["faces", "lines", "plane", "grid",
      "frame"].map((name) => [name, { buffer: gl.createBuffer(), count: 0 }]));
    gl.enable(gl.DEPTH_TEST);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /// Shows a dissection; `plane` is {slope, intercept} of a linear function beside it, `only` leaves the facets out.
  show(shapes, options = {}) {
    this.shapes = shapes;
    this.options = options;
    if (!this.gl) return;
    const { answer } = shapes;
    const colours = scale(options.colouring ?? "pattern", shapes, options.residuals);
    const values = answer.region.map((region, index) => region.vertices.map((p) => shapes.value(index, p)));
    let [low, high] = options.range ?? [Infinity, -Infinity];
    if (!options.range) for (const list of values) for (const z of list) { low = Math.min(low, z); high = Math.max(high, z); }
    const half = (high - low) / 2 || 1;
    const centre = (high + low) / 2;
    const put = (u, v, z) => [2 * u - 1, 2 * v - 1, (0.75 * (z - centre)) / half];
    const faces = [];
    this.starts = [];
    answer.region.forEach((region, index) => {
      this.starts.push(faces.length / 6);
      if (options.only === "plane") return;
      const flat = shapes.polygons[index];
      const colour = colours.of(index);
      const corner = (k) => [...put(flat[2 * k], flat[2 * k + 1], values[index][k]), ...colour];
      for (let k = 1; k + 1 < flat.length / 2; k += 1) faces.push(...corner(0), ...corner(k), ...corner(k + 1));
    });
    this.starts.push(faces.length / 6);
    this.fill("faces", faces);
    const lines = [];
    if (options.only !== "plane") {
      answer.crease?.forEach((crease) => {
        if (crease.vertices?.length !== 2) return;
        for (const p of crease.vertices) lines.push(...put(...shapes.toUnit(p), shapes.value(crease.regions[0], p)), 0, 0, 0);
      });
    }
    this.fill("lines", lines);
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]];
    const plane = [];
    if (options.plane) {
      const { slope, intercept } = options.plane;
      const z = corners.map((c) => { const [x, y] = shapes.fromUnit(c); return slope[0] * x + slope[1] * y + intercept; });
      for (const k of [0, 1, 2, 0, 2, 3]) plane.push(...put(...corners[k], z[k]), 0, 0, 0);
    }
    this.fill("plane", plane);
    const grid = [];
    for (let k = 0; options.plane && k <= 4; k += 1) {
      for (const c of [[k / 4, 0], [k / 4, 1], [0, k / 4], [1, k / 4]]) {
        const [x, y] = shapes.fromUnit(c);
        grid.push(...put(...c, options.plane.slope[0] * x + options.plane.slope[1] * y + options.plane.intercept), 0, 0, 0);
      }
    }
    this.fill("grid", grid);
    const frame = [];
    for (let k = 0; k < 4; k += 1) for (const j of [k, (k + 1) % 4]) frame.push(2 * corners[j][0] - 1, 2 * corners[j][1] - 1, -0.8,
        0, 0, 0);
    this.fill("frame", frame);
    this.range = [low, high];
    this.draw();
  }

  fill(name, numbers) {
    const { gl } = this;
    const target = this.buffers[name];
    gl.bindBuffer(gl.ARRAY_BUFFER, target.buffer);
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(numbers), gl.DYNAMIC_DRAW);
    target.count = numbers.length / 6;
  }

  select(index) { this.selected = index; this.draw(); }

  draw() {
    if (!this.gl || this.waiting) return;
    this.waiting = requestAnimationFrame(() => { this.waiting = 0; this.render(); });
  }

  render() {
    const { gl, canvas } = this;
    const ratio = Math.min(2, devicePixelRatio || 1);
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    const view = project(orbit.turn, orbit.tilt, width / height);
    gl.uniformMatrix4fv(this.uniforms.view, false, view);
    this.nameAxes(view);
    const muted = rgb(ink("muted"));
    this.pass("frame", gl.LINES, { colour: [...muted, 1] });
    this.pass("faces", gl.TRIANGLES, { shade: 1 });
    if (this.selected >= 0 && this.starts && this.selected + 1 < this.starts.length) {
      const from = this.starts[this.selected];
      this.pass("faces", gl.TRIANGLES,
        { shade: 0.4, lift: 0.0006, colour: [...rgb(ink("first")), 0.55], from, count: this.starts[this.selected + 1] - from });
    }
    this.pass("lines", gl.LINES, { lift: 0.002, colour: [...rgb(ink("text")), this.buffers.lines.count > 4000 ? 0.35 : 0.9] });
    const alone = this.options?.only === "plane";
    this.pass("grid", gl.LINES, { lift: 0.003, colour: [...rgb(ink("second")), 0.9] });
    this.pass("plane", gl.TRIANGLES, { colour: [...rgb(ink("second")), alone ? 0.3 : 0.25] });
  }

  // The names of the inputs, beside the edges of the frame that are nearest to the eye.
  nameAxes(view) {
    const at = (x, y) => {
      const [px, py, depth, w] = [0, 1, 2, 3].map((k) => view[k] * x + view[4 + k] * y + view[8 + k] * -0.8 + view[12 + k]);
      return { left: 50 + (50 * px) / w, top: 50 - (50 * py) / w, depth: depth / w };
    };
    const sides = [[at(0, -1.16), at(0, 1.16)], [at(-1.16, 0), at(1.16, 0)]];
    sides.forEach(([a, b], k) => {
      const { left, top } = a.depth < b.depth ? a : b;
      this.names[k].textContent = (this.options?.names ?? ["x1", "x2"])[k];
      Object.assign(this.names[k].style, { left: `${left}%`, top: `${top}%` });
    });
  }

  pass(name, mode, { lift = 0, shade = 0, colour = [0, 0, 0, 0], from = 0, count = null }) {
    const { gl } = this;
    const target = this.buffers[name];
    if (!target.count) return;
    gl.bindBuffer(gl.ARRAY_BUFFER, target.buffer);
    this.attributes.forEach((attribute, k) => {
      if (attribute < 0) return;
      gl.enableVertexAttribArray(attribute);
      gl.vertexAttribPointer(attribute, 3, gl.FLOAT, false, 24, 12 * k);
    });
    gl.uniform1f(this.uniforms.lift, lift);
    gl.uniform1f(this.uniforms.shade, shade);
    gl.uniform4fv(this.uniforms.flat_colour, colour);
    gl.drawArrays(mode, from, count ?? target.count);
  }
}

"""#
}
