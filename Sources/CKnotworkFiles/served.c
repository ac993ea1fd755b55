#include <stddef.h>

#include "CKnotworkFiles.h"
#include "embedded.h"

// #embed is of C23; every clang that comes with Swift 6.3 has it.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char arrows_js[] = {
#embed "../KnotworkServe/Files/arrows.js" suffix(, 0)
};
static const unsigned char ask_js[] = {
#embed "../KnotworkServe/Files/ask.js" suffix(, 0)
};
static const unsigned char axes_js[] = {
#embed "../KnotworkServe/Files/axes.js" suffix(, 0)
};
static const unsigned char board_js[] = {
#embed "../KnotworkServe/Files/board.js" suffix(, 0)
};
static const unsigned char chart_js[] = {
#embed "../KnotworkServe/Files/chart.js" suffix(, 0)
};
static const unsigned char columns_js[] = {
#embed "../KnotworkServe/Files/columns.js" suffix(, 0)
};
static const unsigned char data_js[] = {
#embed "../KnotworkServe/Files/data.js" suffix(, 0)
};
static const unsigned char dom_js[] = {
#embed "../KnotworkServe/Files/dom.js" suffix(, 0)
};
static const unsigned char explanation_js[] = {
#embed "../KnotworkServe/Files/explanation.js" suffix(, 0)
};
static const unsigned char explorer_js[] = {
#embed "../KnotworkServe/Files/explorer.js" suffix(, 0)
};
static const unsigned char export_js[] = {
#embed "../KnotworkServe/Files/export.js" suffix(, 0)
};
static const unsigned char format_js[] = {
#embed "../KnotworkServe/Files/format.js" suffix(, 0)
};
static const unsigned char formula_js[] = {
#embed "../KnotworkServe/Files/formula.js" suffix(, 0)
};
static const unsigned char frames_js[] = {
#embed "../KnotworkServe/Files/frames.js" suffix(, 0)
};
static const unsigned char gestures_js[] = {
#embed "../KnotworkServe/Files/gestures.js" suffix(, 0)
};
static const unsigned char icon_svg[] = {
#embed "../KnotworkServe/Files/icon.svg" suffix(, 0)
};
static const unsigned char index_html[] = {
#embed "../KnotworkServe/Files/index.html" suffix(, 0)
};
static const unsigned char legend_js[] = {
#embed "../KnotworkServe/Files/legend.js" suffix(, 0)
};
static const unsigned char line_js[] = {
#embed "../KnotworkServe/Files/line.js" suffix(, 0)
};
static const unsigned char loss_js[] = {
#embed "../KnotworkServe/Files/loss.js" suffix(, 0)
};
static const unsigned char main_js[] = {
#embed "../KnotworkServe/Files/main.js" suffix(, 0)
};
static const unsigned char map_js[] = {
#embed "../KnotworkServe/Files/map.js" suffix(, 0)
};
static const unsigned char one_js[] = {
#embed "../KnotworkServe/Files/one.js" suffix(, 0)
};
static const unsigned char onemove_js[] = {
#embed "../KnotworkServe/Files/onemove.js" suffix(, 0)
};
static const unsigned char own_js[] = {
#embed "../KnotworkServe/Files/own.js" suffix(, 0)
};
static const unsigned char paint_js[] = {
#embed "../KnotworkServe/Files/paint.js" suffix(, 0)
};
static const unsigned char palette_js[] = {
#embed "../KnotworkServe/Files/palette.js" suffix(, 0)
};
static const unsigned char parts_css[] = {
#embed "../KnotworkServe/Files/parts.css" suffix(, 0)
};
static const unsigned char points_js[] = {
#embed "../KnotworkServe/Files/points.js" suffix(, 0)
};
static const unsigned char question_js[] = {
#embed "../KnotworkServe/Files/question.js" suffix(, 0)
};
static const unsigned char raster_js[] = {
#embed "../KnotworkServe/Files/raster.js" suffix(, 0)
};
static const unsigned char settings_js[] = {
#embed "../KnotworkServe/Files/settings.js" suffix(, 0)
};
static const unsigned char shapes_js[] = {
#embed "../KnotworkServe/Files/shapes.js" suffix(, 0)
};
static const unsigned char shared_js[] = {
#embed "../KnotworkServe/Files/shared.js" suffix(, 0)
};
static const unsigned char slices_js[] = {
#embed "../KnotworkServe/Files/slices.js" suffix(, 0)
};
static const unsigned char smaller_js[] = {
#embed "../KnotworkServe/Files/smaller.js" suffix(, 0)
};
static const unsigned char state_js[] = {
#embed "../KnotworkServe/Files/state.js" suffix(, 0)
};
static const unsigned char style_css[] = {
#embed "../KnotworkServe/Files/style.css" suffix(, 0)
};
static const unsigned char surface_js[] = {
#embed "../KnotworkServe/Files/surface.js" suffix(, 0)
};
static const unsigned char tour_js[] = {
#embed "../KnotworkServe/Files/tour.js" suffix(, 0)
};
static const unsigned char training_js[] = {
#embed "../KnotworkServe/Files/training.js" suffix(, 0)
};
static const unsigned char turn_js[] = {
#embed "../KnotworkServe/Files/turn.js" suffix(, 0)
};
static const unsigned char two_js[] = {
#embed "../KnotworkServe/Files/two.js" suffix(, 0)
};
static const unsigned char weights_js[] = {
#embed "../KnotworkServe/Files/weights.js" suffix(, 0)
};

static const struct embedded_file files[] = {
    {"arrows.js", arrows_js},
    {"ask.js", ask_js},
    {"axes.js", axes_js},
    {"board.js", board_js},
    {"chart.js", chart_js},
    {"columns.js", columns_js},
    {"data.js", data_js},
    {"dom.js", dom_js},
    {"explanation.js", explanation_js},
    {"explorer.js", explorer_js},
    {"export.js", export_js},
    {"format.js", format_js},
    {"formula.js", formula_js},
    {"frames.js", frames_js},
    {"gestures.js", gestures_js},
    {"icon.svg", icon_svg},
    {"index.html", index_html},
    {"legend.js", legend_js},
    {"line.js", line_js},
    {"loss.js", loss_js},
    {"main.js", main_js},
    {"map.js", map_js},
    {"one.js", one_js},
    {"onemove.js", onemove_js},
    {"own.js", own_js},
    {"paint.js", paint_js},
    {"palette.js", palette_js},
    {"parts.css", parts_css},
    {"points.js", points_js},
    {"question.js", question_js},
    {"raster.js", raster_js},
    {"settings.js", settings_js},
    {"shapes.js", shapes_js},
    {"shared.js", shared_js},
    {"slices.js", slices_js},
    {"smaller.js", smaller_js},
    {"state.js", state_js},
    {"style.css", style_css},
    {"surface.js", surface_js},
    {"tour.js", tour_js},
    {"training.js", training_js},
    {"turn.js", turn_js},
    {"two.js", two_js},
    {"weights.js", weights_js},
};

KW_EMBEDDED_FILES(kw_served_file, files)
