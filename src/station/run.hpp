#pragma once
// `boucle-station run`: the screens, with this machine behind them.
#include <string>

#include "station/erasing.hpp"

namespace station {

struct RunOptions {
  BenchOptions bench;
  std::string state, spool;
  ServerOptions server;
  std::string policy = "anssi-2023";
  std::string station;
  std::string language;   ///< "fr", "en"; empty: the terminal's
  bool on_bench = false;  ///< drives of other machines are plugged here
  bool image =
      false;  ///< started by the bootable image: it can power the machine off, and there is nothing to leave to
};

int run(const RunOptions& options, const Surroundings& around, const i18n::Translators& translators);

}  // namespace station
