// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let selectionJs = #"""
// What is pointed at, shared by all parts of a page: one of them sets it, and the others light it up.

/**
 * A selection of regions, and of one crease where a crease is pointed at.
 *
 * While it is pinned, pointing changes nothing; choosing (a click, a key) does.
 */
export function createSelection() {
  const listeners = new Set();
  let state = { regions: [], crease: -1, isPinned: false, source: "" };
  const set = (changes, source) => {
    state = { ...state, ...changes, source };
    for (const listener of listeners) listener(state);
  };
  return {
    get state() { return state; },
    listen(listener) { listeners.add(listener); },
    point(regions, source, crease = -1) {
      const isSame = state.crease === crease && state.regions.join() === regions.join();
      if (!state.isPinned && !isSame) set({ regions, crease }, source);
    },
    choose(regions, source, crease = -1) { set({ regions, crease }, source); },
    pin(regions, source, crease = -1) {
      const isSame = state.isPinned && state.regions.join() === regions.join() && state.crease === crease;
      set({ regions, crease, isPinned: !isSame && regions.length > 0 }, source);
    },
    clear(source) { set({ regions: [], crease: -1, isPinned: false }, source); },
  };
}

"""#
}
