// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let askJs = #"""
// The JSON interface of `knotwork serve`.

/// A refusal of the server, in the tool's words.
export class Refusal extends Error {
  constructor(status, body) {
    super(body?.message ?? `The server answered ${status}.`);
    this.code = body?.code ?? status;
    this.field = body?.field ?? null;
  }
}

async function send(path, body, options = {}) {
  let response;
  try {
    response = await fetch(path, { method: "POST", body, ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refusal(0, { message: "The server does not answer. Is `knotwork serve` still running?" });
  }
  if (response.ok) return response;
  let fault = null;
  try { fault = await response.json(); } catch { /* not JSON: the status says it */ }
  throw new Refusal(response.status, fault);
}

const json = { headers: { "Content-Type": "application/json" } };

/// Asks a question and returns its document.
export async function ask(question, options) {
  const body = JSON.stringify({ limits: { seconds: 10, regions: 200000 }, ...question });
  return (await send("/api/1/ask", body, { ...json, ...options })).json();
}

/// The bytes of an answer, as the tool writes them.
export async function answerText(question) {
  return (await send("/api/1/ask", JSON.stringify(question), json)).text();
}

/// A picture of a network, as SVG.
export async function draw(question) {
  return (await send("/api/1/draw", JSON.stringify({ question: "plot", ...question }), json)).text();
}

/// A page that stands alone.
export async function page(content) {
  return (await send("/api/1/page", JSON.stringify({ question: "page", ...content }), json)).text();
}

/// Reads a file of any format that the tool reads.
export async function read(file) {
  const path = `/api/1/read?name=${encodeURIComponent(file.name)}`;
  return (await send(path, file, { headers: { "Content-Type": "application/octet-stream" } })).json();
}

/// What the server was started with.
export async function start() {
  const response = await fetch("/api/1/start");
  if (!response.ok) throw new Refusal(response.status, null);
  return response.json();
}

/// The frames of a training run, one at a time.
export async function* train(request, signal) {
  const response = await send("/api/1/train", JSON.stringify(request), { ...json, signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) if (line.trim()) yield frame(line);
    }
    if (rest.trim()) yield frame(rest);
  } finally {
    reader.cancel().catch(() => {});
  }
}

function frame(line) {
  const value = JSON.parse(line);
  if (value.schema === "knotwork.error") throw new Refusal(200, value);
  return value;
}

/// One request in flight, and the newest of those that wait: what dragging needs.
export class Newest {
  constructor(work, done, failed) {
    Object.assign(this, { work, done, failed, busy: false, waiting: null });
  }

  request(argument) {
    this.waiting = { argument };
    if (!this.busy) this.run();
  }

  async run() {
    this.busy = true;
    let job = this.start();
    while (job) {
      const { argument, outcome } = job;
      const { answer, error } = await outcome;
      // The next question is on its way while this answer is drawn.
      job = this.waiting ? this.start() : null;
      if (!error) this.done(answer, argument);
      else if (error.name !== "AbortError") this.failed(error, argument);
      job ??= this.waiting ? this.start() : null;
    }
    this.busy = false;
  }

  start() {
    const { argument } = this.waiting;
    this.waiting = null;
    const outcome = (async () => this.work(argument))().then((answer) => ({ answer }), (error) => ({ error }));
    return { argument, outcome };
  }
}

"""#
}
