#include <stddef.h>

#include "CKnotworkFiles.h"
#include "embedded.h"

// #embed is of C23; every clang that comes with Swift 6.3 has it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char canvas_js[] = {
#embed "../KnotworkPages/Files/canvas.js" suffix(, 0)
};
static const unsigned char contributions_js[] = {
#embed "../KnotworkPages/Files/contributions.js" suffix(, 0)
};
static const unsigned char creases_js[] = {
#embed "../KnotworkPages/Files/creases.js" suffix(, 0)
};
static const unsigned char curve_js[] = {
#embed "../KnotworkPages/Files/curve.js" suffix(, 0)
};
static const unsigned char details_js[] = {
#embed "../KnotworkPages/Files/details.js" suffix(, 0)
};
static const unsigned char elements_js[] = {
#embed "../KnotworkPages/Files/elements.js" suffix(, 0)
};
static const unsigned char legend_js[] = {
#embed "../KnotworkPages/Files/legend.js" suffix(, 0)
};
static const unsigned char map_js[] = {
#embed "../KnotworkPages/Files/map.js" suffix(, 0)
};
static const unsigned char model_js[] = {
#embed "../KnotworkPages/Files/model.js" suffix(, 0)
};
static const unsigned char numbers_js[] = {
#embed "../KnotworkPages/Files/numbers.js" suffix(, 0)
};
static const unsigned char page_css[] = {
#embed "../KnotworkPages/Files/page.css" suffix(, 0)
};
static const unsigned char page_js[] = {
#embed "../KnotworkPages/Files/page.js" suffix(, 0)
};
static const unsigned char palette_js[] = {
#embed "../KnotworkPages/Files/palette.js" suffix(, 0)
};
static const unsigned char plane_js[] = {
#embed "../KnotworkPages/Files/plane.js" suffix(, 0)
};
static const unsigned char sections_js[] = {
#embed "../KnotworkPages/Files/sections.js" suffix(, 0)
};
static const unsigned char selection_js[] = {
#embed "../KnotworkPages/Files/selection.js" suffix(, 0)
};
static const unsigned char surface_js[] = {
#embed "../KnotworkPages/Files/surface.js" suffix(, 0)
};
static const unsigned char table_js[] = {
#embed "../KnotworkPages/Files/table.js" suffix(, 0)
};
static const unsigned char unpack_js[] = {
#embed "../KnotworkPages/Files/unpack.js" suffix(, 0)
};

static const struct embedded_file files[] = {
    {"canvas.js", canvas_js},
    {"contributions.js", contributions_js},
    {"creases.js", creases_js},
    {"curve.js", curve_js},
    {"details.js", details_js},
    {"elements.js", elements_js},
    {"legend.js", legend_js},
    {"map.js", map_js},
    {"model.js", model_js},
    {"numbers.js", numbers_js},
    {"page.css", page_css},
    {"page.js", page_js},
    {"palette.js", palette_js},
    {"plane.js", plane_js},
    {"sections.js", sections_js},
    {"selection.js", selection_js},
    {"surface.js", surface_js},
    {"table.js", table_js},
    {"unpack.js", unpack_js},
};

KW_EMBEDDED_FILES(kw_page_file, files)
