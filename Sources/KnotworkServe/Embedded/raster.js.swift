// swift-format-ignore-file
// Written by scripts/embed-files from the folder Files; change the files there and run it.

extension EmbeddedFiles {
  static let rasterJs = #"""
// Pictures of points: what an SVG shows, as PNG.

/// The PNG of an SVG that needs nothing else, with so many pixels for each of its units.
export async function png(svg, density = 2) {
  const url = URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [image.naturalWidth * density, image.naturalHeight * density];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  } finally {
    URL.revokeObjectURL(url);
  }
}

"""#
}
