#pragma once
// Draws a state on a canvas of any size from 80×24: the same places on every screen (title, steps, body, message, next step, keys).
#include "station/screen/canvas.hpp"
#include "station/screen/model.hpp"

namespace station::screen {

inline constexpr int least_rows = 24, least_columns = 80;

Canvas draw(const State& state, const i18n::Translators& translators, int rows, int columns, Charset charset);

}  // namespace station::screen
